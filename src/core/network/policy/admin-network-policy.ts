import type { ClusterPolicy } from '../../resources/policy-api.ts';
import { compileClusterPolicy } from './cluster-policy.ts';
import type { CompiledPolicy } from './model.ts';

/**
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy (network-policy-api `apis/v1alpha1`): the kind is the tier, the baseline
 * is one without a priority, and its rules do not pass.
 */
export function compileAdminNetworkPolicy(policy: ClusterPolicy): CompiledPolicy {
  const isBaseline = policy.tier?.value === 'Baseline';
  return isBaseline
    ? compileClusterPolicy(policy, 0, { Allow: 'Allow', Deny: 'Deny' })
    : compileClusterPolicy(policy, policy.priority?.value, { Allow: 'Allow', Deny: 'Deny', Pass: 'Pass' });
}
