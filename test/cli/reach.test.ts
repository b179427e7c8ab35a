import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { runMain } from '../support/cli.ts';
import { deployment, makeFolder } from '../support/folder.ts';
import { ciliumAgent } from '../support/manifests.ts';
import { schemaErrors } from '../support/schemas.ts';

const policies = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: 5432 }, { port: 9000, endPort: 9100 }]
    - from: [{ podSelector: { matchLabels: { app: "\${APP}" } } }]
      ports: [{ port: 53, protocol: UDP }]
    - from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Ingress, Egress]
  egress: [{ to: [{ podSelector: {} }] }]
`;

const one = (name: string) => deployment(name, 'http').replace('spec:\n', 'spec:\n  replicas: 1\n');
const shop = { 'shop/db.yaml': one('db'), 'shop/web.yaml': one('web'), 'shop/policies.yaml': policies };

/** Runs `portolan reach` in a folder with some files. */
function reach(context: TestContext, files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  return runMain(['reach', ...args], makeFolder(context, files).path);
}

suite('portolan reach', () => {
  test('says who may connect to whom, and what is not known', async (t) => {
    const { code, out, err } = await reach(t, shop);
    assert.deepEqual([code, err], [0, '']);
    // The addresses of the pods are not known, so the block may hold that of web.
    assert.equal(
      out,
      `shop/web
  → shop/db  TCP 5432,9000-9100; not known: TCP 1-5431,5433-8999,9101-65535 UDP all SCTP all

10.0.0.0/8
  → shop/db  all ports

2 connections among 2 workloads and the addresses outside (shop)
`,
    );
  });

  test('reads blocks of addresses as the network plugin of the cluster does', async (t) => {
    const { out } = await reach(t, { ...shop, 'shop/cilium.yaml': ciliumAgent });
    // For Cilium a block never means pods, whatever their addresses are.
    assert.match(out, /^shop\/web\n {2}→ shop\/db {2}TCP 5432,9000-9100; not known: UDP 53$/m);
    assert.match(out, /^10\.0\.0\.0\/8\n(?: {2}→ .*\n)* {2}→ shop\/db {2}all ports$/m);
  });

  test('who connects to all others in the same way gets one line for them', async (t) => {
    const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.yaml`, one(name)]));
    const { out } = await reach(t, files);
    assert.match(out, /^shop\/a\n {2}→ all 4 other workloads {2}all ports\n {2}→ internet {2}all ports\n\nshop\/b\n/);
    assert.match(out, /\n\ninternet\n {2}→ all 5 workloads {2}all ports\n\n30 connections among 5 workloads /);
  });

  test('--format json is what its schema says', async (t) => {
    const { code, out } = await reach(t, shop, '--format', 'json');
    assert.equal(code, 0);
    const report = JSON.parse(out);
    assert.deepEqual(schemaErrors('reach', report), []);
    assert.deepEqual(report.workloads, ['shop/db', 'shop/web']);
    const web = report.connections.find(({ from }: { from: string }) => from === 'shop/web');
    assert.deepEqual(web.allowed, [
      { protocol: 'TCP', first: 5432, last: 5432 },
      { protocol: 'TCP', first: 9000, last: 9100 },
    ]);
  });

  test('workloads that share their name are told apart by kind, replicas may connect to each other', async (t) => {
    const files = {
      'a.yaml': deployment('x', 'http').replace('spec:\n', 'spec:\n  replicas: 2\n'),
      'b.yaml': deployment('x', 'http').replace('kind: Deployment', 'kind: StatefulSet'),
    };
    const { out } = await reach(t, files, '--format', 'csv');
    assert.deepEqual(out.trimEnd().split('\n'), [
      'from,to,allowed,unknown',
      'deployment:shop/x,deployment:shop/x,all ports,',
      'deployment:shop/x,statefulset:shop/x,all ports,',
      'deployment:shop/x,internet,all ports,',
      'statefulset:shop/x,deployment:shop/x,all ports,',
      'statefulset:shop/x,internet,all ports,',
      'internet,deployment:shop/x,all ports,',
      'internet,statefulset:shop/x,all ports,',
    ]);
  });

  test('pods and ReplicaSets of a dump are their Deployment, and pods that have finished are gone', async (t) => {
    const owned = (
      kind: string,
      name: string,
      owner: string,
      spec: string,
    ) => `apiVersion: ${kind === 'Pod' ? 'v1' : 'apps/v1'}
kind: ${kind}
metadata: { name: ${name}, namespace: shop, uid: ${name}, labels: { app: web }, ownerReferences: [${owner}] }
${spec}
---
`;
    const container = 'containers: [{ name: c, image: i }]';
    const dump = [
      deployment('web', 'http'),
      '---\n',
      owned('ReplicaSet', 'web-1', '{ kind: Deployment, name: web }', `spec: { template: { spec: { ${container} } } }`),
      owned(
        'Pod',
        'web-1-a',
        '{ kind: ReplicaSet, name: web-1 }',
        `spec: { ${container} }\nstatus: { phase: Running, podIP: 10.0.0.1 }`,
      ),
      owned(
        'Pod',
        'web-1-b',
        '{ kind: ReplicaSet, name: web-1 }',
        `spec: { ${container} }\nstatus: { phase: Running, podIP: 10.0.0.2 }`,
      ),
      owned('Pod', 'job', '', `spec: { ${container} }\nstatus: { phase: Succeeded, podIP: 10.0.0.3 }`),
    ].join('');
    const { out } = await reach(t, { 'dump.yaml': dump }, '--format', 'csv');
    assert.deepEqual(out.trimEnd().split('\n').slice(1), [
      'shop/web,shop/web,all ports,',
      'shop/web,internet,all ports,',
      'internet,shop/web,all ports,',
    ]);
  });

  test('--format dot groups by namespace and quotes what others wrote', async (t) => {
    const { out } = await reach(t, { 'a.yaml': one('web') }, '--format', 'dot');
    assert.match(out, /subgraph cluster_0 {\n {4}label="namespace shop";\n {4}"shop\/web";/);
    assert.match(out, /"shop\/web" -> "internet" \[label="all ports"\];/);
  });

  test('--stack names another stack, and says which there are', async (t) => {
    const other = { ...shop, 'other/web.yaml': one('other'), 'other/kustomization.yaml': 'resources: [web.yaml]\n' };
    const { code, out } = await reach(t, other, '--stack', 'other', '--format', 'json');
    assert.deepEqual([code, JSON.parse(out).workloads], [0, ['shop/other']]);
    const unknown = await reach(t, other, '--stack', 'othr');
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /^There is no stack "othr"; it may be meant as "other"/);
  });

  test('nothing to say, or another tool than the one it knows, makes the exit code 2', async (t) => {
    const nothing = await reach(t, { 'a.yaml': 'a: 1\n' });
    assert.deepEqual([nothing.code, nothing.out], [2, '']);
    const tool = await reach(t, shop, '--compat', 'calico');
    assert.equal(tool.code, 2);
    assert.match(tool.err, /^--compat takes netpol-analyzer, not "calico"/);
  });
});
