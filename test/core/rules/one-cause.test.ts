import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { allRules } from '../../../src/core/rules/all.ts';
import type { Finding } from '../../../src/core/rules/rule.ts';
import { example } from '../../support/fixes.ts';
import { workspaceOf } from '../../support/workspace.ts';

/** What asks for action in some manifests. */
function loud(text: string): readonly Finding[] {
  const { snapshot } = workspaceOf({ 'app.yaml': text });
  assert.deepEqual(snapshot.failures, []);
  return snapshot.allFindings().filter(({ severity }) => severity === 'error' || severity === 'warning');
}

/** Rules whose bad example cannot do without another mistake. */
const together: Readonly<Record<string, readonly string[]>> = {
  // Only ipvs mode knows strictARP, and ipvs mode is deprecated.
  KN916: ['KN901'],
};

suite('one cause is one finding', () => {
  for (const { code } of allRules)
    test(`the bad example of ${code} is reported by no other rule`, () => {
      const others = loud(example(code, 'Bad')).filter(
        (finding) => finding.code !== code && together[code]?.includes(finding.code) !== true,
      );
      assert.deepEqual(
        others.map((finding) => `${finding.code} ${finding.message}`),
        [],
      );
    });
});

/** An application whose wires all meet: from outside by an Ingress and a Gateway, and from a client that policies let through. */
const whole = `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { port: http } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: web }
  ports: [{ name: web, port: 80, targetPort: http }]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: public }
spec: { controller: example.com/ingress }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  ingressClassName: public
  rules:
    - host: shop.example.com
      http:
        paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: edge }
spec: { controllerName: example.com/gateway }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec:
  gatewayClassName: edge
  listeners: [{ name: http, port: 80, protocol: HTTP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop }
spec:
  parentRefs: [{ name: edge, sectionName: http }]
  rules: [{ backendRefs: [{ name: web, port: 80 }] }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: client, namespace: shop }
spec:
  selector: { matchLabels: { app: client } }
  template:
    metadata: { labels: { app: client } }
    spec:
      containers:
        - name: client
          image: registry.example/client:1
          env: [{ name: WEB_URL, value: "http://web:80/" }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: client, namespace: shop }
spec:
  podSelector: { matchLabels: { app: client } }
  policyTypes: [Egress]
  egress:
    - to: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: 8080 }]
    - ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
`;

suite('a mistake is reported where it is made, and not again by everything that depends on it', () => {
  test('nothing is wrong before', () => assert.deepEqual(loud(whole), []));

  const mistakes: Readonly<Record<string, readonly [from: string, to: string, codes: readonly string[]]>> = {
    'the selector of the Service': ['selector: { app: web }\n  ports', 'selector: { app: wbe }\n  ports', ['KN203']],
    'the name of its target port': ['targetPort: http', 'targetPort: htpp', ['KN210']],
    'the number of its target port': ['targetPort: http', 'targetPort: 8008', ['KN214']],
    'the name of the port of the container': [
      'name: http, containerPort: 8080 }]\n          readinessProbe: { httpGet: { port: http } }',
      'name: htpp, containerPort: 8080 }]',
      ['KN210'],
    ],
    'the Service that the Ingress names': ['service: { name: web,', 'service: { name: wbe,', ['KN501']],
    'the port that the Ingress names': ['port: { number: 80 }', 'port: { number: 8080 }', ['KN503']],
    'the class that the Ingress names': ['ingressClassName: public', 'ingressClassName: pubilc', ['KN509']],
    'the Gateway that the route names': ['parentRefs: [{ name: edge,', 'parentRefs: [{ name: egde,', ['KN607']],
    'the listener that the route names': ['sectionName: http', 'sectionName: htpp', ['KN608']],
    'the Service that the route names': ['backendRefs: [{ name: web,', 'backendRefs: [{ name: wbe,', ['KN612']],
    'the port that the route names': ['name: web, port: 80 }] }]', 'name: web, port: 8080 }] }]', ['KN613']],
    'the class that the Gateway names': ['gatewayClassName: edge', 'gatewayClassName: egde', ['KN601']],
    'the host that the client calls': ['http://web:80/', 'http://wbe:80/', ['KN801']],
    'the port that the client calls': ['http://web:80/', 'http://web:8080/', ['KN804']],
    'the peer of the policy': [
      'podSelector: { matchLabels: { app: web } }',
      'podSelector: { matchLabels: { app: wbe } }',
      ['KN702'],
    ],
    'the port of the policy': ['ports: [{ port: 8080 }]', 'ports: [{ port: 80 }]', ['KN705']],
    'the pods of the policy': [
      'podSelector: { matchLabels: { app: client } }',
      'podSelector: { matchLabels: { app: cleint } }',
      ['KN701'],
    ],
  };
  for (const [what, [from, to, codes]] of Object.entries(mistakes))
    test(what, () => {
      assert.ok(whole.includes(from), 'the mistake can be made');
      assert.deepEqual(
        loud(whole.replace(from, to)).map(({ code }) => code),
        codes,
      );
    });
});
