import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node } from '../../../src/core/manifest/node.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { decodeDocument } from '../../../src/core/resources/decode.ts';
import { brief, briefPairs, decodeAll, decodeOne, documentOf, problemsOf, written } from './decoding.ts';

test('what is no manifest comes to no resource', async (t) => {
  for (const text of [
    '',
    'just a text',
    '- a\n- b',
    'services: { web: { image: nginx } }',
    'openapi: 3.0.0\ninfo: { title: x }',
    'apiVersion: v2\nname: chart\nversion: 0.1.0',
    'kind: Service\nmetadata: { name: web }',
    'apiVersion: 1\nkind: Service',
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]',
    'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster',
    'apiVersion: skaffold/v4beta6\nkind: Config',
    'apiVersion: v1\nkind: Config\nclusters: []',
    'apiVersion: builtin\nkind: PrefixTransformer',
  ])
    await t.test(text, () => assert.deepEqual(decodeAll(text), []));
});

test('an unrendered template says nothing', () => {
  const text = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n';
  assert.deepEqual(decodeDocument({ ...documentOf(text), template: true }, parseText(text).root), []);
});

test('the objects of an OpenShift template are objects whose parameters are not known', () => {
  const [service, dc, ...others] = decodeAll(`apiVersion: template.openshift.io/v1
kind: Template
metadata: { name: app }
parameters: [{ name: NAME, value: web }]
objects:
  - { apiVersion: v1, kind: Service, metadata: { name: '\${NAME}' }, spec: { selector: { app: '\${NAME}' } } }
  - apiVersion: apps.openshift.io/v1
    kind: DeploymentConfig
    metadata: { name: web }
    spec: { replicas: '\${{REPLICAS}}', template: { metadata: { labels: { app: web } } } }
`);
  assert.deepEqual([service?.type, dc?.type, others.length], ['service', 'podMaker', 0]);
  assert.equal(brief(service?.name), '? it is the placeholder ${NAME}');
  assert.deepEqual([...(service?.problems ?? []), ...(dc?.problems ?? [])], []);
});

test('the items of a List are objects of their own', () => {
  const items = decodeAll(`apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: a }
  - apiVersion: v1
    kind: ConfigMapList
    items:
      - metadata: { name: b }
        data: { k: v }
  - not an object
  -
  - { kind: Service, metadata: { name: without-version } }
`);
  assert.deepEqual(
    items.map((item) => [item.type, item.apiVersion, item.kind, brief(item.name)]),
    [
      ['service', 'v1', 'Service', 'a'],
      ['configMap', 'v1', 'ConfigMap', 'b'],
    ],
  );
  const [service, configMap] = items;
  assert.ok(service && configMap);
  assert.equal(written(service, service.kindSpan), 'Service');
  assert.match(written(service, service.span) ?? '', /^apiVersion: v1\n {4}kind: Service/);
  assert.equal(configMap.kindSpan.start, configMap.span.start);
});

test('an object is of its group and kind, never of the kind alone', () => {
  for (const [apiVersion, kind, type] of [
    ['v1', 'Service', 'service'],
    ['serving.knative.dev/v1', 'Service', 'other'],
    ['networking.istio.io/v1', 'Gateway', 'other'],
    ['gateway.networking.k8s.io/v1', 'Gateway', 'gateway'],
    ['crd.projectcalico.org/v1', 'NetworkPolicy', 'other'],
    ['networking.k8s.io/v1', 'NetworkPolicy', 'networkPolicy'],
    ['networking.internal.knative.dev/v1alpha1', 'Ingress', 'other'],
  ])
    assert.equal(
      decodeAll(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x }\n`)[0]?.type,
      type,
      apiVersion,
    );
});

test('only kinds that are not known may make pods', () => {
  for (const [apiVersion, kind, mayMakePods] of [
    ['rbac.authorization.k8s.io/v1', 'Role', false],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', false],
    ['v1', 'PersistentVolumeClaim', false],
    ['monitoring.coreos.com/v1', 'ServiceMonitor', false],
    ['monitoring.coreos.com/v1', 'Prometheus', true],
    ['cert-manager.io/v1', 'Certificate', false],
    ['postgresql.cnpg.io/v1', 'Cluster', true],
    ['argoproj.io/v1alpha1', 'Application', true],
  ] as const)
    assert.equal(
      decodeOne('other', `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x }\n`).mayMakePods,
      mayMakePods,
      kind,
    );
});

test('labels and annotations that are no texts are problems, null is the empty text', () => {
  const map = decodeOne(
    'configMap',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: { version: 1.10, ok: "1.10", none: ~ }\n  annotations: { on: yes, list: [] }\ndata: { a: 1, b: "$1 {x}" }\n',
  );
  assert.deepEqual(briefPairs(map.labels), ['version=? not a text', 'ok=1.10', 'none=']);
  assert.deepEqual(briefPairs(map.data), ['a=? not a text', 'b=$1 {x}']);
  assert.deepEqual(
    problemsOf(map).map((problem) => problem.split(',')[0]),
    ['1.10: version is the number 1.1', 'yes: true is true', '[]: list is a list', '1: a is the number 1'],
  );
});

test('keys that mean something to JavaScript are keys like others', () => {
  const map = decodeOne(
    'configMap',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, labels: { __proto__: x, constructor: w } }\ndata: { toString: z }\n',
  );
  assert.deepEqual(briefPairs(map.labels), ['__proto__=x', 'constructor=w']);
  assert.deepEqual(briefPairs(map.data), ['toString=z']);
  assert.deepEqual(briefPairs(map.annotations), []);
  assert.deepEqual(
    decodeOne('other', 'apiVersion: __proto__/v1\nkind: constructor\nmetadata: { name: a }\n').group,
    '__proto__',
  );
});

test('a Secret keeps nothing of its data', () => {
  const secret = decodeOne(
    'secret',
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: hidden\n    other: shown\ntype: Opaque\ndata: { password: hidden }\nstringData: hidden\n`,
  );
  const { document, ...rest } = secret;
  assert.equal(JSON.stringify(rest).includes('hidden'), false);
  assert.deepEqual(briefPairs(secret.annotations), ['other=shown']);
  assert.equal(brief(secret.secretType), 'Opaque');
  assert.equal(document.text.includes('hidden'), true);
});

test('values that a tool fills in are unknown and no problem', async (t) => {
  const cases: readonly (readonly [name: string, expected: string])[] = [
    ['${NAME}', '? it is the placeholder ${NAME}'],
    ['web-${ENV}-x', '? it holds the placeholder ${ENV}'],
    ['$NAME', '? it is the placeholder $NAME'],
    ['$(NAME)', '? it is the placeholder $(NAME)'],
    ['<NAME>', '? it is the placeholder <NAME>'],
    ['"{{ name }}"', '? it is the placeholder {{ name }}'],
    ['"<%= name %>"', '? it is the placeholder <%= name %>'],
    ['"@@NAME@@"', '? it is the placeholder @@NAME@@'],
    ['{{ name }}', '? it is the placeholder {{ name }}'],
    ['#@ data.values.name', '? ytt computes it (#@ data.values.name)'],
  ];
  for (const [name, expected] of cases)
    await t.test(name, () => {
      const account = decodeOne(
        'serviceAccount',
        `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n  labels:\n    app: ${name}\n`,
      );
      assert.equal(brief(account.name), expected);
      assert.deepEqual(briefPairs(account.labels), [`app=${expected}`]);
      assert.deepEqual(account.problems, []);
    });
});

test('a key that a tool fills in leaves the labels open', () => {
  const { labels } = decodeOne(
    'serviceAccount',
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a, labels: { "${KEY}": x } }\n',
  );
  assert.equal(labels.open, 'it is the placeholder ${KEY}');
  assert.equal(labels.pairs[0]?.value, undefined);
});

test('Nodes, Endpoints and EndpointSlices of a dump are facts', () => {
  const node = decodeOne(
    'node',
    'apiVersion: v1\nkind: Node\nmetadata: { name: n1, uid: a }\nstatus: { addresses: [{ type: InternalIP, address: 10.0.0.1 }, { type: Hostname, address: n1 }] }\n',
  );
  assert.deepEqual([node.addresses, node.live], [['10.0.0.1', 'n1'], true]);
  const endpoints = decodeOne(
    'endpoints',
    'apiVersion: v1\nkind: Endpoints\nmetadata: { name: db }\nsubsets: [{ addresses: [{ ip: 10.0.0.9 }], notReadyAddresses: [{ ip: 10.0.0.8 }], ports: [{ port: 5432 }] }]\n',
  );
  const [subset] = endpoints.subsets;
  assert.deepEqual(subset?.addresses.map(brief), ['10.0.0.9']);
  assert.deepEqual(subset?.notReadyAddresses.map(brief), ['10.0.0.8']);
  assert.deepEqual(
    subset?.ports.map(({ name, port, protocol }) => [brief(name), brief(port), brief(protocol)]),
    [[undefined, 5432, '(TCP)']],
  );
  const slice = decodeOne(
    'endpointSlice',
    `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: db-x, labels: { kubernetes.io/service-name: db } }
addressType: IPv4
endpoints: [{ addresses: [10.0.0.9], conditions: { ready: false, serving: true }, targetRef: { kind: Pod, name: db-0 }, nodeName: n1 }]
ports: [{ name: "", port: 5432, protocol: TCP }]
`,
  );
  assert.deepEqual([brief(slice.serviceName), brief(slice.addressType)], ['db', 'IPv4']);
  assert.equal(written(slice, slice.serviceName), 'db');
  const [endpoint] = slice.endpoints;
  assert.deepEqual(
    [
      endpoint?.addresses.map(brief),
      endpoint?.ready,
      endpoint?.serving,
      endpoint?.terminating,
      endpoint?.targetName,
      endpoint?.nodeName,
    ],
    [['10.0.0.9'], false, true, undefined, 'db-0', 'n1'],
  );
  assert.equal(slice.ports[0]?.name, undefined);
});

test('no field of any wrong type makes a decoder throw', () => {
  const scrambles: readonly Node[] = [
    ...[null, true, 7, -1.5, Number.NaN, '', 'x', '${X}'].map(
      (value) => ({ type: 'scalar', value, style: 'plain', start: 0, end: 0 }) as const,
    ),
    { type: 'map', entries: [], flow: true, start: 0, end: 0 },
    { type: 'sequence', items: [], flow: true, start: 0, end: 0 },
    {
      type: 'sequence',
      items: [{ type: 'scalar', value: 1, style: 'plain', start: 0, end: 0 }],
      flow: true,
      start: 0,
      end: 0,
    },
  ];
  let decoded = 0;
  for (const text of samples) {
    const document = documentOf(text);
    const root = parseText(text).root;
    assert.ok(root);
    for (const replacement of scrambles)
      for (const variant of variantsOf(root, replacement)) {
        decodeDocument(document, variant);
        decoded++;
      }
  }
  assert.ok(decoded > 2000);
});

const metadata =
  'metadata: { name: a, namespace: b, labels: { a: b }, annotations: { c: d }, ownerReferences: [{ kind: A, name: b }] }';
const container =
  '{ name: a, ports: [{ name: b, containerPort: 1 }], env: [{ name: A, valueFrom: { configMapKeyRef: { name: a, key: b } } }], envFrom: [{ configMapRef: { name: a } }], livenessProbe: { httpGet: { port: 1 } }, lifecycle: { preStop: { exec: {} } }, securityContext: { capabilities: { add: [A] } }, args: [a] }';
const samples = [
  `apiVersion: apps/v1\nkind: Deployment\n${metadata}\nspec: { replicas: 1, selector: { matchLabels: { a: b }, matchExpressions: [{ key: a, operator: In, values: [b] }] }, strategy: { rollingUpdate: { maxSurge: 1 } }, template: { metadata: { labels: { a: b } }, spec: { containers: [${container}], initContainers: [${container}], dnsConfig: { options: [{ name: a }] }, hostAliases: [{ ip: a, hostnames: [b] }], affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } }, securityContext: { sysctls: [{ name: a }] }, volumes: [{ projected: { sources: [{ configMap: { name: a } }] } }] } } }\n`,
  `apiVersion: v1\nkind: Pod\n${metadata}\nspec: { hostNetwork: true, containers: [${container}] }\nstatus: { podIPs: [{ ip: a }], conditions: [{ type: Ready, status: "True" }] }\n`,
  `apiVersion: v1\nkind: Service\n${metadata}\nspec: { selector: { a: b }, ports: [{ port: 1 }], sessionAffinityConfig: { clientIP: { timeoutSeconds: 1 } }, externalIPs: [a] }\n`,
  `apiVersion: v1\nkind: Endpoints\n${metadata}\nsubsets: [{ addresses: [{ ip: a }], ports: [{ port: 1 }] }]\n`,
  `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n${metadata}\nendpoints: [{ addresses: [a], conditions: { ready: true }, targetRef: { name: a } }]\nports: [{ port: 1 }]\n`,
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${metadata}\nspec: { defaultBackend: { service: { name: a, port: { number: 1 } } }, rules: [{ host: a, http: { paths: [{ path: /, backend: { serviceName: a, servicePort: 1 } }] } }], tls: [{ hosts: [a] }] }\n`,
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${metadata}\nspec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: a, except: [b] } }], ports: [{ port: 1 }] }], policyTypes: [Ingress] }\n`,
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n${metadata}\nspec: { hostnames: [a], parentRefs: [{ name: a }], rules: [{ matches: [{ path: { value: / }, headers: [{ name: a }] }], backendRefs: [{ name: a, port: 1 }] }] }\n`,
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n${metadata}\nspec: { gatewayClassName: a, listeners: [{ name: a, port: 1 }] }\n`,
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ReferenceGrant\n${metadata}\nspec: { from: [{ group: a, kind: b }], to: [{ group: "", kind: Service }] }\n`,
  `apiVersion: route.openshift.io/v1\nkind: Route\n${metadata}\nspec: { host: a, to: { name: a }, port: { targetPort: a }, alternateBackends: [{ name: b }] }\n`,
  `apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\n${metadata}\nspec: { tier: Admin, priority: 1, subject: { pods: { namespaceSelector: {}, podSelector: {} } } }\n`,
  `apiVersion: example.com/v1\nkind: Unheard\n${metadata}\nspec: { podTemplate: { spec: { containers: [{ image: a }] } } }\n`,
  `apiVersion: v1\nkind: List\nitems: [{ apiVersion: v1, kind: Node, ${metadata}, status: { addresses: [{ address: a }] } }]\n`,
];

/** Copies of a tree in each of which one node is another. */
function* variantsOf(node: Node, replacement: Node): Generator<Node> {
  yield replacement;
  if (node.type === 'map')
    for (const [i, entry] of node.entries.entries())
      for (const value of variantsOf(entry.value, replacement))
        yield { ...node, entries: node.entries.with(i, { ...entry, value }) };
  else if (node.type === 'sequence')
    for (const [i, item] of node.items.entries())
      for (const variant of variantsOf(item, replacement)) yield { ...node, items: node.items.with(i, variant) };
}
