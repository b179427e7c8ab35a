import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixed, titles } from '../../support/fixes.ts';

const policy = (spec: string, name = 'api') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name} }
spec:
${spec.replaceAll(/^(?=.)/gm, '  ')}`;

const pod = (name: string, ports: string) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec: { containers: [{ name: ${name}, image: ${name}, readinessProbe: { exec: { command: [a] } }, ports: [${ports}] }] }
`;

const service = (name: string, rest: string) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
${rest.replaceAll(/^(?=.)/gm, '  ')}`;

suite('ports of policies', () => {
  test('the port of the pod replaces that of the Service (KN705)', () => {
    const text = (port: string) =>
      policy(`podSelector: { matchLabels: { app: api } }\ningress:\n  - ports:\n      - port: ${port} # web\n`) +
      service('api', 'selector: { app: api }\nports: [{ port: 80, targetPort: http }]\n') +
      pod('api', '{ name: http, containerPort: 8080 }');
    assert.equal(fixed('KN705', text('80')), text('8080'));
  });

  test('the names that all pods have are offered, the one that is alike first (KN707)', () => {
    const text = (port: string, other = 'http') =>
      policy(`podSelector: {}\ningress: [{ ports: [{ port: ${port} }] }]\n`) +
      pod('api', '{ name: http, containerPort: 8080 }, { name: admin, containerPort: 9090 }') +
      pod('web', `{ name: ${other}, containerPort: 8080 }, { name: admin, containerPort: 9090, protocol: UDP }`);
    assert.equal(fixed('KN707', text('htpt')), text('http'));
    assert.deepEqual(titles('KN707', text('htpt', 'web')), []);
  });

  test('UDP is allowed beside TCP (KN712)', () => {
    const text = (more: string) =>
      policy(`podSelector: {}\npolicyTypes: [Egress]\negress:\n  - ports:\n      - port: 53 # DNS\n${more}`);
    assert.equal(fixed('KN712', text('')), text('      - port: 53\n        protocol: UDP\n'));
  });

  test('a number loses its quotes, and a protocol gets capitals (KN708)', () => {
    const text = (port: string) => policy(`podSelector: {}\ningress: [{ ports: [{ ${port} }] }]\n`);
    assert.equal(fixed('KN708', text('port: "8080"')), text('port: 8080'));
    assert.equal(fixed('KN708', text('port: 80, protocol: udp')), text('port: 80, protocol: UDP'));
    assert.deepEqual(titles('KN708', text('port: "99999"')), []);
    assert.deepEqual(titles('KN708', text('port: 80, protocol: http')), []);
  });
});

suite('types of policies', () => {
  test('a direction is listed (KN709)', () => {
    const text = (types: string) =>
      policy(`podSelector: {}\npolicyTypes:\n${types}ingress: [{}]\negress: [{}] # out\n`);
    assert.equal(fixed('KN709', text('  - Ingress # in\n')), text('  - Ingress # in\n  - Egress\n'));
  });

  test('egress alone is stated (KN710)', () => {
    const text = (types: string) => policy(`podSelector: {} # all\n${types}egress: [{}]\n`);
    assert.equal(fixed('KN710', text('')), text('policyTypes:\n  - Egress\n'));
  });

  test('a type is written as it is called (KN708)', () => {
    const text = (type: string) => policy(`podSelector: {}\npolicyTypes: [${type}]\n`);
    assert.equal(fixed('KN708', text('"ingress"')), text('"Ingress"'));
    assert.deepEqual(titles('KN708', text('Both')), []);
  });
});

suite('selectors of policies', () => {
  test('a value or a key that is mistyped (KN701, KN702)', () => {
    const text = (label: string) =>
      policy(`podSelector:\n  matchLabels:\n    ${label} # ours\ningress: [{}]\n`) + pod('api', '');
    assert.equal(fixed('KN701', text('app: aip')), text('app: api'));
    assert.equal(fixed('KN701', text('apq: api')), text('app: api'));
    const peer = (label: string) =>
      policy(`podSelector: {}\ningress: [{ from: [{ podSelector: { matchLabels: { ${label} } } }] }]\n`) +
      pod('api', '');
    assert.equal(fixed('KN702', peer('app: "aip"')), peer('app: "api"'));
  });

  const namespace = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: monitoring, labels: { team: observe } }\n';
  const text = (label: string) =>
    policy(`podSelector: {}\ningress: [{ from: [{ namespaceSelector: { matchLabels: { ${label} } } }] }]\n`) +
    namespace;

  test('a namespace is selected by its name or label (KN703, KN704)', () => {
    const name = 'kubernetes.io/metadata.name: monitoring';
    assert.equal(fixed('KN703', text('kubernetes.io/metadata.name: monitorng')), text(name));
    assert.equal(fixed('KN703', text('team: obsevre')), text('team: observe'));
    assert.equal(fixed('KN704', text('name: monitoring')), text(name));
    assert.deepEqual(titles('KN703', text('team: other')), []);
  });
});

test('the addresses of clients are kept where one Service leads to the pods (KN719)', () => {
  const text = (lines: string, more = '') =>
    policy('podSelector: {}\ningress: [{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }]\n') +
    service('web', `type: LoadBalancer # ours\n${lines}selector: { app: web }\nports: [{ port: 8080 }]\n`) +
    more +
    pod('web', '{ containerPort: 8080 }');
  assert.equal(fixed('KN719', text('')), text('externalTrafficPolicy: Local\n'));
  assert.equal(fixed('KN719', text('externalTrafficPolicy: Cluster\n')), text('externalTrafficPolicy: Local\n'));
  const second = service('more', 'type: NodePort\nselector: { app: web }\nports: [{ port: 8080 }]\n');
  assert.deepEqual(titles('KN719', text('', second)), []);
});

test('tiers, actions and names as the kinds call them (KN725)', () => {
  const text = (kind: string, spec: string, name = 'a') =>
    `apiVersion: policy.networking.k8s.io/${kind === 'ClusterNetworkPolicy' ? 'v1alpha2' : 'v1alpha1'}\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: { ${spec}, subject: { namespaces: {} } }\n`;
  const rule = (action: string) => `priority: 1, ingress: [{ action: ${action}, from: [{ namespaces: {} }] }]`;
  const cluster = 'ClusterNetworkPolicy';
  assert.equal(
    fixed('KN725', text(cluster, 'tier: baseline, priority: 1')),
    text(cluster, 'tier: Baseline, priority: 1'),
  );
  assert.equal(
    fixed('KN725', text(cluster, `tier: Admin, ${rule('Allow')}`)),
    text(cluster, `tier: Admin, ${rule('Accept')}`),
  );
  assert.equal(fixed('KN725', text('AdminNetworkPolicy', rule('Accept'))), text('AdminNetworkPolicy', rule('Allow')));
  assert.equal(fixed('KN725', text('AdminNetworkPolicy', rule('reject'))), text('AdminNetworkPolicy', rule('Deny')));
  assert.deepEqual(titles('KN725', text(cluster, `tier: Core, ${rule('Deny')}`)), []);
  const base = (name: string) =>
    text('BaselineAdminNetworkPolicy', 'ingress: [{ action: Deny, from: [{ namespaces: {} }] }]', name);
  assert.equal(fixed('KN725', base('base')), base('default'));
});
