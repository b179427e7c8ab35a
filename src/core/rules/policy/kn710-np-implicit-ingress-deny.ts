import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { fixOf, insertInto } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { isEmpty, isolates, isolatingPolicies, selectedPods } from './parts.ts';

/**
 * Where `policyTypes` is absent, a policy counts for ingress, and for egress too if it has egress rules. One that was written for egress only then denies all ingress to its pods, as it has no rule that would let any in.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   egress: [{ ports: [{ port: 5432 }, { port: 53, protocol: UDP }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   policyTypes: [Egress]
 *   egress: [{ ports: [{ port: 5432 }, { port: 53, protocol: UDP }] }]
 * ```
 * @exceptions Policies that state an empty list of ingress rules, and pods that another policy isolates for ingress anyway.
 * @source networking/v1 NetworkPolicySpec.PolicyTypes; pkg/apis/networking/v1/defaults.go, SetDefaults_NetworkPolicy
 */
export const kn710 = defineRule({
  code: 'KN710',
  name: 'np-implicit-ingress-deny',
  severity: 'warning',
  summary: 'A NetworkPolicy about egress also denies all ingress.',
  subjects: ['networkPolicy'],
  reads: ['networkPolicy', 'podMaker'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/networking/v1/defaults.go, SetDefaults_NetworkPolicy'],
  check(policy, { world }, report) {
    const { specKeys, specSpan, policyTypes, egress, ingress, ingressOpen } = policy;
    if (egress.length === 0 || ingress.length > 0 || ingressOpen !== undefined || specKeys.has('ingress')) return;
    // What selects no pods at all is a part of a policy: a patch, or an excerpt in documentation.
    if (!specKeys.has('podSelector')) return;
    if (!policyTypes.every((stated) => 'defaulted' in stated) || isIsolatedAnyway(world, policy)) return;
    report({
      at: specKeys.get('egress') ?? policy.kindSpan,
      message: `${describe(policy)} has egress rules only and states no policyTypes, so it counts for ingress too: nobody may connect to the pods that it selects.`,
      fixes: () =>
        specSpan === undefined
          ? []
          : fixOf(
              'Add policyTypes: [Egress]',
              [insertInto(policy, specSpan, { policyTypes: ['Egress'] }, { after: 'podSelector' })],
              true,
            ),
    });
  },
});

/** Whether others isolate the pods for ingress, so that the policy takes nothing away. */
function isIsolatedAnyway(world: World, policy: NetworkPolicy): boolean {
  const others = world
    .inNamespace('networkPolicy', world.namespaceOf(policy).name)
    .filter((other) => other !== policy && isolates(other, 'ingress'));
  if (others.length === 0) return false;
  if (others.some(({ podSelector }) => isEmpty(podSelector))) return true;
  const { surely } = world.derive(selectedPods, policy);
  return (
    surely.length > 0 &&
    surely.every((maker) => isolatingPolicies(world, maker, 'ingress').policies.some((other) => other !== policy))
  );
}
