import type { MapNode } from '../manifest/node.ts';
import {
  defaulted,
  integer,
  map,
  maps,
  openList,
  present,
  type Reading,
  spanOf,
  text,
  textOr,
  texts,
  unknownField,
} from './decode-field.ts';
import { decodeBase, type ObjectHead } from './decode-metadata.ts';
import { labelSelector } from './decode-selector.ts';
import type { Stated } from './field.ts';
import type { ClusterPolicy, ClusterPolicyPeer, ClusterPolicyPort, ClusterPolicyRule } from './policy-api.ts';

/** Decodes AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy (v1alpha2). */
export function decodeClusterPolicy(reading: Reading, head: ObjectHead): ClusterPolicy {
  const spec = map(reading, head.node, 'spec');
  const at = spec ?? head.node;
  const tier =
    head.kind === 'AdminNetworkPolicy' ? 'Admin' : head.kind === 'BaselineAdminNetworkPolicy' ? 'Baseline' : undefined;
  return {
    ...decodeBase(reading, head),
    type: 'clusterPolicy',
    priority: integer(reading, spec, 'priority'),
    tier: tier === undefined ? text(reading, spec, 'tier') : defaulted(tier, at),
    subject: decodeSubject(reading, map(reading, spec, 'subject')),
    ingress: maps(reading, spec, 'ingress', decodeIngressRule),
    ingressOpen: openList(reading, spec, 'ingress'),
    egress: maps(reading, spec, 'egress', decodeEgressRule),
    egressOpen: openList(reading, spec, 'egress'),
  };
}

/** A subject is `namespaces`, a selector, or `pods`, a selector of each. */
function decodeSubject(reading: Reading, subject: MapNode | undefined): ClusterPolicy['subject'] {
  if (subject === undefined) return undefined;
  const pods = map(reading, subject, 'pods');
  return {
    namespaceSelector:
      labelSelector(reading, subject, 'namespaces') ?? labelSelector(reading, pods, 'namespaceSelector'),
    podSelector: labelSelector(reading, pods, 'podSelector'),
    span: spanOf(subject),
  };
}

function decodeIngressRule(reading: Reading, item: MapNode): ClusterPolicyRule {
  return decodeRule(reading, item, 'from');
}

function decodeEgressRule(reading: Reading, item: MapNode): ClusterPolicyRule {
  return decodeRule(reading, item, 'to');
}

function decodeRule(reading: Reading, item: MapNode, peers: 'from' | 'to'): ClusterPolicyRule {
  const ports = present(item, 'protocols') === undefined ? 'ports' : 'protocols';
  const decoded = maps(reading, item, ports, ports === 'protocols' ? decodeProtocol : decodePort);
  return {
    name: text(reading, item, 'name'),
    action: text(reading, item, 'action'),
    peers: maps(reading, item, peers, decodePeer),
    peersOpen: openList(reading, item, peers),
    ports: decoded.length === 0 ? undefined : decoded,
    portsOpen: openList(reading, item, ports),
    start: item.start,
    end: item.end,
  };
}

function decodePeer(reading: Reading, item: MapNode): ClusterPolicyPeer {
  const span = spanOf(item);
  const namespaces = labelSelector(reading, item, 'namespaces');
  if (namespaces !== undefined) return { kind: 'pods', namespaceSelector: namespaces, podSelector: undefined, ...span };
  const pods = map(reading, item, 'pods');
  if (pods !== undefined)
    return {
      kind: 'pods',
      namespaceSelector: labelSelector(reading, pods, 'namespaceSelector'),
      podSelector: labelSelector(reading, pods, 'podSelector'),
      ...span,
    };
  if (present(item, 'networks') !== undefined)
    return {
      kind: 'networks',
      networks: texts(reading, item, 'networks'),
      open: openList(reading, item, 'networks'),
      ...span,
    };
  const nodes = labelSelector(reading, item, 'nodes');
  if (nodes !== undefined) return { kind: 'nodes', selector: nodes, ...span };
  return { kind: present(item, 'domainNames') === undefined ? 'other' : 'domainNames', ...span };
}

/** v1alpha2: exactly one of tcp, udp, sctp with a destination port, or the name of one. */
function decodeProtocol(reading: Reading, item: MapNode): ClusterPolicyPort {
  const span = spanOf(item);
  const name = text(reading, item, 'destinationNamedPort');
  if (name !== undefined) return { kind: 'name', name, ...span };
  for (const key of ['tcp', 'udp', 'sctp']) {
    const stated = map(reading, item, key);
    if (stated === undefined) continue;
    const port = map(reading, stated, 'destinationPort');
    const range = map(reading, port, 'range');
    const number = integer(reading, port, 'number');
    return {
      kind: 'range',
      protocol: defaulted(key.toUpperCase(), stated),
      ...(port === undefined
        ? { first: undefined, last: undefined }
        : range === undefined
          ? { first: number ?? missing(port, 'number'), last: number ?? missing(port, 'number') }
          : rangeOf(reading, range)),
      ...span,
    };
  }
  return { kind: 'other', ...span };
}

/** v1alpha1: exactly one of portNumber, portRange and namedPort. */
function decodePort(reading: Reading, item: MapNode): ClusterPolicyPort {
  const span = spanOf(item);
  const name = text(reading, item, 'namedPort');
  if (name !== undefined) return { kind: 'name', name, ...span };
  const number = map(reading, item, 'portNumber');
  if (number !== undefined) {
    const port = integer(reading, number, 'port') ?? missing(number, 'port');
    return {
      kind: 'range',
      protocol: textOr(reading, number, 'protocol', 'TCP', number),
      first: port,
      last: port,
      ...span,
    };
  }
  const range = map(reading, item, 'portRange');
  if (range !== undefined)
    return {
      kind: 'range',
      protocol: textOr(reading, range, 'protocol', 'TCP', range),
      ...rangeOf(reading, range),
      ...span,
    };
  return { kind: 'other', ...span };
}

function rangeOf(reading: Reading, range: MapNode): { first: Stated<number>; last: Stated<number> } {
  return {
    first: integer(reading, range, 'start') ?? missing(range, 'start'),
    last: integer(reading, range, 'end') ?? missing(range, 'end'),
  };
}

function missing(at: MapNode, key: string): Stated<number> {
  return unknownField(at, `its ${key} is missing`);
}
