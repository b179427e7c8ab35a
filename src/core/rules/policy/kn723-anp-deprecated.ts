import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy of `policy.networking.k8s.io/v1alpha1` were succeeded by ClusterNetworkPolicy of v1alpha2, which says by `tier` which of the two it is. Newer plugins know the new kind only.
 *
 * @bad
 * ```yaml
 * apiVersion: policy.networking.k8s.io/v1alpha1
 * kind: AdminNetworkPolicy
 * metadata: { name: deny }
 * spec:
 *   priority: 10
 *   subject: { namespaces: {} }
 *   ingress: [{ action: Deny, from: [{ namespaces: {} }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: policy.networking.k8s.io/v1alpha2
 * kind: ClusterNetworkPolicy
 * metadata: { name: deny }
 * spec:
 *   tier: Admin
 *   priority: 10
 *   subject: { namespaces: {} }
 *   ingress: [{ action: Deny, from: [{ namespaces: {} }] }]
 * ```
 * @source network-policy-api, apis/v1alpha2
 */
export const kn723 = defineRule({
  code: 'KN723',
  name: 'anp-deprecated',
  severity: 'hint',
  summary: 'AdminNetworkPolicy was succeeded by ClusterNetworkPolicy.',
  subjects: ['clusterPolicy'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['network-policy-api apis/v1alpha2'],
  check(policy, _context, report) {
    if (policy.kind === 'ClusterNetworkPolicy') return;
    const tier = policy.kind === 'BaselineAdminNetworkPolicy' ? 'Baseline' : 'Admin';
    report({
      at: policy.kindSpan,
      message: `${describe(policy)} is of a kind that ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2) with tier: ${tier} succeeded: newer plugins know that one only.`,
    });
  },
});
