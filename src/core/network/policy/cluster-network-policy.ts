import type { ClusterPolicy } from '../../resources/policy-api.ts';
import { compileClusterPolicy } from './cluster-policy.ts';
import type { CompiledPolicy } from './model.ts';

/** ClusterNetworkPolicy (network-policy-api `apis/v1alpha2`): tier and priority are fields, and every tier may pass. */
export function compileClusterNetworkPolicy(policy: ClusterPolicy): CompiledPolicy {
  return compileClusterPolicy(policy, policy.priority?.value, { Accept: 'Allow', Deny: 'Deny', Pass: 'Pass' });
}
