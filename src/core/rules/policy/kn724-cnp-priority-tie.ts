import { isEverything, workloadsFound } from '../../network/policy/found.ts';
import { type CompiledPolicy, type CompiledRule, standardOptions } from '../../network/policy/model.ts';
import { Peers } from '../../network/policy/peers.ts';
import { compiledAlone } from '../../network/policy/policies.ts';
import type { ClusterPolicy } from '../../resources/policy-api.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Policies of a tier are asked by priority, lower numbers first. For two of one priority the order is undefined: where they do different things to the same traffic, either may win, and another one after each restart.
 *
 * @bad
 * ```yaml
 * apiVersion: policy.networking.k8s.io/v1alpha2
 * kind: ClusterNetworkPolicy
 * metadata: { name: allow }
 * spec:
 *   tier: Admin
 *   priority: 10
 *   subject: { namespaces: {} }
 *   ingress: [{ action: Accept, from: [{ namespaces: {} }] }]
 * ---
 * apiVersion: policy.networking.k8s.io/v1alpha2
 * kind: ClusterNetworkPolicy
 * metadata: { name: deny }
 * spec:
 *   tier: Admin
 *   priority: 10
 *   subject: { namespaces: {} }
 *   ingress: [{ action: Deny, from: [{ namespaces: {} }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: policy.networking.k8s.io/v1alpha2
 * kind: ClusterNetworkPolicy
 * metadata: { name: allow }
 * spec:
 *   tier: Admin
 *   priority: 10
 *   subject: { namespaces: {} }
 *   ingress: [{ action: Accept, from: [{ namespaces: {} }] }]
 * ---
 * apiVersion: policy.networking.k8s.io/v1alpha2
 * kind: ClusterNetworkPolicy
 * metadata: { name: deny }
 * spec:
 *   tier: Admin
 *   priority: 20
 *   subject: { namespaces: {} }
 *   ingress: [{ action: Deny, from: [{ namespaces: {} }] }]
 * ```
 * @exceptions Policies whose pods, ports or directions have nothing in common, as far as the manifests show.
 * @source network-policy-api apis/v1alpha2, ClusterNetworkPolicySpec.Priority
 */
export const kn724 = defineRule({
  code: 'KN724',
  name: 'cnp-priority-tie',
  severity: 'warning',
  summary: 'Two ClusterNetworkPolicies of one priority disagree.',
  subjects: ['clusterPolicy'],
  reads: ['clusterPolicy', 'podMaker', 'namespace'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['network-policy-api apis/v1alpha2'],
  check(policy, { world }, report) {
    const [key] = rankKeys(policy);
    if (key === undefined || policy.priority === undefined) return;
    const same = world.keyed(byRank, key);
    const own = compiledAlone(world, policy);
    for (const other of same.slice(0, same.indexOf(policy))) {
      const compiled = compiledAlone(world, other);
      if (own === undefined || compiled === undefined || !disagree(own, compiled)) continue;
      if (!haveCommonPods(world, own, compiled)) continue;
      report({
        at: policy.priority,
        message: `${describe(policy)} and ${describe(other)} both have priority ${policy.priority.value} in the ${policy.tier?.value} tier and do different things to the same pods: which of them wins is undefined.`,
        related: [relatedTo(other, other.priority ?? other.kindSpan, `${describe(other)} has this priority too`)],
      });
      return;
    }
  },
});

const byRank: KeySlot<'clusterPolicy'> = { type: 'clusterPolicy', keysOf: rankKeys };

function rankKeys({ kind, tier, priority }: ClusterPolicy): readonly string[] {
  // There is one BaselineAdminNetworkPolicy, and it has no priority.
  return tier?.value === undefined || priority?.value === undefined ? [] : [`${kind} ${tier.value} ${priority.value}`];
}

/** Whether rules of one direction do different things to ports that they have in common. */
function disagree(a: CompiledPolicy, b: CompiledPolicy): boolean {
  return (['ingress', 'egress'] as const).some((direction) =>
    a[direction].rules.some((rule) =>
      b[direction].rules.some(
        (other) =>
          rule.action !== 'unknown' &&
          other.action !== 'unknown' &&
          rule.action !== other.action &&
          sharePorts(rule, other),
      ),
    ),
  );
}

function sharePorts({ ports }: CompiledRule, other: CompiledRule): boolean {
  if (ports === undefined || other.ports === undefined) return true;
  const others = other.ports;
  return ports.some((port) =>
    others.some((each) =>
      port.kind === 'range' && each.kind === 'range'
        ? port.protocol === each.protocol && port.first <= each.last && each.first <= port.last
        : port.kind === 'name' && each.kind === 'name' && port.name === each.name,
    ),
  );
}

/** Whether two policies surely govern some of the same pods. */
function haveCommonPods(world: World, a: CompiledPolicy, b: CompiledPolicy): boolean {
  const isAll = ({ subject }: CompiledPolicy) =>
    isEverything(subject.namespaceSelector) && isEverything(subject.podSelector);
  if (isAll(a) && isAll(b)) return true;
  const peers = new Peers(world, standardOptions);
  const own = new Set(workloadsFound(world, peers, a.subject).surely);
  return own.size > 0 && workloadsFound(world, peers, b.subject).surely.some((maker) => own.has(maker));
}
