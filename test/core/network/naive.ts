import type {
  Cluster,
  ClusterPeer,
  ClusterPort,
  ClusterRule,
  ClusterSpec,
  Labels,
  NetworkPolicySpec,
  PlainPeer,
  PlainPod,
  PlainPort,
  Selector,
} from './random-cluster.ts';

/** One end: a pod of the cluster or an address outside. */
export type PlainEnd = PlainPod | string;

/**
 * Whether a connection is allowed, word by word as networking/v1 and network-policy-api v1alpha2 say it, from plain data: no
 * defaults of ours, no classes, no sets. Pods on the host's network are outside all selectors and have a node's address.
 */
export function isAllowed(cluster: Cluster, from: PlainEnd, to: PlainEnd, port: number, protocol: string): boolean {
  return (
    passes(cluster, 'egress', from, to, to, port, protocol) && passes(cluster, 'ingress', to, from, to, port, protocol)
  );
}

function passes(
  cluster: Cluster,
  direction: 'egress' | 'ingress',
  governed: PlainEnd,
  other: PlainEnd,
  to: PlainEnd,
  port: number,
  protocol: string,
): boolean {
  if (typeof governed === 'string' || governed.hostNetwork) return true;
  const labelsOf = (name: string): Labels => ({
    ...cluster.namespaces.find((namespace) => namespace.name === name)?.labels,
    'kubernetes.io/metadata.name': name,
  });
  const isClusterPeer = (peer: ClusterPeer, end: PlainEnd): boolean => {
    if (peer.networks !== undefined)
      return peer.networks.some((network) => inBlock(network, typeof end === 'string' ? end : end.ip));
    if (typeof end === 'string' || end.hostNetwork) return false;
    if (peer.namespaces !== undefined) return selects(peer.namespaces, labelsOf(end.namespace));
    return (
      peer.pods !== undefined &&
      selects(peer.pods.namespaceSelector, labelsOf(end.namespace)) &&
      selects(peer.pods.podSelector, end.labels)
    );
  };
  const isClusterPort = (rule: ClusterRule): boolean =>
    rule.protocols === undefined || rule.protocols.some((item) => holdsPort(item, to, port, protocol));
  const tier = (name: string): string | undefined => {
    const specs = cluster.policies
      .flatMap((policy): ClusterSpec[] =>
        policy.kind === 'ClusterNetworkPolicy' && policy.spec.tier === name ? [policy.spec] : [],
      )
      .sort((a, b) => a.priority - b.priority);
    for (const spec of specs) {
      if (!isClusterPeer(spec.subject, governed)) continue;
      for (const rule of spec[direction] ?? [])
        if ((rule.from ?? rule.to ?? []).some((peer) => isClusterPeer(peer, other)) && isClusterPort(rule))
          return rule.action;
    }
    return undefined;
  };
  const admin = tier('Admin');
  if (admin === 'Accept' || admin === 'Deny') return admin === 'Accept';
  const isolating = cluster.policies.flatMap((policy): NetworkPolicySpec[] =>
    policy.kind === 'NetworkPolicy' &&
    policy.namespace === governed.namespace &&
    selects(policy.spec.podSelector, governed.labels) &&
    typesOf(policy.spec).includes(direction === 'egress' ? 'Egress' : 'Ingress')
      ? [policy.spec]
      : [],
  );
  if (isolating.length > 0)
    return isolating.some((spec) =>
      (direction === 'egress'
        ? (spec.egress ?? []).map(({ to: peers, ports }) => ({ peers, ports }))
        : (spec.ingress ?? []).map(({ from: peers, ports }) => ({ peers, ports }))
      ).some(
        ({ peers, ports }) =>
          (peers === undefined ||
            peers.length === 0 ||
            peers.some((peer) => isPeer(peer, governed.namespace, other, labelsOf))) &&
          (ports === undefined || ports.length === 0 || ports.some((item) => isPort(item, to, port, protocol))),
      ),
    );
  return tier('Baseline') !== 'Deny';
}

function typesOf({ policyTypes, egress }: NetworkPolicySpec): readonly string[] {
  return policyTypes ?? (egress !== undefined && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
}

function isPeer(peer: PlainPeer, own: string, end: PlainEnd, labelsOf: (name: string) => Labels): boolean {
  if (peer.ipBlock !== undefined) {
    const address = typeof end === 'string' ? end : end.ip;
    return inBlock(peer.ipBlock.cidr, address) && !(peer.ipBlock.except ?? []).some((hole) => inBlock(hole, address));
  }
  if (typeof end === 'string' || end.hostNetwork) return false;
  const inNamespace =
    peer.namespaceSelector === undefined
      ? end.namespace === own
      : selects(peer.namespaceSelector, labelsOf(end.namespace));
  return inNamespace && (peer.podSelector === undefined || selects(peer.podSelector, end.labels));
}

function isPort(item: PlainPort, to: PlainEnd, port: number, protocol: string): boolean {
  const own = item.protocol ?? 'TCP';
  if (own !== protocol) return false;
  if (item.port === undefined) return true;
  if (typeof item.port === 'number') return port >= item.port && port <= (item.endPort ?? item.port);
  return (
    typeof to !== 'string' &&
    to.ports.find(({ name, protocol: its }) => name === item.port && its === own)?.containerPort === port
  );
}

function holdsPort(item: ClusterPort, to: PlainEnd, port: number, protocol: string): boolean {
  if ('destinationNamedPort' in item) {
    if (typeof to === 'string') return false;
    const named = to.ports.find(({ name }) => name === item.destinationNamedPort);
    return named !== undefined && named.containerPort === port && named.protocol === protocol;
  }
  const stated = protocol === 'TCP' ? item.tcp : protocol === 'UDP' ? item.udp : item.sctp;
  const { number, range } = stated?.destinationPort ?? {};
  return number === port || (range !== undefined && port >= range.start && port <= range.end);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      return (value !== undefined && values.includes(value)) === (operator === 'In');
    })
  );
}

/** The blocks of the random clusters end on whole parts of an address (or are a single one). */
function inBlock(cidr: string, address: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  const separator = base.includes(':') ? ':' : '.';
  if (address.includes(separator) === false) return false;
  const parts = Number(length) / (separator === ':' ? 16 : 8);
  const head = (text: string) => text.split(separator).slice(0, parts).join(separator);
  return head(base) === head(address);
}
