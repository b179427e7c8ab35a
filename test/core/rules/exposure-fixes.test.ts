import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixed, titles } from '../../support/fixes.ts';

const service = (spec: string, annotations = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: mysql${annotations} }\nspec:\n${spec.replaceAll(/^/gm, '  ')}\n`;

suite('what is open to the outside', () => {
  test('a Service is made reachable from inside only (KN1105)', () => {
    assert.equal(
      fixed('KN1105', service('type: LoadBalancer # open\nports: [{ port: 3306 }]')),
      service('type: ClusterIP # open\nports: [{ port: 3306 }]'),
    );
    assert.equal(
      fixed('KN1105', service('type: NodePort\nports:\n  - port: 3306\n    nodePort: 30306\n    protocol: TCP')),
      service('type: ClusterIP\nports:\n  - port: 3306\n    protocol: TCP'),
    );
  });

  test('unless it states what only a way in from outside may have (KN1105)', () => {
    for (const more of [
      'externalTrafficPolicy: Local',
      'loadBalancerIP: 203.0.113.7',
      'allocateLoadBalancerNodePorts: false',
    ])
      assert.deepEqual(titles('KN1105', service(`type: LoadBalancer\n${more}\nports: [{ port: 3306 }]`)), []);
    const annotation = ', annotations: { service.beta.kubernetes.io/load-balancer-source-ranges: 0.0.0.0/0 }';
    assert.deepEqual(titles('KN1105', service('type: LoadBalancer\nports: [{ port: 3306 }]', annotation)), []);
  });

  test('a host port is removed, where it has no address (KN1105)', () => {
    const pod = (port: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec: { containers: [{ name: db, image: mysql, ports: [{ containerPort: 3306${port} }] }] }\n`;
    assert.equal(fixed('KN1105', pod(', hostPort: 3306')), pod(''));
    assert.deepEqual(titles('KN1105', pod(', hostPort: 3306, hostIP: 0.0.0.0')), []);
  });
});

test('a class is that of a controller (KN1103)', () => {
  const text = (name: string) => service(`type: LoadBalancer\nloadBalancerClass: "${name}"\nports: [{ port: 80 }]`);
  assert.equal(fixed('KN1103', text('tailscal')), text('tailscale'));
});

test('a published host is one that is served (KN1106)', () => {
  const text = (hosts: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop, annotations: { external-dns.alpha.kubernetes.io/hostname: "${hosts}" } }\nspec: { ingressClassName: nginx, rules: [{ host: shop.example.com }] }\n`;
  assert.equal(fixed('KN1106', text('shop.exmaple.com')), text('shop.example.com'));
  assert.equal(fixed('KN1106', text('shop.example.com, shop.exmaple.com')), text('shop.example.com'));
  assert.deepEqual(titles('KN1106', text('other.example.com')), []);
});

test('a Service behind an Ingress is left to it, where its controller goes to the pods (KN1107)', () => {
  const text = (type: string, className: string, annotations = '') =>
    `${service(`type: ${type}\nports: [{ port: 80 }]`)}---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop${annotations} }\nspec: { ingressClassName: ${className}, defaultBackend: { service: { name: mysql, port: { number: 80 } } } }\n`;
  assert.equal(fixed('KN1107', text('LoadBalancer', 'nginx')), text('ClusterIP', 'nginx'));
  assert.deepEqual(titles('KN1107', text('LoadBalancer', 'gce')), []);
  const alb = ', annotations: { alb.ingress.kubernetes.io/scheme: internet-facing }';
  assert.deepEqual(titles('KN1107', text('LoadBalancer', 'alb', alb)), []);
});

test('node ports answer at every node (KN1108)', () => {
  const text = (policy: string) =>
    `${service(`type: NodePort\n${policy}selector: { app: web }\nports: [{ port: 80 }]`)}---\napiVersion: v1\nkind: Pod\nmetadata: { name: web, labels: { app: web } }\nspec: { containers: [{ name: web, image: web }] }\n`;
  assert.equal(fixed('KN1108', text('externalTrafficPolicy: Local\n')), text(''));
});
