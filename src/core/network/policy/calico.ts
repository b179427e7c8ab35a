import type { Stated } from '../../resources/field.ts';
import type { Resource } from '../../resources/resource.ts';
import type { CalicoPolicy, CalicoRule, CalicoTier } from '../../resources/vendor-policy-api.ts';
import type { NamespaceName, World } from '../../world/world.ts';
import { known, no, unknown, yes } from './answers.ts';
import { compileCalicoRule, type OwnRule, subjectOf } from './calico-rule.ts';
import { hiddenRule, undecided } from './cluster-policy.ts';
import type { Answer, CompiledPolicy, CompiledRule, CompiledSide, Direction, PodTest, Tier } from './model.ts';

/** The tier that Kubernetes' policies are in. */
const standardTier = 'default';

/** What the policies of Calico are judged by beside themselves. */
export interface CalicoContext {
  readonly tiers: ReadonlyMap<string, CalicoTier>;
  /** What selectors may find beside pods: why that is not known, for ends outside and for nodes; `undefined` where there is none. */
  readonly sets: string | undefined;
  readonly hosts: string | undefined;
}

/** Tiers, sets and host endpoints of a world. */
export function calicoContext(world: World): CalicoContext {
  const tiers = new Map<string, CalicoTier>();
  let sets: string | undefined;
  let hosts: string | undefined;
  for (const other of world.all('other')) {
    const { group, kind, policy, name } = other;
    if (policy?.vendor === 'calico-tier' && name?.value !== undefined) tiers.set(name.value, policy);
    if (!group.endsWith('projectcalico.org')) continue;
    if (kind === 'NetworkSet' || kind === 'GlobalNetworkSet')
      sets ??= `a selector may find addresses of a ${kind}, which Portolan does not follow`;
    if (kind === 'HostEndpoint') hosts ??= 'a selector may find a HostEndpoint, which Portolan does not follow';
  }
  return { tiers, sets, hosts };
}

/** The order of a tier among all: the standard one's is 1,000,000; one without an order is behind all others. */
export function tierOrder(tier: CalicoTier): number | undefined {
  const { order } = tier;
  return order === undefined ? Number.POSITIVE_INFINITY : order.value;
}

/**
 * A NetworkPolicy or GlobalNetworkPolicy of Calico as the tiers ask it (projectcalico/api `v3`; `policy-semantics` §2.4): by
 * `order` then name, rules in their order, and at the end of its tier what no rule decided is denied or passed on. Rules that
 * are only for some of the pods make policies of their own, so that each has one subject.
 */
export function compileCalicoPolicy(
  resource: Resource,
  policy: CalicoPolicy,
  namespace: NamespaceName,
  context: CalicoContext,
): readonly CompiledPolicy[] {
  const own = resource.kind === 'NetworkPolicy' ? namespace : undefined;
  const subject = subjectOf(policy.selector, policy.namespaceSelector, own);
  const tierName = policy.tier?.value ?? standardTier;
  const tier = tierName === standardTier ? undefined : context.tiers.get(tierName);
  const doubt = doubtOf(policy, tierName, tier);
  if (doubt !== undefined) return [undecided(resource, subject, `Portolan cannot judge ${resource.kind}: ${doubt}`)];
  const isolates = endOf(tier);
  const compile = (
    rules: readonly CalicoRule[],
    open: string | undefined,
    direction: Direction,
  ): readonly OwnRule[] => {
    const compiled = rules.flatMap((rule, index) => compileCalicoRule(rule, index, direction, own, context));
    return open === undefined ? compiled : [{ rule: hiddenRule(resource.kindSpan, open), on: undefined }, ...compiled];
  };
  const sides = {
    egress: compile(policy.egress, policy.egressOpen, 'egress'),
    ingress: compile(policy.ingress, policy.ingressOpen, 'ingress'),
  };
  const applies = { egress: affects(policy, 'egress'), ingress: affects(policy, 'ingress') };
  const order = policy.order === undefined ? Number.POSITIVE_INFINITY : (policy.order.value ?? 0);
  const name = `${resource.name?.value ?? ''}/${own?.name ?? ''}/${resource.kind}`;
  const tierKey: Tier = tier === undefined ? 'NetworkPolicy' : `tier ${tierName}`;
  const make = (part: number, on: PodTest, egress: CompiledSide, ingress: CompiledSide): CompiledPolicy => ({
    resource,
    tier: tierKey,
    order,
    tieBreak: `${name} ${String(part).padStart(6, '0')}`,
    place: `tier ${tierName}`,
    subject: on,
    egress,
    ingress,
  });
  const silent: CompiledSide = { applies: no, isolates: no, rules: [] };
  const parts: CompiledPolicy[] = [];
  for (const direction of ['egress', 'ingress'] as const) {
    if (applies[direction].is === 'no') continue;
    for (const [index, { on, rules }] of runsOf(sides[direction]).entries()) {
      const side = { applies: applies[direction], isolates: index === 0 ? isolates : no, rules };
      parts.push(
        make(
          parts.length,
          on === undefined ? subject : narrowed(subject, on),
          direction === 'egress' ? side : silent,
          direction === 'ingress' ? side : silent,
        ),
      );
    }
  }
  const [first, second] = parts;
  // Most policies are of one part in each direction, which is one policy.
  if (first !== undefined && second !== undefined && parts.length === 2 && first.subject === second.subject)
    return first.egress === silent || second.ingress === silent
      ? parts
      : [make(0, subject, first.egress, second.ingress)];
  return parts;
}

/** Rules in a row that are for the same pods; the first run is for all of them, so that the policy's end is its. */
function runsOf(rules: readonly OwnRule[]): readonly { on: PodTest | undefined; rules: readonly CompiledRule[] }[] {
  const runs: { on: PodTest | undefined; rules: CompiledRule[] }[] = [{ on: undefined, rules: [] }];
  for (const { on, rule } of rules) {
    const last = runs.at(-1);
    if (last !== undefined && on === undefined && last.on === undefined) last.rules.push(rule);
    else runs.push({ on, rules: [rule] });
  }
  return runs;
}

/** The pods of a subject that a rule is for. */
function narrowed(subject: PodTest, on: PodTest): PodTest {
  const both = (a: PodTest['podSelector'], b: PodTest['podSelector']): PodTest['podSelector'] => {
    if (a === undefined || b === undefined) return a ?? b;
    return 'op' in a && 'op' in b ? { op: 'and', of: [a, b] } : { op: 'unknown', why: 'it is two selectors' };
  };
  return {
    kind: 'pods',
    namespace: subject.namespace ?? on.namespace,
    namespaceSelector: both(subject.namespaceSelector, on.namespaceSelector),
    podSelector: both(subject.podSelector, on.podSelector),
  };
}

function doubtOf(policy: CalicoPolicy, tierName: string, tier: CalicoTier | undefined): string | undefined {
  const { beyond, order } = policy;
  if (beyond !== undefined) return beyond;
  if (policy.tier !== undefined && policy.tier.value === undefined)
    return `its tier is not known: ${policy.tier.unknown}`;
  if (order !== undefined && order.value === undefined) return `its order is not known: ${order.unknown}`;
  if (tierName === standardTier) return undefined;
  if (tier === undefined) return `there is no Tier "${tierName}" here that would state its order`;
  return tierOrder(tier) === undefined ? `the order of Tier "${tierName}" is not known` : undefined;
}

/** What happens at the end of a tier in which a policy selects the pod. */
function endOf(tier: CalicoTier | undefined): Answer {
  const action: Stated<string> | undefined = tier?.defaultAction;
  if (action === undefined) return yes;
  if (action.value === undefined) return unknown(`the defaultAction of its tier is not known: ${action.unknown}`);
  return action.value === 'Pass' ? no : known(action.value === 'Deny');
}

/** Directions that a policy is for: those that it states, else those that it has rules for, else ingress. */
function affects(policy: CalicoPolicy, direction: Direction): Answer {
  const { types, typesOpen, ingress, egress, ingressOpen, egressOpen } = policy;
  const name = direction === 'egress' ? 'Egress' : 'Ingress';
  if (types.some(({ value }) => value === name)) return yes;
  const hidden = types.find(({ value }) => value === undefined);
  if (typesOpen !== undefined || (hidden !== undefined && hidden.value === undefined))
    return unknown(`its types are not known: ${typesOpen ?? (hidden?.value === undefined ? hidden?.unknown : '')}`);
  if (types.length > 0) return no;
  if (policy[direction].length > 0) return yes;
  const open = direction === 'egress' ? egressOpen : (ingressOpen ?? egressOpen);
  if (open !== undefined) return unknown(open);
  return known(direction === 'ingress' && egress.length === 0 && ingress.length === 0);
}
