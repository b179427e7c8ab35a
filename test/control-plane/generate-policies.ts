import type { ApiObject } from './client.ts';
import { type Family, type Json, type Mutation, under } from './mutation.ts';

const object = (version: string, kind: string, name: string, spec: Json): ApiObject => ({
  apiVersion: `policy.networking.k8s.io/${version}`,
  kind,
  metadata: { name },
  spec,
});

const everywhere = { namespaces: {} };
const pods = { pods: { namespaceSelector: { matchLabels: { team: 'shop' } }, podSelector: {} } };
const several = (count: number, item: Json) => Array.from({ length: count }, () => item);
const actions = ['Accept', 'Allow', 'Deny', 'Pass', 'Drop', 'deny', '', null, undefined];
const numbers = [1, 65535, 0, -1, 65536, '80', 80.5];
const networks = [['10.0.0.0/8'], ['2001:db8::/32'], ['10.0.0.0'], ['10.0.0.0/33'], ['nowhere'], ['10.0.0.1/8'], ['']];

const priority: Mutation = { path: ['spec', 'priority'], values: [0, 1, 1000, 1001, -1, '10', 1.5, null, undefined] };
const subject: Mutation = { path: ['spec', 'subject'], values: [everywhere, pods, null, undefined] };
const rulesOf = (limit: number): readonly Mutation[] =>
  (['ingress', 'egress'] as const).flatMap((direction) => {
    const key = direction === 'ingress' ? 'from' : 'to';
    const rule = { action: 'Deny', [key]: [everywhere] };
    return under(
      ['spec', direction],
      [
        { path: [], values: [[], null, undefined, several(limit, rule), several(limit + 1, rule)] },
        { path: [0, 'action'], values: actions },
        {
          path: [0, key],
          values: [[], null, undefined, [pods], several(limit, everywhere), several(limit + 1, everywhere)],
        },
      ],
    );
  });
const egressPeers: Mutation = {
  path: ['spec', 'egress', 0, 'to'],
  values: [...networks.map((list) => [{ networks: list }]), [{ nodes: { matchLabels: { role: 'db' } } }]],
};
const domains: Mutation = { path: ['spec', 'egress', 0, 'to'], values: [[{ domainNames: ['db.example.com'] }]] };

const protocols = (direction: string): Mutation => ({
  path: ['spec', direction, 0, 'protocols'],
  values: [
    null,
    undefined,
    ...numbers.map((number) => [{ tcp: { destinationPort: { number } } }]),
    ...numbers.map((end) => [{ udp: { destinationPort: { range: { start: 80, end } } } }]),
    [{ sctp: { destinationPort: { range: { start: 90, end: 90 } } } }],
    [{ sctp: { destinationPort: { range: { start: 90, end: 89 } } } }],
    [{ destinationNamedPort: 'http' }],
  ],
});
const ports = (direction: string): Mutation => ({
  path: ['spec', direction, 0, 'ports'],
  values: [
    null,
    undefined,
    ...numbers.map((number) => [{ portNumber: { protocol: 'TCP', port: number } }]),
    ...numbers.map((end) => [{ portRange: { protocol: 'UDP', start: 80, end } }]),
    [{ portRange: { start: 90, end: 90 } }],
    [{ portRange: { start: 90, end: 89 } }],
    [{ namedPort: 'http' }],
  ],
});

const rules = (allow: string) => ({
  ingress: [{ action: allow, from: [everywhere] }],
  egress: [{ action: 'Deny', to: [pods] }],
});

const older = [subject, ...rulesOf(100), egressPeers, domains, ports('ingress'), ports('egress')];

/** Policies of v1alpha2, and their predecessors of v1alpha1. */
export const policyFamilies: readonly Family[] = [
  {
    objects: ['Admin', 'Baseline'].map((tier) =>
      object('v1alpha2', 'ClusterNetworkPolicy', 'guard', {
        tier,
        priority: 10,
        subject: everywhere,
        ...rules('Accept'),
      }),
    ),
    mutations: [
      { path: ['spec', 'tier'], values: ['Admin', 'Baseline', 'admin', 'Top', '', null, undefined] },
      priority,
      subject,
      ...rulesOf(25),
      egressPeers,
      domains,
      protocols('ingress'),
      protocols('egress'),
    ],
  },
  {
    objects: [object('v1alpha1', 'AdminNetworkPolicy', 'guard', { priority: 10, subject: pods, ...rules('Allow') })],
    mutations: [priority, ...older],
  },
  {
    objects: [object('v1alpha1', 'BaselineAdminNetworkPolicy', 'default', { subject: everywhere, ...rules('Allow') })],
    mutations: [{ path: ['metadata', 'name'], values: ['default', 'guard'] }, ...older],
  },
];
