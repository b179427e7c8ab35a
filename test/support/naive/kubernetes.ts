import type {
  AdminPort,
  Cluster,
  ClusterPeer,
  ClusterPort,
  ClusterRule,
  ClusterSpec,
  NetworkPolicySpec,
  PlainPeer,
  PlainPort,
  PolicyOf,
} from '../plain-cluster.ts';
import { type Answer, inBlock, namespaceLabels, ofKind, type PlainEnd, type Question, selects } from './common.ts';

/** ClusterNetworkPolicy, AdminNetworkPolicy and BaselineAdminNetworkPolicy: the first rule that matches decides, by priority. */
export function clusterTier(question: Question, tier: string): Answer {
  const { cluster, direction, governed, other } = question;
  const specs = ofKind(cluster, 'ClusterNetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy')
    .flatMap(({ kind, spec }): ClusterSpec[] => {
      const own = kind === 'ClusterNetworkPolicy' ? spec.tier : kind === 'AdminNetworkPolicy' ? 'Admin' : 'Baseline';
      return own === tier ? [spec] : [];
    })
    .sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
  for (const spec of specs) {
    if (!isClusterPeer(cluster, spec.subject, governed)) continue;
    for (const rule of spec[direction] ?? []) {
      const peers = rule.from ?? rule.to ?? [];
      if (!peers.some((peer) => isClusterPeer(cluster, peer, other)) || !isClusterPort(rule, question)) continue;
      return rule.action === 'Deny' ? 'deny' : rule.action === 'Pass' ? 'next' : 'allow';
    }
  }
  return 'next';
}

function isClusterPeer(cluster: Cluster, peer: ClusterPeer, end: PlainEnd): boolean {
  if (peer.networks !== undefined)
    return peer.networks.some((network) => inBlock(network, typeof end === 'string' ? end : end.ip));
  if (typeof end === 'string' || end.hostNetwork) return false;
  if (peer.namespaces !== undefined) return selects(peer.namespaces, namespaceLabels(cluster, end.namespace));
  return (
    peer.pods !== undefined &&
    selects(peer.pods.namespaceSelector, namespaceLabels(cluster, end.namespace)) &&
    selects(peer.pods.podSelector, end.labels)
  );
}

function isClusterPort({ protocols, ports }: ClusterRule, question: Question): boolean {
  if (protocols !== undefined) return protocols.some((item) => isProtocolItem(item, question));
  return ports === undefined || ports.some((item) => isPortItem(item, question));
}

function isProtocolItem(item: ClusterPort, { to, port, protocol }: Question): boolean {
  if ('destinationNamedPort' in item) return isNamed(item.destinationNamedPort, to, port, protocol);
  const stated = protocol === 'TCP' ? item.tcp : protocol === 'UDP' ? item.udp : item.sctp;
  const { number, range } = stated?.destinationPort ?? {};
  return number === port || (range !== undefined && port >= range.start && port <= range.end);
}

function isPortItem(item: AdminPort, { to, port, protocol }: Question): boolean {
  if ('namedPort' in item) return isNamed(item.namedPort, to, port, protocol);
  if ('portNumber' in item) return (item.portNumber.protocol ?? 'TCP') === protocol && item.portNumber.port === port;
  const { portRange } = item;
  return (portRange.protocol ?? 'TCP') === protocol && port >= portRange.start && port <= portRange.end;
}

/** The name gives number and protocol. */
function isNamed(name: string, to: PlainEnd, port: number, protocol: string): boolean {
  if (typeof to === 'string') return false;
  const named = to.ports.find((own) => own.name === name);
  return named !== undefined && named.containerPort === port && named.protocol === protocol;
}

/** `undefined` where it does not isolate the pod in this direction, else whether one of its rules allows it. */
export function networkPolicyAllows(policy: PolicyOf<'NetworkPolicy'>, question: Question): boolean | undefined {
  const { cluster, direction, governed, other, to, port, protocol } = question;
  const { spec, namespace } = policy;
  if (namespace !== governed.namespace || !selects(spec.podSelector, governed.labels)) return undefined;
  if (!typesOf(spec).includes(direction === 'egress' ? 'Egress' : 'Ingress')) return undefined;
  const rules =
    direction === 'egress'
      ? (spec.egress ?? []).map(({ to: peers, ports }) => ({ peers, ports }))
      : (spec.ingress ?? []).map(({ from: peers, ports }) => ({ peers, ports }));
  return rules.some(
    ({ peers, ports }) =>
      (peers === undefined ||
        peers.length === 0 ||
        peers.some((peer) => isPeer(cluster, peer, governed.namespace, other))) &&
      (ports === undefined || ports.length === 0 || ports.some((item) => isPort(item, to, port, protocol))),
  );
}

function typesOf({ policyTypes, egress }: NetworkPolicySpec): readonly string[] {
  return policyTypes ?? (egress !== undefined && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
}

function isPeer(cluster: Cluster, peer: PlainPeer, own: string, end: PlainEnd): boolean {
  if (peer.ipBlock !== undefined) {
    const address = typeof end === 'string' ? end : end.ip;
    return inBlock(peer.ipBlock.cidr, address) && !(peer.ipBlock.except ?? []).some((hole) => inBlock(hole, address));
  }
  if (typeof end === 'string' || end.hostNetwork) return false;
  const inNamespace =
    peer.namespaceSelector === undefined
      ? end.namespace === own
      : selects(peer.namespaceSelector, namespaceLabels(cluster, end.namespace));
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
