import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, cluster, policy, table } from './asking.ts';

/** A ClusterNetworkPolicy whose subject is namespace a. */
function cnp(rules: string, { tier = 'Admin', priority = 10, name = 'c' } = {}): string {
  return `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: ${name} }
spec: { tier: ${tier}, priority: ${priority}, subject: { namespaces: { matchLabels: { team: red } } }, ${rules} }
---
`;
}

/** An AdminNetworkPolicy, or the baseline one, whose subject is namespace a. */
function anp(rules: string, kind: 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy' = 'AdminNetworkPolicy'): string {
  const priority = kind === 'AdminNetworkPolicy' ? 'priority: 10, ' : '';
  return `apiVersion: policy.networking.k8s.io/v1alpha1
kind: ${kind}
metadata: { name: default }
spec: { ${priority}subject: { namespaces: { matchLabels: { team: red } } }, ${rules} }
---
`;
}

const everyPod = '[{ namespaces: {} }]';
const isolated = policy('{ podSelector: {} }');
const open = policy('{ podSelector: {}, ingress: [{}] }');

suite('the tiers', () => {
  const ingress = (action: string, tier = 'Admin', priority = 10, name = 'c') =>
    cnp(`ingress: [{ action: ${action}, from: ${everyPod} }]`, { tier, priority, name });
  const from = 'b/web → a/db 5432';
  table([
    ['Admin denies what a NetworkPolicy allows', ingress('Deny') + open, { [from]: 'no' }],
    ['Admin accepts what a NetworkPolicy denies', ingress('Accept') + isolated, { [from]: 'yes' }],
    ['Pass leaves it to the NetworkPolicies', ingress('Pass') + isolated, { [from]: 'no' }],
    [
      'Pass skips the rest of its tier',
      ingress('Pass', 'Admin', 1) + ingress('Deny', 'Admin', 2, 'd'),
      { [from]: 'yes' },
    ],
    [
      'the lower priority goes first',
      ingress('Deny', 'Admin', 2) + ingress('Accept', 'Admin', 1, 'd'),
      { [from]: 'yes' },
    ],
    [
      'priorities are compared inside a tier only',
      ingress('Deny', 'Admin', 900) + ingress('Accept', 'Baseline', 1, 'd'),
      { [from]: 'no' },
    ],
    [
      'Baseline denies what no NetworkPolicy decides',
      ingress('Deny', 'Baseline'),
      { [from]: 'no', '8.8.8.8 → a/db 5432': 'yes' },
    ],
    ['a NetworkPolicy that isolates the pod is final', ingress('Deny', 'Baseline') + open, { [from]: 'yes' }],
    [
      'a NetworkPolicy for the other direction decides nothing',
      ingress('Deny', 'Baseline') + policy('{ podSelector: {}, policyTypes: [Egress], egress: [{}] }'),
      { [from]: 'no' },
    ],
    ['Pass in Baseline ends at the default: allowed', ingress('Pass', 'Baseline'), { [from]: 'yes' }],
    ['a policy without rules isolates nobody', cnp('ingress: []'), { [from]: 'yes' }],
    [
      'rules count in the order of the list',
      cnp(
        `ingress: [{ action: Accept, from: [{ namespaces: { matchLabels: { team: blue } } }] }, { action: Deny, from: ${everyPod} }]`,
      ),
      { [from]: 'yes', 'a/web → a/db 5432': 'no' },
    ],
    [
      'two policies of one priority that contradict each other: any may win',
      ingress('Deny') + ingress('Accept', 'Admin', 10, 'd'),
      { [from]: 'unknown' },
    ],
    ['two policies of one priority that agree', ingress('Deny') + ingress('Deny', 'Admin', 10, 'd'), { [from]: 'no' }],
    [
      'accepted at egress does not mean accepted at ingress',
      cnp(`egress: [{ action: Accept, to: ${everyPod} }]`) + policy('{ podSelector: {} }', 'p', 'b'),
      { 'a/web → b/web 80': 'no' },
    ],
  ]);

  suite('where a NetworkPolicy decides for the whole pod', () => {
    table(
      [
        [
          'Baseline is not asked in the other direction either',
          ingress('Deny', 'Baseline') + policy('{ podSelector: {}, policyTypes: [Egress], egress: [{}] }'),
          { [from]: 'yes' },
        ],
      ],
      { networkPolicyDecides: 'pod' },
    );
  });
});

suite('peers of policies of the cluster', () => {
  const deny = (peers: string) => cnp(`egress: [{ action: Deny, to: ${peers} }]`);
  const node = (name: string, address: string, labels: string) =>
    `apiVersion: v1\nkind: Node\nmetadata: { name: ${name}, labels: { ${labels} } }\nstatus: { addresses: [{ type: InternalIP, address: ${address} }] }\n---\n`;
  table([
    ['no peers are nobody', deny('[]'), { 'a/web → b/web 80': 'yes' }],
    [
      'namespaces, and pods of namespaces',
      deny(
        '[{ pods: { namespaceSelector: { matchLabels: { team: blue } }, podSelector: { matchLabels: { app: db } } } }]',
      ),
      { 'a/web → b/web 80': 'yes' },
    ],
    [
      'networks hold the addresses of pods too',
      deny('[{ networks: [10.0.2.0/24] }]'),
      { 'a/web → b/web 80': 'no', 'a/web → a/db 80': 'yes', 'a/web → 10.0.2.99 80': 'no' },
    ],
    [
      '0.0.0.0/0 leaves IPv6 alone',
      deny('[{ networks: [0.0.0.0/0] }]'),
      { 'a/web → 2001:db8::1 80': 'yes', 'a/web → 8.8.8.8 80': 'no' },
    ],
    [
      'pods on the host’s network are found by no selector',
      deny(everyPod),
      { 'a/web → b/host 80': 'yes', 'a/web → b/web 80': 'no' },
    ],
    [
      'nodes are found by their addresses, pods on the host’s network with them',
      deny('[{ nodes: { matchLabels: { role: edge } } }]') +
        node('n1', '192.168.0.1', 'role: edge') +
        node('n2', '192.168.0.2', 'role: core'),
      {
        'a/web → 192.168.0.1 22': 'no',
        'a/web → 192.168.0.2 22': 'yes',
        'a/web → b/host 80': 'no',
        'a/web → b/web 80': 'yes',
      },
    ],
    [
      'nodes of which none is known',
      deny('[{ nodes: {} }]'),
      { 'a/web → 192.168.0.1 22': 'unknown', 'a/web → b/web 80': 'yes' },
    ],
    [
      'domain names are addresses that nobody knows',
      cnp(
        `egress: [{ action: Accept, to: [{ domainNames: [example.com] }] }, { action: Deny, to: [{ networks: [0.0.0.0/0] }] }]`,
      ),
      { 'a/web → 8.8.8.8 443': 'unknown', 'a/web → a/db 443': 'no' },
    ],
    [
      'a peer that is not understood: Accept matches nothing',
      cnp('egress: [{ action: Accept, to: [{ moons: {} }] }]') + policy('{ podSelector: {}, policyTypes: [Egress] }'),
      { 'a/web → b/web 80': 'no' },
    ],
    [
      'a peer that is not understood: Deny and Pass deny everything',
      cnp('egress: [{ action: Pass, to: [{ moons: {} }] }]'),
      { 'a/web → b/web 80': 'no' },
    ],
  ]);
});

suite('ports of policies of the cluster', () => {
  const deny = (protocols: string) => cnp(`ingress: [{ action: Deny, from: ${everyPod}, protocols: ${protocols} }]`);
  const denyOld = (ports: string) => anp(`ingress: [{ action: Deny, from: ${everyPod}, ports: ${ports} }]`);
  table([
    [
      'v1alpha2: a number',
      deny('[{ tcp: { destinationPort: { number: 80 } } }]'),
      { 'b/web → a/web 80': 'no', 'b/web → a/web 81': 'yes', 'b/web → a/web 80/UDP': 'yes' },
    ],
    [
      'v1alpha2: a range',
      deny('[{ udp: { destinationPort: { range: { start: 10, end: 12 } } } }]'),
      { 'b/web → a/web 12/UDP': 'no', 'b/web → a/web 13/UDP': 'yes' },
    ],
    [
      'v1alpha2: a protocol without ports',
      deny('[{ sctp: {} }]'),
      { 'b/web → a/web 9/SCTP': 'no', 'b/web → a/web 9': 'yes' },
    ],
    [
      'v1alpha2: a name gives number and protocol',
      deny('[{ destinationNamedPort: http }]'),
      { 'b/web → a/web 80': 'no', 'b/web → a/db 8080': 'no', 'b/web → a/web 80/UDP': 'yes' },
    ],
    [
      'v1alpha2: no protocols are all traffic, ICMP included',
      cnp(`ingress: [{ action: Deny, from: ${everyPod} }]`),
      { 'b/web → a/web 1/ICMP': 'no' },
    ],
    [
      'v1alpha1: a number, a range and a name',
      denyOld('[{ portNumber: { port: 80 } }, { portRange: { protocol: UDP, start: 1, end: 9 } }, { namedPort: sql }]'),
      { 'b/web → a/web 80': 'no', 'b/web → a/web 9/UDP': 'no', 'b/web → a/db 5432': 'no', 'b/web → a/db 8080': 'yes' },
    ],
  ]);
});

suite('v1alpha1', () => {
  table([
    [
      'Allow is what Accept became',
      anp(`ingress: [{ action: Allow, from: ${everyPod} }]`) + isolated,
      { 'b/web → a/db 1': 'yes' },
    ],
    [
      'the baseline comes last',
      anp(`ingress: [{ action: Deny, from: ${everyPod} }]`, 'BaselineAdminNetworkPolicy') + open,
      { 'b/web → a/db 1': 'yes' },
    ],
    [
      'and denies what nothing else decides',
      anp(`ingress: [{ action: Deny, from: ${everyPod} }]`, 'BaselineAdminNetworkPolicy'),
      { 'b/web → a/db 1': 'no' },
    ],
  ]);
});

test('a policy whose place among the others is not known leaves its pods unknown', () => {
  const rule = `ingress: [{ action: Deny, from: ${everyPod} }]`;
  for (const [spec, why] of [
    [`subject: { namespaces: {} }, tier: "\${TIER}", priority: 1, ${rule}`, /its tier is not known/],
    [`subject: { namespaces: {} }, tier: Admin, priority: "\${P}", ${rule}`, /its priority is not known/],
    [`tier: Admin, priority: 1, ${rule}`, /it has no subject/],
    [`subject: { namespaces: {} }, tier: Admin, priority: one, ${rule}`, /the API server refuses the policy/],
  ] as const) {
    const { allowed, ingress } = ask(
      `${cluster}apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: { name: c }\nspec: { ${spec} }\n`,
      'b/web → a/db 1',
    );
    assert.equal(allowed, 'unknown', spec);
    assert.match(ingress.reason, why);
  }
});

test('an answer names the rule and its tier', () => {
  const manifests = cluster + cnp(`ingress: [{ name: shut, action: Deny, from: ${everyPod} }]`);
  const { ingress } = ask(manifests, 'b/web → a/db 5432');
  assert.equal(
    ingress.reason,
    'ClusterNetworkPolicy "c" denies TCP 5432 from Pod "web" (ingress rule "shut", Admin tier).',
  );
  const [evidence] = ingress.evidence;
  assert.match(evidence?.resource.document.text.slice(evidence.start, evidence.end) ?? '', /^{ name: shut/);
});
