import { describe } from '../../resources/kinds.ts';
import type { VendorPolicy } from '../../resources/policy-api.ts';
import type { OtherResource } from '../../resources/resource.ts';
import type { NamespaceName, World } from '../../world/world.ts';
import { compileAdminNetworkPolicy } from './admin-network-policy.ts';
import { unknown } from './answers.ts';
import { compileClusterNetworkPolicy } from './cluster-network-policy.ts';
import { undecided } from './cluster-policy.ts';
import type { CompiledPolicy, CompiledSide, PolicyOptions } from './model.ts';
import { compileNetworkPolicy, doubtful } from './network-policy.ts';

/** All policies of a world, compiled and in the order in which they are asked. */
export class Policies {
  /** By ascending priority; those that cannot be understood come first. */
  readonly admin: readonly CompiledPolicy[];
  readonly networkPolicies: readonly CompiledPolicy[];
  readonly baseline: readonly CompiledPolicy[];
  readonly #byNamespace = new Map<string, readonly CompiledPolicy[]>();

  constructor(world: World, options: PolicyOptions) {
    const policies: CompiledPolicy[] = [];
    for (const policy of world.all('networkPolicy'))
      policies.push(compileNetworkPolicy(policy, world.namespaceOf(policy)));
    for (const policy of world.all('clusterPolicy'))
      policies.push(
        policy.kind === 'ClusterNetworkPolicy'
          ? compileClusterNetworkPolicy(policy)
          : compileAdminNetworkPolicy(policy),
      );
    if (options.hiddenPolicies === 'unknown') {
      for (const other of world.all('other'))
        if (other.policy !== undefined) policies.push(vendorPolicy(other, other.policy, world.namespaceOf(other)));
      const { objects } = world.stack.unknowns;
      if (objects !== undefined) policies.push(hiddenPolicies(objects));
    }
    const ordered = (tier: CompiledPolicy['tier']) =>
      policies.filter((policy) => policy.tier === tier).sort((a, b) => a.priority - b.priority);
    this.admin = ordered('Admin');
    this.networkPolicies = ordered('NetworkPolicy');
    this.baseline = ordered('Baseline');
  }

  /** NetworkPolicies that could select pods of a namespace: its own, and those whose namespace is not known. */
  networkPoliciesOf(namespace: NamespaceName): readonly CompiledPolicy[] {
    let policies = this.#byNamespace.get(namespace.name);
    if (policies === undefined) {
      policies = this.networkPolicies.filter(({ subject }) => {
        const own = subject.namespace;
        if (own === undefined || own.name === namespace.name) return true;
        return own.unknown !== undefined || namespace.unknown !== undefined;
      });
      this.#byNamespace.set(namespace.name, policies);
    }
    return policies;
  }
}

/** The rules of plugins' policies are not understood: the pods that they may govern have unknown answers. */
function vendorPolicy(resource: OtherResource, { pods }: VendorPolicy, namespace: NamespaceName): CompiledPolicy {
  return undecided(
    resource,
    {
      kind: 'pods',
      namespace: namespace.name === '' ? undefined : namespace,
      namespaceSelector: undefined,
      podSelector: pods,
    },
    `Portolan does not know the rules of a ${resource.kind}, and ${describe(resource)} may select the pod`,
  );
}

/** NetworkPolicies only add to what others allow, so what a rule allows stays allowed. */
function hiddenPolicies(why: string): CompiledPolicy {
  const side: CompiledSide = { applies: unknown(why), rules: [doubtful({ start: 0, end: 0 }, why)] };
  return {
    resource: undefined,
    tier: 'NetworkPolicy',
    priority: 0,
    subject: { kind: 'pods', namespace: undefined, namespaceSelector: undefined, podSelector: undefined },
    egress: side,
    ingress: side,
  };
}
