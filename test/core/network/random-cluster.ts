import { Random } from '../../support/random.ts';

/** Objects of a cluster as plain data, small enough to be judged by hand. */
export interface Cluster {
  readonly namespaces: readonly { readonly name: string; readonly labels: Labels }[];
  readonly pods: readonly PlainPod[];
  readonly policies: readonly PlainPolicy[];
}

export type Labels = Readonly<Record<string, string>>;

export interface PlainPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly ip: string;
  readonly hostNetwork: boolean;
  readonly ports: readonly { readonly name: string; readonly containerPort: number; readonly protocol: string }[];
}

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface PlainPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface PlainPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface NetworkPolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly PlainPeer[]; readonly ports?: readonly PlainPort[] }[];
  readonly egress?: readonly { readonly to?: readonly PlainPeer[]; readonly ports?: readonly PlainPort[] }[];
}

export interface ClusterPeer {
  readonly namespaces?: Selector;
  readonly pods?: { readonly namespaceSelector: Selector; readonly podSelector: Selector };
  readonly networks?: readonly string[];
}

export type ClusterPort =
  | { readonly destinationNamedPort: string }
  | {
      readonly [protocol in 'tcp' | 'udp' | 'sctp']?: {
        readonly destinationPort: {
          readonly number?: number;
          readonly range?: { readonly start: number; readonly end: number };
        };
      };
    };

export interface ClusterRule {
  readonly action: string;
  readonly from?: readonly ClusterPeer[];
  readonly to?: readonly ClusterPeer[];
  readonly protocols?: readonly ClusterPort[];
}

export interface ClusterSpec {
  readonly tier: string;
  readonly priority: number;
  readonly subject: ClusterPeer;
  readonly ingress?: readonly ClusterRule[];
  readonly egress?: readonly ClusterRule[];
}

export type PlainPolicy =
  | {
      readonly kind: 'NetworkPolicy';
      readonly namespace: string;
      readonly name: string;
      readonly spec: NetworkPolicySpec;
    }
  | { readonly kind: 'ClusterNetworkPolicy'; readonly name: string; readonly spec: ClusterSpec };

/** Addresses that questions ask about, inside the blocks of rules and outside them. */
export const addresses = ['8.8.8.8', '10.0.1.77', '10.0.200.1', '172.16.5.5', '172.16.9.9', '2001:db8::7'];

/** Port and protocol of questions: ends of ranges, named ports, and others. */
export const traffic = [79, 80, 81, 100, 101, 443, 8080].flatMap((port) =>
  ['TCP', 'UDP'].map((protocol) => ({ port, protocol })),
);

/** A cluster whose policies have a say: few labels, so that selectors match. */
export function randomCluster(seed: number): Cluster {
  const random = new Random(seed);
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: random.below(most + 1) }, make);
  const chance = (share: number) => random.next() < share;
  const value = () => random.pick(['x', 'y', 'z']);
  const labels = (keys: readonly string[]): Labels =>
    Object.fromEntries(keys.filter(() => chance(0.7)).map((each) => [each, value()]));
  const namespaces = ['a', 'b', 'c'].map((name) => ({ name, labels: labels(['team', 'env']) }));
  const selector = (keys: readonly string[]): Selector => {
    const one = random.pick(keys);
    switch (random.below(6)) {
      case 0:
        return {};
      case 1:
        return { matchExpressions: [{ key: one, operator: random.pick(['Exists', 'DoesNotExist']) }] };
      case 2:
        return { matchExpressions: [{ key: one, operator: random.pick(['In', 'NotIn']), values: [value(), value()] }] };
      case 3:
        return {
          matchLabels: { [one]: value() },
          matchExpressions: [{ key: random.pick(keys), operator: 'NotIn', values: [value()] }],
        };
      default:
        return { matchLabels: { [one]: value() } };
    }
  };
  const ofPods = () => selector(['app', 'tier']);
  const ofNamespaces = () =>
    chance(0.2)
      ? { matchLabels: { 'kubernetes.io/metadata.name': random.pick(['a', 'b', 'c']) } }
      : selector(['team', 'env']);
  const blocks = ['0.0.0.0/0', '10.0.0.0/8', '10.0.1.0/24', '172.16.0.0/16', '2001:db8::/32', '10.0.1.2/32'];
  const peer = (): PlainPeer => {
    switch (random.below(5)) {
      case 0:
        return { podSelector: ofPods() };
      case 1:
        return { namespaceSelector: ofNamespaces() };
      case 2:
        return { podSelector: ofPods(), namespaceSelector: ofNamespaces() };
      case 3:
        return { ipBlock: { cidr: random.pick(blocks) } };
      default:
        return { ipBlock: { cidr: random.pick(['10.0.0.0/8', '0.0.0.0/0']), except: ['10.0.1.0/24'] } };
    }
  };
  const port = (): PlainPort => {
    const protocol = random.pick([{}, { protocol: 'UDP' }, { protocol: 'TCP' }]);
    switch (random.below(4)) {
      case 0:
        return { ...protocol, port: random.pick([80, 443, 8080]) };
      case 1:
        return { ...protocol, port: 80, endPort: random.pick([80, 100]) };
      case 2:
        return { ...protocol, port: random.pick(['http', 'dns', 'none']) };
      default:
        return { protocol: random.pick(['TCP', 'UDP', 'SCTP']) };
    }
  };
  const networkPolicy = (index: number): PlainPolicy => {
    const types = random.pick([[], ['Ingress'], ['Egress'], ['Ingress', 'Egress']]);
    return {
      kind: 'NetworkPolicy',
      namespace: random.pick(['a', 'b', 'c']),
      name: `np${index}`,
      spec: {
        podSelector: ofPods(),
        ...(types.length === 0 ? {} : { policyTypes: types }),
        ...(chance(0.8) ? { ingress: some(2, () => ({ from: some(2, peer), ports: some(2, port) })) } : {}),
        ...(chance(0.8) ? { egress: some(2, () => ({ to: some(2, peer), ports: some(2, port) })) } : {}),
      },
    };
  };
  const clusterPods = (): ClusterPeer =>
    chance(0.5)
      ? { namespaces: ofNamespaces() }
      : { pods: { namespaceSelector: ofNamespaces(), podSelector: ofPods() } };
  const clusterPeer = (): ClusterPeer => (chance(0.3) ? { networks: [random.pick(blocks)] } : clusterPods());
  const clusterPort = (): ClusterPort => {
    const protocol = random.pick(['tcp', 'udp']);
    switch (random.below(3)) {
      case 0:
        return { destinationNamedPort: random.pick(['http', 'dns', 'none']) };
      case 1:
        return { [protocol]: { destinationPort: { number: random.pick([80, 443]) } } };
      default:
        return { [protocol]: { destinationPort: { range: { start: 80, end: 100 } } } };
    }
  };
  const action = () => random.pick(['Accept', 'Deny', 'Pass']);
  const protocolsOf = () => (chance(0.5) ? {} : { protocols: [clusterPort()] });
  const clusterPolicy = (index: number): PlainPolicy => ({
    kind: 'ClusterNetworkPolicy',
    name: `cnp${index}`,
    spec: {
      tier: random.pick(['Admin', 'Admin', 'Baseline']),
      // Equal priorities have no defined order.
      priority: index,
      subject: clusterPods(),
      ingress: some(2, () => ({ action: action(), from: [clusterPods()], ...protocolsOf() })),
      egress: some(2, () => ({ action: action(), to: [clusterPeer()], ...protocolsOf() })),
    },
  });
  return {
    namespaces,
    pods: Array.from({ length: 8 }, (_, index) => ({
      namespace: random.pick(['a', 'b', 'c']),
      name: `p${index}`,
      labels: labels(['app', 'tier', 'other']),
      ip: `10.0.${random.below(2) + 1}.${index}`,
      hostNetwork: chance(0.1),
      ports: [
        { name: 'http', containerPort: random.pick([80, 8080]), protocol: 'TCP' },
        ...(chance(0.5) ? [{ name: 'dns', containerPort: 100, protocol: 'UDP' }] : []),
      ],
    })),
    policies: [
      ...Array.from({ length: 1 + random.below(5) }, (_, index) => networkPolicy(index)),
      ...some(3, () => 0).map((_, index) => clusterPolicy(index)),
    ],
  };
}

/** Which facts a text leaves out. */
export interface Hidden {
  /** Share of namespaces without an object, pods without an address or with two, labels and numbers that are placeholders. */
  readonly share: number;
  readonly seed: number;
}

/** The manifests of a cluster; with `hidden` some facts are left out or placeholders. */
export function toObjects({ namespaces, pods, policies }: Cluster, hidden?: Hidden): readonly unknown[] {
  const random = new Random(hidden?.seed ?? 0);
  const hides = () => hidden !== undefined && random.next() < hidden.share;
  const masked = (map: Labels) =>
    Object.fromEntries(Object.entries(map).map(([name, text]) => [name, hides() ? `\${${name}}` : text]));
  const mask = (value: unknown, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => mask(item, name));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([each, item]) => [each, mask(item, each)]));
    const isMaskable =
      typeof value === 'number' || ['cidr', 'tier', 'action', 'operator', 'app', 'team'].includes(name);
    return isMaskable && hides() ? '${X}' : value;
  };
  return [
    ...namespaces
      .filter(() => !hides())
      .map(({ name, labels }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })),
    ...pods.map(({ namespace, name, labels, ip, hostNetwork, ports }) => {
      const isLive = !hides();
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace, name, labels: masked(labels) },
        spec: {
          hostNetwork: hides() ? '${HOST}' : hostNetwork,
          containers: [
            {
              name: 'c',
              image: 'i',
              ports: ports.map((port) => (hides() ? { ...port, containerPort: '${PORT}' } : port)),
            },
          ],
        },
        ...(isLive
          ? { status: { phase: 'Running', podIPs: [{ ip }, ...(hides() ? [{ ip: '2001:db8::1' }] : [])] } }
          : {}),
      };
    }),
    ...policies.map((policy) =>
      policy.kind === 'NetworkPolicy'
        ? {
            apiVersion: 'networking.k8s.io/v1',
            kind: policy.kind,
            metadata: { namespace: policy.namespace, name: policy.name },
            spec: mask(policy.spec),
          }
        : {
            apiVersion: 'policy.networking.k8s.io/v1alpha2',
            kind: policy.kind,
            metadata: { name: policy.name },
            spec: mask(policy.spec),
          },
    ),
  ];
}
