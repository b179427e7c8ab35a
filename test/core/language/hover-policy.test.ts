import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hover } from '../../../src/core/language/hover.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { workload } from '../../support/manifests.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { plain } from './view.ts';

const namespaces = `apiVersion: v1
kind: Namespace
metadata: { name: ops, labels: { team: ops } }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
`;

const workloads =
  ['api', 'web', 'db', 'cron'].map((name) => workload('shop', name)).join('') + workload('ops', 'prom') + namespaces;

const policy = (spec: string, name = 'p', head = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy') => `${head}
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
---
`;

/** What the hover says at the first place of a policy's text where `word` stands; the policy comes first. */
function says(own: string, word: string, others = workloads): readonly string[] {
  const text = own + others;
  assert.ok(own.includes(word), word);
  const found = hover(
    workspaceOf({ 'a.yaml': text }).snapshot,
    'a.yaml',
    new LineIndex(text).position(own.indexOf(word)),
  );
  return found?.lines.map(plain) ?? [];
}

suite('hover of a NetworkPolicy', () => {
  const api = '{ podSelector: { matchLabels: { app: api } }';

  test('says whom it isolates and what it lets through', () => {
    const own = policy(
      `${api}, policyTypes: [Ingress, Egress], ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: http }] }] }`,
    );
    const answer = [
      'isolates Deployment "api" both ways',
      'lets in port http from Deployment "web"',
      'lets nothing out',
    ];
    assert.deepEqual(says(own, 'NetworkPolicy'), answer);
    assert.deepEqual(says(own, 'p, namespace'), answer);
  });

  test('counts many workloads, and names each of them at the selector', () => {
    const own = policy('{ podSelector: {}, policyTypes: [Egress] }');
    const first = 'isolates 4 workloads for egress: Deployment "api", Deployment "web", Deployment "db" and 1 more';
    assert.deepEqual(says(own, 'NetworkPolicy'), [first, 'lets nothing out']);
    assert.deepEqual(says(own, '{}'), [
      first,
      'Deployment "api"',
      'Deployment "web"',
      'Deployment "db"',
      'Deployment "cron"',
    ]);
  });

  test('without rules lets nobody in, with an empty one everyone', () => {
    assert.deepEqual(says(policy(`${api} }`), 'NetworkPolicy').slice(1), ['lets nobody in']);
    assert.deepEqual(says(policy(`${api}, ingress: [{}] }`), 'NetworkPolicy').slice(1), [
      'lets in all ports from everyone',
    ]);
  });

  test('names the policies that let more through', () => {
    const own = policy(`${api} }`) + policy('{ podSelector: {} }', 'deny');
    assert.deepEqual(says(own, 'NetworkPolicy').at(-1), 'what NetworkPolicy "deny" lets through passes too');
    const egress = policy(`${api} }`) + policy('{ podSelector: {}, policyTypes: [Egress] }', 'deny');
    assert.deepEqual(says(egress, 'NetworkPolicy').at(-1), 'lets nobody in');
  });

  test('that selects nobody says who has the labels elsewhere', () => {
    assert.deepEqual(says(policy('{ podSelector: { matchLabels: { app: prom } } }'), 'NetworkPolicy'), [
      'isolates nobody for ingress: no workload of namespace shop has app=prom',
      'Deployment "prom" of namespace ops has these labels; selectors look into their own namespace',
      'lets nobody in',
    ]);
  });

  const from = (peer: string) => policy(`${api}, ingress: [{ from: [${peer}] }] }`);
  const peers: readonly (readonly [what: string, peer: string, answer: string])[] = [
    ['pods of its namespace', '{ podSelector: { matchLabels: { app: web } } }', 'Deployment "web"'],
    [
      'pods that are not there',
      '{ podSelector: { matchLabels: { app: wbe } } }',
      'nobody here: no workload of namespace shop has app=wbe',
    ],
    ['every pod of its namespace', '{ podSelector: {} }', '4 workloads: every pod of namespace shop'],
    [
      'another namespace by its label',
      '{ namespaceSelector: { matchLabels: { team: ops } } }',
      'every pod of namespace ops',
    ],
    ['every namespace', '{ namespaceSelector: {} }', '5 workloads: every pod of every namespace'],
    [
      'pods of another namespace',
      '{ namespaceSelector: { matchLabels: { team: ops } }, podSelector: { matchLabels: { app: prom } } }',
      'Deployment "prom" of namespace ops',
    ],
    [
      'a block of addresses',
      '{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }',
      '10.0.0.0/8 without 10.1.0.0/16',
    ],
    ['what the API server refuses', '{ ipBlock: { cidr: 10.0.0.0/8 }, podSelector: {} }', 'nobody'],
  ];
  for (const [what, peer, answer] of peers)
    test(`a peer that is ${what}`, () => {
      assert.equal(says(from(peer), peer)[0], answer);
      const list = answer.replace(/^\d workloads: /, '');
      assert.equal(says(from(peer), 'from')[0], `lets in all ports from ${list}`);
    });

  test('a namespace whose labels are not known may be meant', () => {
    const others = workload('shop', 'api') + workload('ops', 'prom');
    assert.deepEqual(says(from('{ namespaceSelector: { matchLabels: { team: ops } } }'), 'namespaceSelector', others), [
      '2 workloads: ? perhaps every pod of namespaces ops, shop',
      'Deployment "prom" of namespace ops',
      'Deployment "api"',
    ]);
  });

  test('pods of a dump are those of what made them', () => {
    const pod = `apiVersion: v1
kind: Pod
metadata: { name: api-1, namespace: shop, labels: { app: api }, ownerReferences: [{ kind: Deployment, name: api, controller: true }] }
spec: { containers: [{ name: main, image: i }] }
---
`;
    assert.equal(
      says(policy(`${api} }`), 'NetworkPolicy', pod + workloads)[0],
      'isolates Deployment "api" for ingress',
    );
  });
});

suite('hover of the policies of plugins and of the cluster', () => {
  test('an AdminNetworkPolicy governs and says what each rule does', () => {
    const own = policy(
      `{ priority: 3, subject: { namespaces: { matchLabels: { team: ops } } }, ingress: [{ action: Deny, from: [{ namespaces: {} }], ports: [{ portNumber: { protocol: TCP, port: 80 } }] }], egress: [{ action: Pass, to: [{ networks: [10.0.0.0/8] }] }] }`,
      'p',
      'apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy',
    );
    const governs = 'governs Deployment "prom" of namespace ops (Admin tier)';
    assert.deepEqual(says(own, 'AdminNetworkPolicy'), [
      governs,
      'denies TCP 80 from every pod of every namespace',
      'passes on all ports to 10.0.0.0/8',
    ]);
    assert.deepEqual(says(own, '{ namespaces: { matchLabels'), [governs]);
    assert.deepEqual(says(own, 'action: Deny'), ['denies TCP 80 from every pod of every namespace']);
  });

  test('a policy of Calico', () => {
    const own = policy(
      `{ selector: "app == 'api'", types: [Ingress], ingress: [{ action: Allow, protocol: TCP, source: { selector: "app == 'web'" }, destination: { ports: [8080] } }, { action: Deny, source: { nets: [10.0.0.0/8], notNets: [10.2.0.0/16] } }] }`,
      'p',
      'apiVersion: projectcalico.org/v3\nkind: NetworkPolicy',
    );
    assert.deepEqual(says(own, 'NetworkPolicy'), [
      'isolates Deployment "api" for ingress (tier default)',
      'allows TCP 8080 from Deployment "web"',
      'denies all ports from 10.0.0.0/8 without 10.2.0.0/16',
    ]);
    assert.deepEqual(says(own, `"app == 'web'"`), ['Deployment "web"']);
  });

  test('a policy of Cilium', () => {
    const own = policy(
      '{ endpointSelector: { matchLabels: { app: api } }, ingress: [{ fromEndpoints: [{ matchLabels: { app: web } }], toPorts: [{ ports: [{ port: "8080", protocol: TCP }] }] }, { fromEntities: [cluster] }], egressDeny: [{ toCIDR: [10.0.0.0/8] }] }',
      'p',
      'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy',
    );
    assert.deepEqual(says(own, 'CiliumNetworkPolicy'), [
      'isolates Deployment "api" both ways',
      'lets in TCP 8080 from Deployment "web"',
      'lets in all ports from everything in the cluster',
      'lets nothing out',
      'denies all ports to 10.0.0.0/8',
    ]);
    assert.deepEqual(says(own, '{ matchLabels: { app: web } }'), ['Deployment "web"']);
  });

  test('a policy that is not understood says why', () => {
    const own = policy(
      `{ selector: "app == 'api", ingress: [] }`,
      'p',
      'apiVersion: projectcalico.org/v3\nkind: NetworkPolicy',
    );
    assert.match(says(own, 'NetworkPolicy')[0] ?? '', /^\? perhaps isolates 4 workloads/);
  });
});
