import { blockRefusal, parseBlock } from '../../resources/ip.ts';
import { portNumberFault } from '../../resources/names.ts';
import type { ClusterPolicy, ClusterPolicyPort, ClusterPolicyRule } from '../../resources/policy-api.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, join } from '../shared/words.ts';

/**
 * The definitions of ClusterNetworkPolicy and of its predecessors say what their fields may hold: a tier and a priority from 0 to 1000, a subject, at most 25 rules a direction, an action that the kind knows, and peers in every rule.
 *
 * @bad
 * ```yaml
 * apiVersion: policy.networking.k8s.io/v1alpha2
 * kind: ClusterNetworkPolicy
 * metadata: { name: deny }
 * spec:
 *   tier: Admin
 *   priority: 2000
 *   subject: { namespaces: {} }
 *   ingress: [{ action: Drop, from: [{ namespaces: {} }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: policy.networking.k8s.io/v1alpha2
 * kind: ClusterNetworkPolicy
 * metadata: { name: deny }
 * spec:
 *   tier: Admin
 *   priority: 1000
 *   subject: { namespaces: {} }
 *   ingress: [{ action: Deny, from: [{ namespaces: {} }] }]
 * ```
 * @source network-policy-api apis/v1alpha2, clusternetworkpolicy_types.go; apis/v1alpha1
 */
export const kn725 = defineRule({
  code: 'KN725',
  name: 'cnp-shape',
  severity: 'error',
  summary: 'The API server refuses a ClusterNetworkPolicy.',
  subjects: ['clusterPolicy'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['network-policy-api apis/v1alpha2'],
  check(policy, _context, report) {
    const refuse = (at: Span, what: string, fixes: () => readonly Fix[] = () => []) =>
      report({ at, message: `${describe(policy)} ${what}. The API server refuses it.`, fixes });
    checkHead(policy, refuse);
    const isNew = policy.kind === 'ClusterNetworkPolicy';
    const limit = isNew ? 25 : 100;
    for (const direction of ['ingress', 'egress'] as const) {
      const rules = policy[direction];
      const over = rules[limit];
      if (over !== undefined) refuse(over, `has ${rules.length} ${direction} rules, and at most ${limit} are allowed`);
      for (const rule of rules) checkRule(policy, rule, direction, refuse);
    }
  },
});

type Refuse = (at: Span, what: string, fixes?: () => readonly Fix[]) => void;

function checkHead(policy: ClusterPolicy, refuse: Refuse): void {
  const { kind, kindSpan, tier, priority, subject, name } = policy;
  const isBaseline = kind === 'BaselineAdminNetworkPolicy';
  const missing = [
    ...(tier === undefined ? ['no tier: Admin or Baseline'] : []),
    ...(priority === undefined && !isBaseline ? ['no priority'] : []),
    ...(subject === undefined ? ['no subject'] : []),
  ];
  // What lacks several is a part of an object: a patch, or an excerpt in documentation.
  if (missing.length === 1 && policy.problems.length === 0) refuse(kindSpan, `states ${missing[0]}`);
  if (tier?.value !== undefined && tier.value !== 'Admin' && tier.value !== 'Baseline')
    refuse(tier, `has the tier "${tier.value}", and there are Admin and Baseline only`, () => {
      const meant = ['Admin', 'Baseline'].find((each) => each.toLowerCase() === tier.value?.toLowerCase());
      return meant === undefined ? [] : replaceFix(`Write ${meant}`, policy, tier, meant, true);
    });
  if (isBaseline && name?.value !== undefined && name.value !== 'default')
    refuse(name, 'has to be called default, as there is only one', () =>
      replaceFix('Call it default', policy, name, 'default', true),
    );
  if (!isBaseline && priority?.value !== undefined && (priority.value < 0 || priority.value > 1000))
    refuse(priority, `has priority ${priority.value}, which has to be from 0 to 1000`);
}

function checkRule(
  policy: ClusterPolicy,
  rule: ClusterPolicyRule,
  direction: 'ingress' | 'egress',
  refuse: Refuse,
): void {
  const { action, peers, peersOpen, ports } = rule;
  const allow = policy.kind === 'ClusterNetworkPolicy' ? 'Accept' : 'Allow';
  const actions = policy.kind === 'BaselineAdminNetworkPolicy' ? [allow, 'Deny'] : [allow, 'Deny', 'Pass'];
  if (action === undefined) refuse(rule, `has a rule without action: ${join(actions)} are known`);
  else if (action.value !== undefined && !actions.includes(action.value))
    refuse(action, `has the action "${action.value}", and there are ${join(actions)} only`, () => {
      const meant = /^(?:allow|accept)$/i.test(action.value ?? '')
        ? allow
        : /^(?:deny|drop|reject)$/i.test(action.value ?? '')
          ? 'Deny'
          : undefined;
      return meant === undefined ? [] : replaceFix(`Write ${meant}`, policy, action, meant, true);
    });
  if (peers.length === 0 && peersOpen === undefined)
    refuse(
      rule,
      `has an ${direction} rule without ${direction === 'ingress' ? 'from' : 'to'}, which has to name somebody`,
    );
  const limit = policy.kind === 'ClusterNetworkPolicy' ? 25 : 100;
  const over = peers[limit];
  if (over !== undefined) refuse(over, `has a rule with ${peers.length} peers, and at most ${limit} are allowed`);
  for (const peer of peers) {
    if (direction === 'ingress' && peer.kind !== 'pods' && peer.kind !== 'other')
      refuse(peer, `has an ingress peer of ${peer.kind}, which only egress rules can name`);
    if (peer.kind !== 'networks') continue;
    for (const network of peer.networks) {
      const { value } = network;
      if (value === undefined) continue;
      const fault = policy.kind === 'ClusterNetworkPolicy' ? blockRefusal(value, 36) : undefined;
      if (parseBlock(value) === undefined)
        refuse(network, `names the network "${value}", which is no block of addresses`);
      else if (fault !== undefined) refuse(network, `names the network "${value}", which ${fault}`);
    }
  }
  for (const port of ports ?? []) checkPort(policy, port, refuse);
}

function checkPort({ kind }: ClusterPolicy, port: ClusterPolicyPort, refuse: Refuse): void {
  if (port.kind !== 'range') return;
  const { first, last } = port;
  for (const number of new Set([first, last])) {
    const fault = number?.value === undefined ? undefined : portNumberFault(number.value);
    if (number !== undefined && fault !== undefined) refuse(number, `has the port ${number.value}, which ${fault}`);
  }
  if (kind !== 'ClusterNetworkPolicy' || first === last || first?.value === undefined || last?.value === undefined)
    return;
  if (first.value >= last.value)
    refuse(last, `has a range of ports from ${first.value} to ${last.value}, which has to go upwards`);
}
