import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PolicyEngine } from '../../../../src/core/network/policy/verdict.ts';
import { workspaceOf } from '../../../support/workspace.ts';
import { makerOf } from '../../../support/world.ts';
import { ask, cluster, pod, policy, table } from './asking.ts';

const all = 'podSelector: {}';

suite('which direction is isolated', () => {
  table([
    [
      'no policy: everything is allowed',
      '',
      { 'b/web → a/db 5432': 'yes', 'internet → a/db 5432': 'yes', 'a/db → 8.8.8.8 53/UDP': 'yes' },
    ],
    [
      'several policies allow together what each of them allows',
      policy(`{ ${all}, ingress: [{ ports: [{ port: 80 }] }] }`, 'p') +
        policy(`{ ${all}, ingress: [{ ports: [{ port: 81 }] }] }`, 'q'),
      { 'b/web → a/web 80': 'yes', 'b/web → a/web 81': 'yes', 'b/web → a/web 82': 'no' },
    ],
    [
      'a connection needs egress at its source and ingress at its destination',
      policy('{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress] }') +
        policy(`{ ${all}, ingress: [{}] }`, 'open'),
      { 'a/web → a/db 5432': 'no', 'a/db → a/web 80': 'yes' },
    ],
    [
      'a podSelector that is absent selects all pods of its namespace only',
      policy('{ policyTypes: [Ingress] }'),
      { 'b/web → a/db 5432': 'no', 'a/web → b/web 80': 'yes' },
    ],
    [
      'policyTypes unset and no egress rule: ingress only',
      policy(`{ ${all}, egress: [] }`),
      { 'a/web → b/web 80': 'yes', 'b/web → a/web 80': 'no' },
    ],
    [
      'policyTypes unset and an egress rule: both',
      policy(`{ ${all}, egress: [{ ports: [{ port: 80 }] }] }`),
      { 'a/web → b/web 80': 'yes', 'a/web → b/web 81': 'no', 'b/web → a/web 80': 'no' },
    ],
    [
      'policyTypes Egress without rules: nothing leaves, everything comes in',
      policy(`{ ${all}, policyTypes: [Egress] }`),
      { 'a/web → b/web 80': 'no', 'b/web → a/web 80': 'yes' },
    ],
    [
      'an egress section that policyTypes leaves out is not heard',
      policy(`{ ${all}, policyTypes: [Ingress], ingress: [{}], egress: [{ ports: [{ port: 1 }] }] }`),
      { 'a/web → b/web 80': 'yes', 'b/web → a/web 80': 'yes' },
    ],
    [
      'ingress rules that are missing, null or none: nothing comes in',
      policy(`{ ${all}, policyTypes: [Ingress], ingress: null }`),
      { 'b/web → a/web 80': 'no', 'internet → a/web 80': 'no' },
    ],
    [
      'a rule without anything allows everyone on every port',
      policy(`{ ${all}, ingress: [{}] }`),
      { 'b/web → a/web 9/SCTP': 'yes', 'internet → a/web 80': 'yes' },
    ],
    [
      'a policy of one namespace cannot select pods of another',
      policy(`{ ${all} }`, 'p', 'b'),
      { 'b/web → a/web 80': 'yes', 'a/web → b/web 80': 'no' },
    ],
  ]);
});

suite('whom a peer names', () => {
  const from = (peers: string) => policy(`{ ${all}, ingress: [{ from: ${peers} }] }`);
  table([
    [
      'no peers are everyone, addresses outside too',
      from('[]'),
      { 'b/web → a/db 1': 'yes', '8.8.8.8 → a/db 1': 'yes' },
    ],
    [
      'a podSelector alone: pods of the policy’s namespace',
      from('[{ podSelector: { matchLabels: { app: web } } }]'),
      { 'a/web → a/db 1': 'yes', 'b/web → a/db 1': 'no' },
    ],
    [
      'an empty podSelector: all pods of the policy’s namespace, not of the cluster',
      from('[{ podSelector: {} }]'),
      { 'a/web → a/db 1': 'yes', 'b/web → a/db 1': 'no', '8.8.8.8 → a/db 1': 'no' },
    ],
    [
      'a namespaceSelector alone: every pod of those namespaces',
      from('[{ namespaceSelector: { matchLabels: { team: blue } } }]'),
      { 'b/web → a/db 1': 'yes', 'a/web → a/db 1': 'no' },
    ],
    [
      'an empty namespaceSelector: every pod, and nobody outside',
      from('[{ namespaceSelector: {} }]'),
      { 'b/web → a/db 1': 'yes', 'a/web → a/db 1': 'yes', '8.8.8.8 → a/db 1': 'no' },
    ],
    [
      'both in one item must hold together',
      from('[{ namespaceSelector: { matchLabels: { team: blue } }, podSelector: { matchLabels: { app: db } } }]'),
      { 'b/web → a/db 1': 'no', 'a/db → a/web 1': 'no' },
    ],
    [
      'as two items either will do',
      from('[{ namespaceSelector: { matchLabels: { team: blue } } }, { podSelector: { matchLabels: { app: db } } }]'),
      { 'b/web → a/db 1': 'yes', 'a/db → a/web 1': 'yes', 'a/web → a/db 1': 'no' },
    ],
    [
      'NotIn and DoesNotExist hold for labels that lack the key',
      from(
        '[{ podSelector: { matchExpressions: [{ key: tier, operator: NotIn, values: [x] }, { key: tier, operator: DoesNotExist }] } }]',
      ),
      { 'a/web → a/db 1': 'yes' },
    ],
    [
      'In needs the key',
      from('[{ podSelector: { matchExpressions: [{ key: tier, operator: In, values: [x] }] } }]'),
      { 'a/web → a/db 1': 'no' },
    ],
    [
      'every namespace has its name as a label',
      from('[{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: b } } }]'),
      { 'b/web → a/db 1': 'yes', 'a/web → a/db 1': 'no' },
    ],
    [
      'an empty peer is refused and matches nothing',
      from('[{}]'),
      { 'a/web → a/db 1': 'no', '8.8.8.8 → a/db 1': 'no' },
    ],
    [
      'a block beside a selector is refused and matches nothing',
      from('[{ podSelector: {}, ipBlock: { cidr: 0.0.0.0/0 } }]'),
      { 'a/web → a/db 1': 'no', '8.8.8.8 → a/db 1': 'no' },
    ],
  ]);
});

suite('addresses', () => {
  const from = (block: string) => policy(`{ ${all}, ingress: [{ from: [{ ipBlock: ${block} }] }] }`);
  const to = (block: string) => policy(`{ ${all}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: ${block} }] }] }`);
  table([
    [
      'a block without its exceptions',
      from('{ cidr: 8.0.0.0/8, except: [8.8.0.0/16] }'),
      { '8.1.1.1 → a/db 1': 'yes', '8.8.8.8 → a/db 1': 'no', '9.0.0.1 → a/db 1': 'no', 'internet → a/db 1': 'unknown' },
    ],
    [
      'IPv6',
      from('{ cidr: "2001:db8::/32" }'),
      { '2001:db8::1 → a/db 1': 'yes', '2001:db9::1 → a/db 1': 'no', '8.8.8.8 → a/db 1': 'no' },
    ],
    ['0.0.0.0/0 is not IPv6', from('{ cidr: 0.0.0.0/0 }'), { '8.8.8.8 → a/db 1': 'yes', '2001:db8::1 → a/db 1': 'no' }],
    [
      'a block matches pods by their addresses',
      from('{ cidr: 10.0.2.0/24 }'),
      { 'b/web → a/db 1': 'yes', 'a/web → a/db 1': 'no' },
    ],
    ['at egress too', to('{ cidr: 10.0.2.0/24 }'), { 'a/web → b/web 1': 'yes', 'a/web → a/db 1': 'no' }],
  ]);

  suite('of pods do not matter to plugins that match only addresses outside', () => {
    table([['a block', from('{ cidr: 10.0.2.0/24 }'), { 'b/web → a/db 1': 'no', '10.0.2.9 → a/db 1': 'yes' }]], {
      podIPsMatchIPBlock: false,
    });
  });

  test('without a known address of the pod a block is not decided', () => {
    const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: b }
spec: { template: { metadata: { labels: { app: api } }, spec: { containers: [{ name: c, image: i }] } } }
---
`;
    const verdict = ask(cluster + deployment + from('{ cidr: 10.0.0.0/8 }'), 'b/api → a/db 1');
    assert.equal(verdict.allowed, 'unknown');
    assert.match(verdict.ingress.reason, /the address of the pod is not known/);
  });

  test('a pod with an address inside a block and one outside is not decided', () => {
    const dual = pod('b', 'dual', 'app: x', '', '10.0.2.9').replace('10.0.2.9 }', '10.0.2.9 }, { ip: "2001:db8::9" }');
    assert.equal(ask(`${cluster}${dual}\n${from('{ cidr: 10.0.0.0/8 }')}`, 'b/dual → a/db 1').allowed, 'unknown');
  });
});

suite('ports', () => {
  const rule = (ports: string) => policy(`{ ${all}, ingress: [{ ports: ${ports} }] }`);
  const egress = (ports: string, peers = '[]') =>
    policy(`{ ${all}, policyTypes: [Egress], egress: [{ to: ${peers}, ports: ${ports} }] }`);
  table([
    [
      'no ports are every port of TCP, UDP and SCTP',
      rule('[]'),
      { 'b/web → a/db 1': 'yes', 'b/web → a/db 65535/SCTP': 'yes' },
    ],
    [
      'the protocol is TCP unless stated',
      rule('[{ port: 53 }]'),
      { 'b/web → a/db 53': 'yes', 'b/web → a/db 53/UDP': 'no' },
    ],
    [
      'a protocol alone is all its ports',
      rule('[{ protocol: UDP }]'),
      { 'b/web → a/db 9/UDP': 'yes', 'b/web → a/db 9': 'no' },
    ],
    [
      'a range holds both its ends',
      rule('[{ port: 10, endPort: 20 }]'),
      { 'b/web → a/db 10': 'yes', 'b/web → a/db 20': 'yes', 'b/web → a/db 9': 'no', 'b/web → a/db 21': 'no' },
    ],
    [
      'an endPort below the port, or without one, is refused and matches nothing',
      rule('[{ port: 20, endPort: 10 }, { endPort: 30 }]'),
      { 'b/web → a/db 20': 'no', 'b/web → a/db 10': 'no' },
    ],
    [
      'a rule for SCTP isolates and allows no TCP',
      rule('[{ protocol: SCTP, port: 80 }]'),
      { 'b/web → a/web 80': 'no', 'b/web → a/web 80/SCTP': 'yes' },
    ],
    ['a number need not be declared', rule('[{ port: 9999 }]'), { 'b/web → a/db 9999': 'yes' }],
    [
      'a name is that of each selected pod',
      rule('[{ port: http }]'),
      { 'b/web → a/web 80': 'yes', 'b/web → a/db 8080': 'yes', 'b/web → a/db 80': 'no' },
    ],
    [
      'at egress a name is that of the destination',
      egress('[{ port: http }]'),
      { 'a/db → b/web 8000': 'yes', 'a/db → b/web 8080': 'no' },
    ],
    [
      'a name needs its protocol',
      rule('[{ port: http, protocol: UDP }]'),
      { 'b/web → a/web 80/UDP': 'no', 'b/web → a/web 80': 'no' },
    ],
    [
      'a name that the pod lacks matches nothing and widens nothing',
      rule('[{ port: nope }, { port: sql }]'),
      { 'b/web → a/db 5432': 'yes', 'b/web → a/db 8080': 'no', 'b/web → a/web 80': 'no' },
    ],
    [
      'a name means nothing outside pods',
      egress('[{ port: http }]', '[{ ipBlock: { cidr: 0.0.0.0/0 } }]'),
      { 'a/web → 8.8.8.8 80': 'no' },
    ],
  ]);

  const named = (containers: string) =>
    `${cluster}${pod('b', 'x', 'app: x', '', '10.0.2.7').replace(/containers: \[.*\] }/, `${containers} }`)}\n${policy('{ podSelector: {}, ingress: [{ ports: [{ port: web }] }] }', 'p', 'b')}`;
  const declares = (name: string, port: number, more = '') =>
    `{ name: ${name}, image: i, ports: [{ name: web, containerPort: ${port} }]${more} }`;

  test('of a name that stands twice the first counts, in the order of the containers', () => {
    const manifests = named(`containers: [${declares('c', 1001)}, ${declares('d', 1002)}]`);
    assert.equal(ask(manifests, 'a/web → b/x 1001').allowed, 'yes');
    assert.equal(ask(manifests, 'a/web → b/x 1002').allowed, 'no');
  });

  test('ports of sidecars count, behind those of the containers', () => {
    const sidecar = `initContainers: [${declares('s', 1003, ', restartPolicy: Always')}]`;
    const alone = named(`${sidecar}, containers: [{ name: c, image: i }]`);
    assert.equal(ask(alone, 'a/web → b/x 1003').allowed, 'yes');
    assert.equal(ask(alone, 'a/web → b/x 1003', { namedPorts: 'containers' }).allowed, 'no');
    const both = named(`${sidecar}, containers: [${declares('c', 1001)}]`);
    assert.equal(ask(both, 'a/web → b/x 1003').allowed, 'no');
  });
});

suite('hosts, nodes and the pod itself', () => {
  const denyAll =
    policy(`{ ${all}, policyTypes: [Ingress, Egress] }`) +
    policy(`{ ${all}, policyTypes: [Ingress, Egress] }`, 'p', 'b');
  table([
    [
      'no policy governs a pod on the host’s network',
      denyAll,
      { 'b/host → b/host 1': 'yes', '8.8.8.8 → b/host 1': 'yes', 'b/host → 8.8.8.8 1': 'yes' },
    ],
    [
      'no selector finds it as a peer',
      policy(`{ ${all}, ingress: [{ from: [{ namespaceSelector: {} }] }] }`),
      { 'b/host → a/db 1': 'no', 'b/web → a/db 1': 'yes' },
    ],
    [
      'a block finds it by the address of its node',
      policy(`{ ${all}, ingress: [{ from: [{ ipBlock: { cidr: 192.168.0.0/16 } }] }] }`),
      { 'b/host → a/db 1': 'yes' },
    ],
    [
      'the node that runs a pod always reaches it, other nodes do not',
      denyAll,
      { 'node:n1 → a/db 1': 'yes', 'node:n2 → a/db 1': 'no' },
    ],
    ['a pod always reaches itself', denyAll, { 'a/db → a/db 1': 'yes' }],
  ]);
  suite('where the plugin can tell the pod’s traffic apart', () => {
    table([['policies govern it', denyAll, { '8.8.8.8 → b/host 1': 'no' }]], { hostNetworkPods: 'pod' });
  });

  test('policies hold between two replicas of one workload', () => {
    const replicas = `apiVersion: apps/v1
kind: Deployment
metadata: { name: many, namespace: a }
spec: { replicas: 2, template: { metadata: { labels: { app: many } }, spec: { containers: [{ name: c, image: i }] } } }
---
`;
    assert.equal(ask(cluster + replicas + denyAll, 'a/many → a/many 1').allowed, 'no');
  });

  test('a pod that has finished is neither selected nor a peer', () => {
    const done = cluster.replace(
      'phase: Running, podIPs: [{ ip: 10.0.2.1 }]',
      'phase: Succeeded, podIPs: [{ ip: 10.0.2.1 }]',
    );
    const verdict = ask(done, 'b/web → a/db 1');
    assert.equal(verdict.allowed, 'no');
    assert.match(verdict.egress.reason, /has finished/);
  });
});

suite('what is not known', () => {
  const reasons = (manifests: string, question: string, hidden?: string) => {
    const { allowed, ingress } = ask(manifests, question, {}, hidden);
    return [allowed, ingress.reason];
  };
  const from = (peer: string) => policy(`{ ${all}, ingress: [{ from: [${peer}] }] }`);

  test('labels of a namespace whose object is not there', () => {
    const without = cluster.replace(/apiVersion: v1\nkind: Namespace\nmetadata: { name: b.*\n/, '');
    const [allowed, reason] = reasons(
      without + from('{ namespaceSelector: { matchLabels: { team: blue } } }'),
      'b/web → a/db 1',
    );
    assert.equal(allowed, 'unknown');
    assert.match(reason ?? '', /there is no Namespace "b" here that would state its labels/);
    assert.equal(
      ask(
        without + from('{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: b } } }'),
        'b/web → a/db 1',
      ).allowed,
      'yes',
    );
  });

  test('a placeholder in a selector, a list of rules or a whole selector', () => {
    for (const spec of [
      `{ ${all}, ingress: [{ from: [{ podSelector: { matchLabels: { app: "\${APP}" } } }] }] }`,
      `{ ${all}, ingress: "\${RULES}" }`,
      `{ ${all}, ingress: [{ from: "\${PEERS}" }] }`,
      `{ ${all}, ingress: [{ ports: "\${PORTS}" }] }`,
      `{ ${all}, ingress: [{ ports: [{ port: "\${PORT}" }] }] }`,
      `{ podSelector: "\${PODS}" }`,
      `{ ${all}, policyTypes: ["\${TYPE}"] }`,
      `{ ${all}, ingress: [{ from: [{ ipBlock: { cidr: "\${CIDR}" } }] }] }`,
    ])
      assert.equal(ask(cluster + policy(spec), 'a/web → a/db 1').allowed, 'unknown', spec);
  });

  test('a placeholder that cannot change the answer does not matter', () => {
    const spec = `{ ${all}, ingress: [{ from: [{ podSelector: { matchLabels: { app: "\${APP}" } } }] }, {}] }`;
    assert.equal(ask(cluster + policy(spec), 'a/web → a/db 1').allowed, 'yes');
    const other = policy(`{ podSelector: { matchLabels: { app: "\${APP}" } }, ingress: [{}] }`);
    assert.equal(ask(cluster + other, 'a/web → a/db 1').allowed, 'yes', 'whether it is selected or not, it is allowed');
  });

  test('a policy with a field of the wrong type, which the API server refuses', () => {
    assert.equal(ask(cluster + policy(`{ ${all}, ingress: [{ ports: 80 }] }`), 'a/web → a/db 1').allowed, 'unknown');
    assert.equal(ask(cluster + policy('{ podSelector: all }'), 'a/web → a/db 1').allowed, 'unknown');
  });

  test('what an overlay changes in a policy', () => {
    const policies = policy(`{ ${all}, ingress: [] }`);
    const patch = (ingress: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: a }\nspec: { ${ingress} }\n`;
    const allowed = (text: string) => {
      const { snapshot } = workspaceOf({
        'kustomization.yaml': 'resources: [all.yaml]\npatches: [{ path: patch.yaml }]\n',
        'all.yaml': cluster + policies,
        'patch.yaml': text,
      });
      const [world] = snapshot.worlds;
      assert.ok(world !== undefined);
      const engine = new PolicyEngine(world);
      const pod = (place: string) => engine.pod(makerOf(world, place));
      return engine.ask({ from: pod('b/web'), to: pod('a/db'), port: 1, protocol: 'TCP' }).allowed;
    };
    assert.equal(allowed(patch('ingress: [{}]')), 'yes');
    assert.equal(allowed(patch('podSelector: { matchLabels: { app: web } }')), 'yes', 'it then selects web only');
  });

  test('objects that the text does not show could isolate a pod, and could not forbid what a rule allows', () => {
    assert.deepEqual(reasons(cluster, 'a/web → a/db 1', 'templates/ is not rendered'), [
      'unknown',
      'Whether the policies allow the ingress is not known: templates/ is not rendered.',
    ]);
    const open = policy(`{ ${all}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}] }`);
    assert.equal(ask(cluster + open, 'a/web → a/db 1', {}, 'templates/ is not rendered').allowed, 'yes');
  });

  test('policies of plugins, whose rules are not understood, for the pods that they may govern', () => {
    const antrea = `${cluster}apiVersion: crd.antrea.io/v1beta1\nkind: NetworkPolicy\nmetadata: { name: c, namespace: b }\n---\n`;
    const answers = ['a/web → b/web 80', 'a/web → a/db 80'].map((question) => ask(antrea, question).allowed);
    assert.deepEqual(answers, ['unknown', 'yes']);
    assert.match(reasons(antrea, 'a/web → b/web 80')[1] ?? '', /NetworkPolicy "c" may select the pod/);
  });
});

suite('why', () => {
  const manifests =
    cluster +
    policy(
      `{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] }`,
      'db',
    );

  test('an answer names the rule that decides, with its place', () => {
    const { ingress } = ask(manifests, 'a/web → a/db 5432');
    assert.equal(ingress.reason, 'NetworkPolicy "db" lets in TCP 5432 from Pod "web" (ingress rule 1).');
    const [evidence] = ingress.evidence;
    assert.equal(
      evidence?.resource.document.text.slice(evidence.start, evidence.end),
      '{ from: [{ podSelector: { matchLabels: { app: web } } }] }',
    );
  });

  test('or the policies that isolate the pod and have none', () => {
    const { ingress, egress } = ask(manifests, 'b/web → a/db 5432');
    assert.equal(
      ingress.reason,
      'NetworkPolicy "db" selects Pod "db" for ingress, and none of its rules lets TCP 5432 from Pod "web" in.',
    );
    assert.deepEqual(
      ingress.evidence.map(({ resource }) => resource.name?.value),
      ['db'],
    );
    assert.equal(egress.reason, 'No policy decides the egress of Pod "web", so everything may leave it.');
  });
});
