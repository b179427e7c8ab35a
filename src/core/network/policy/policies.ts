import { describe } from '../../resources/kinds.ts';
import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { ClusterPolicy } from '../../resources/policy-api.ts';
import type { OtherResource, Resource, ResourceType } from '../../resources/resource.ts';
import { byText } from '../../text/words.ts';
import type { DeriveSlot, NamespaceName, World } from '../../world/world.ts';
import { compileAdminNetworkPolicy } from './admin-network-policy.ts';
import { and, unknown } from './answers.ts';
import { type CalicoContext, calicoContext, compileCalicoPolicy, tierOrder } from './calico.ts';
import { compileCiliumPolicy } from './cilium.ts';
import { compileClusterNetworkPolicy } from './cluster-network-policy.ts';
import { undecided } from './cluster-policy.ts';
import { type CompiledPolicy, type CompiledSide, everyPod, type PolicyOptions, type Tier } from './model.ts';
import { compileNetworkPolicy, doubtful, kubernetesOrder } from './network-policy.ts';

/** The policies of one tier, in the order in which they are asked. */
export class PolicyTier {
  readonly name: Tier;
  readonly policies: readonly CompiledPolicy[];
  readonly #byNamespace = new Map<string, readonly CompiledPolicy[]>();

  constructor(name: Tier, policies: readonly CompiledPolicy[]) {
    this.name = name;
    this.policies = policies;
  }

  /** Those that could select pods of a namespace: its own, those of all, and those whose namespace is not known. */
  of(namespace: NamespaceName): readonly CompiledPolicy[] {
    let policies = this.#byNamespace.get(namespace.name);
    if (policies === undefined) {
      policies = this.policies.filter(({ subject }) => {
        const own = subject.namespace;
        if (own === undefined || own.name === namespace.name) return true;
        return own.unknown !== undefined || namespace.unknown !== undefined;
      });
      this.#byNamespace.set(namespace.name, policies);
    }
    return policies;
  }
}

/** Orders of the tiers (calico `api/pkg/apis/projectcalico/v3/tier.go`); without Calico only their sequence counts. */
const standardTiers: readonly { readonly name: Tier; readonly order: number }[] = [
  { name: 'undecided', order: Number.NEGATIVE_INFINITY },
  { name: 'Admin', order: 1000 },
  { name: 'NetworkPolicy', order: 1_000_000 },
  { name: 'Baseline', order: 10_000_000 },
];

/** What Calico calls the standard tiers, which decides between tiers of one order. */
const calicoNames: Partial<Record<Tier, string>> = {
  Admin: 'kube-admin',
  NetworkPolicy: 'default',
  Baseline: 'kube-baseline',
};

const compiledNetworkPolicy: DeriveSlot<NetworkPolicy, CompiledPolicy> = {
  name: 'compiled policy',
  reach: 'namespace',
  compute: (world, policy) => compileNetworkPolicy(policy, world.namespaceOf(policy)),
};

/** A policy of Kubernetes' own kinds by itself; `undefined` for those of plugins, of which others may change what they mean. */
export function compiledAlone(world: World, policy: Resource): CompiledPolicy | undefined {
  if (policy.type === 'networkPolicy') return world.derive(compiledNetworkPolicy, policy);
  return policy.type === 'clusterPolicy' ? compileClusterPolicy(policy) : undefined;
}

function compileClusterPolicy(policy: ClusterPolicy): CompiledPolicy {
  return policy.kind === 'ClusterNetworkPolicy'
    ? compileClusterNetworkPolicy(policy)
    : compileAdminNetworkPolicy(policy);
}

/** All policies of a world, or those that bear on the pods of one namespace, compiled and by tier. */
export class Policies {
  /** In the order in which they are asked; those without policies are left out. */
  readonly tiers: readonly PolicyTier[];
  /** Those of all tiers, in the order in which they are asked. */
  readonly all: readonly CompiledPolicy[];

  constructor(world: World, options: PolicyOptions, namespace?: string) {
    const policies: CompiledPolicy[] = [];
    const all = <T extends ResourceType>(type: T) =>
      namespace === undefined
        ? world.all(type)
        : [...world.inNamespace(type, namespace), ...world.inNamespace(type, '')];
    for (const policy of all('networkPolicy')) policies.push(world.derive(compiledNetworkPolicy, policy));
    for (const policy of all('clusterPolicy')) policies.push(compileClusterPolicy(policy));
    let order = standardTiers;
    if (options.hiddenPolicies === 'unknown') {
      const ofPlugins = all('other').filter(({ policy }) => policy !== undefined);
      if (ofPlugins.length > 0) {
        const context = calicoContext(world);
        policies.push(...compileVendorPolicies(world, ofPlugins, context));
        order = tiersWith(context);
      }
      const { objects } = world.stack.unknowns;
      if (objects !== undefined) policies.push(hiddenPolicies(objects));
    }
    const byTier = new Map<Tier, CompiledPolicy[]>();
    for (const policy of policies) {
      const tier = byTier.get(policy.tier);
      if (tier === undefined) byTier.set(policy.tier, [policy]);
      else tier.push(policy);
    }
    this.tiers = order.flatMap(({ name }) => {
      const own = byTier.get(name);
      return own === undefined ? [] : [new PolicyTier(name, own.sort(inOrder))];
    });
    this.all = this.tiers.flatMap((tier) => tier.policies);
  }
}

/** Whether any of two policies of a tier may go first. */
export function sameRank(a: CompiledPolicy, b: CompiledPolicy): boolean {
  return a.order === b.order && a.tieBreak === b.tieBreak;
}

/** Those of one rank by name, so that answers do not depend on where in the files they stand. */
function inOrder(a: CompiledPolicy, b: CompiledPolicy): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return byText(a.tieBreak, b.tieBreak) || byText(a.resource?.name?.value ?? '', b.resource?.name?.value ?? '');
}

function tiersWith({ tiers }: CalicoContext): typeof standardTiers {
  if (tiers.size === 0) return standardTiers;
  const nameOf = (name: Tier) => calicoNames[name] ?? name.replace(/^tier /, '');
  const own = [...tiers].flatMap(([name, tier]) => {
    const order = tierOrder(tier);
    return order === undefined ? [] : [{ name: `tier ${name}` as const, order }];
  });
  return [...standardTiers, ...own].sort((a, b) =>
    a.order === b.order ? (nameOf(a.name) < nameOf(b.name) ? -1 : 1) : a.order < b.order ? -1 : 1,
  );
}

/**
 * Policies of plugins. A cluster has one plugin that decides: where policies of two stand together, those of one of them do
 * nothing, and which ones is not known.
 */
function compileVendorPolicies(
  world: World,
  resources: readonly OtherResource[],
  context: CalicoContext,
): readonly CompiledPolicy[] {
  const vendors = new Set(resources.map(({ policy }) => policy?.vendor));
  const isMixed = vendors.has('calico') && vendors.has('cilium');
  return resources.flatMap((resource) => {
    const { policy } = resource;
    const namespace = world.namespaceOf(resource);
    switch (policy?.vendor) {
      case 'calico':
        return compileCalicoPolicy(resource, policy, namespace, context).map(isMixed ? doubted : same);
      case 'cilium':
        return compileCiliumPolicy(resource, policy, namespace).map(isMixed ? doubted : same);
      case 'other': {
        const subject = { ...everyPod, namespace: namespace.name === '' ? undefined : namespace };
        const why = `Portolan does not know the rules of a ${resource.kind}, and ${describe(resource)} may select the pod`;
        return [undecided(resource, subject, why)];
      }
      default:
        return [];
    }
  });
}

function same(policy: CompiledPolicy): CompiledPolicy {
  return policy;
}

function doubted(policy: CompiledPolicy): CompiledPolicy {
  const why = 'here are policies of Calico and of Cilium, and a cluster enforces those of one of them';
  const side = ({ applies, ...rest }: CompiledSide): CompiledSide => ({ ...rest, applies: and(applies, unknown(why)) });
  return { ...policy, egress: side(policy.egress), ingress: side(policy.ingress) };
}

/** NetworkPolicies only add to what others allow, so what a rule allows stays allowed. */
function hiddenPolicies(why: string): CompiledPolicy {
  const side: CompiledSide = {
    applies: unknown(why),
    isolates: unknown(why),
    rules: [doubtful({ start: 0, end: 0 }, why)],
  };
  return {
    resource: undefined,
    tier: 'NetworkPolicy',
    ...kubernetesOrder,
    place: undefined,
    subject: everyPod,
    egress: side,
    ingress: side,
  };
}
