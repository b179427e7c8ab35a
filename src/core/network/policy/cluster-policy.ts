import { parseBlock } from '../../resources/ip.ts';
import type {
  ClusterPolicy,
  ClusterPolicyPeer,
  ClusterPolicyPort,
  ClusterPolicyRule,
} from '../../resources/policy-api.ts';
import type { Span } from '../../text/span.ts';
import { no, yes } from './answers.ts';
import {
  type Action,
  type CompiledPolicy,
  type CompiledRule,
  type CompiledSide,
  everyPod,
  type PeerTest,
  type PodTest,
  type PortTest,
} from './model.ts';
import { isProtocol } from './ports.ts';

/** What one version of the API calls its actions. */
export type ActionNames = Readonly<Record<string, Action>>;

/**
 * A policy of the cluster as the tiers ask it; what AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy
 * have in common. Where priority or tier are not known, or the API server refuses the object, nothing that could follow is.
 */
export function compileClusterPolicy(
  policy: ClusterPolicy,
  priority: number | undefined,
  actions: ActionNames,
): CompiledPolicy {
  const subject = subjectOf(policy);
  const why = doubtOf(policy, priority, subject);
  if (why !== undefined || subject === undefined)
    return undecided(policy, subject ?? everyPod, why ?? 'it has no subject');
  const tier = policy.tier?.value === 'Baseline' ? 'Baseline' : 'Admin';
  return {
    resource: policy,
    tier,
    order: priority ?? 0,
    tieBreak: '',
    place: `${tier} tier`,
    subject,
    egress: compileSide(policy.egress, policy.egressOpen, 'egress', actions),
    ingress: compileSide(policy.ingress, policy.ingressOpen, 'ingress', actions),
  };
}

/** A policy that governs some pods in a way that is not known. */
export function undecided(resource: CompiledPolicy['resource'], subject: PodTest, why: string): CompiledPolicy {
  const { start, end } = resource?.kindSpan ?? { start: 0, end: 0 };
  const side: CompiledSide = {
    applies: yes,
    isolates: no,
    rules: [hiddenRule({ start, end }, why)],
  };
  return {
    resource,
    tier: 'undecided',
    order: 0,
    tieBreak: '',
    place: undefined,
    subject,
    egress: side,
    ingress: side,
  };
}

/** A rule that may be there and may do anything. */
export function hiddenRule({ start, end }: Span, why: string): CompiledRule {
  return { label: 'a rule', action: 'unknown', peers: [{ kind: 'unknown', why }], ports: undefined, start, end };
}

function doubtOf({ problems, tier }: ClusterPolicy, priority: number | undefined, subject: PodTest | undefined) {
  if (problems.length > 0) return 'the API server refuses the policy as it is written';
  if (tier === undefined) return 'it states no tier';
  if (tier.value === undefined) return `its tier is not known: ${tier.unknown}`;
  if (tier.value !== 'Admin' && tier.value !== 'Baseline') return `there is no tier ${tier.value}`;
  if (priority === undefined) return 'its priority is not known';
  return subject === undefined ? 'it has no subject' : undefined;
}

function subjectOf({ subject }: ClusterPolicy): PodTest | undefined {
  if (subject === undefined) return undefined;
  const { namespaceSelector, podSelector } = subject;
  if (namespaceSelector === undefined && podSelector === undefined) return undefined;
  return { kind: 'pods', namespace: undefined, namespaceSelector, podSelector };
}

function compileSide(
  rules: readonly ClusterPolicyRule[],
  open: string | undefined,
  direction: 'egress' | 'ingress',
  actions: ActionNames,
): CompiledSide {
  const compiled = rules.flatMap((rule, index) => compileRule(rule, index, direction, actions));
  const [first] = rules;
  if (open !== undefined)
    // Where it would stand among the others is not known either.
    compiled.unshift(hiddenRule({ start: first?.start ?? 0, end: first?.end ?? 0 }, open));
  return { applies: compiled.length === 0 ? no : yes, isolates: no, rules: compiled };
}

/**
 * A rule with a peer or port that is not understood fails closed: one that accepts matches nothing, one that denies or
 * passes denies everything (network-policy-api v1alpha2, `ClusterNetworkPolicyIngressPeer`).
 */
function compileRule(
  rule: ClusterPolicyRule,
  index: number,
  direction: 'egress' | 'ingress',
  actions: ActionNames,
): readonly CompiledRule[] {
  const { name, action, start, end } = rule;
  const label = name?.value === undefined ? `rule ${index + 1}` : `rule "${name.value}"`;
  const does = action?.value === undefined ? 'unknown' : (actions[action.value] ?? 'unknown');
  const isOpaque =
    rule.peers.some(({ kind }) => kind === 'other' || (direction === 'ingress' && kind !== 'pods')) ||
    rule.ports?.some(({ kind }) => kind === 'other') === true;
  if (isOpaque) {
    if (does === 'Allow') return [];
    return [{ label, action: does === 'unknown' ? 'unknown' : 'Deny', peers: undefined, ports: undefined, start, end }];
  }
  const peers = rule.peers.flatMap(compileClusterPeer);
  if (rule.peersOpen !== undefined) peers.push({ kind: 'unknown', why: rule.peersOpen });
  const ports = rule.ports?.map(compilePort) ?? [];
  if (rule.portsOpen !== undefined) ports.push({ kind: 'unknown', why: rule.portsOpen });
  return [
    {
      label,
      action: does,
      peers,
      ports: rule.ports === undefined && rule.portsOpen === undefined ? undefined : ports,
      start,
      end,
    },
  ];
}

/** A peer as it is asked; nothing for one that is not understood. */
export function compileClusterPeer(peer: ClusterPolicyPeer): PeerTest[] {
  switch (peer.kind) {
    case 'pods':
      return [
        {
          kind: 'pods',
          namespace: undefined,
          namespaceSelector: peer.namespaceSelector,
          podSelector: peer.podSelector,
        },
      ];
    case 'networks': {
      const tests = peer.networks.flatMap((network): PeerTest[] => {
        if (network.value === undefined) return [{ kind: 'unknown', why: network.unknown }];
        const block = parseBlock(network.value);
        return block === undefined ? [] : [{ kind: 'addresses', block, except: [], open: undefined }];
      });
      return peer.open === undefined ? tests : [...tests, { kind: 'unknown', why: peer.open }];
    }
    case 'nodes':
      return [{ kind: 'nodes', selector: peer.selector }];
    case 'domainNames':
      return [{ kind: 'names', why: 'which addresses the domain names have is not known' }];
    case 'other':
      return [];
  }
}

function compilePort(port: ClusterPolicyPort): PortTest {
  if (port.kind === 'other') return { kind: 'unknown', why: 'it has no port' };
  if (port.kind === 'name') {
    const { name } = port;
    return name.value === undefined
      ? { kind: 'unknown', why: name.unknown }
      : { kind: 'name', name: name.value, protocol: undefined };
  }
  const { protocol, first, last } = port;
  const hidden = [protocol, first, last].find((field) => field !== undefined && field.value === undefined);
  if (hidden !== undefined && hidden.value === undefined) return { kind: 'unknown', why: hidden.unknown };
  const name = protocol.value ?? '';
  return isProtocol(name)
    ? { kind: 'range', protocol: name, first: first?.value ?? 1, last: last?.value ?? 65535 }
    : { kind: 'unknown', why: `there is no protocol ${name}` };
}
