import type { Stated } from '../../resources/field.ts';
import type { LabelSelector } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import type { CiliumPolicy, CiliumRules, CiliumSpec } from '../../resources/vendor-policy-api.ts';
import type { NamespaceName } from '../../world/world.ts';
import { no, unknown, yes } from './answers.ts';
import { compileCiliumRule } from './cilium-rule.ts';
import { ciliumPods } from './cilium-selector.ts';
import { hiddenRule, undecided } from './cluster-policy.ts';
import { type Answer, type CompiledPolicy, type CompiledSide, everyPod, type PodTest } from './model.ts';
import { kubernetesOrder } from './network-policy.ts';

/**
 * A CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy (cilium `pkg/policy/api`; `policy-semantics` §2.4) in the tier of
 * NetworkPolicies: what any of them allows is allowed, except what any `ingressDeny` or `egressDeny` denies. So its denying
 * rules are a policy that goes before all allowing ones. A section isolates unless `enableDefaultDeny` says otherwise.
 */
export function compileCiliumPolicy(
  resource: Resource,
  { specs, specsOpen }: CiliumPolicy,
  namespace: NamespaceName,
): readonly CompiledPolicy[] {
  const own = resource.kind === 'CiliumNetworkPolicy' ? namespace : undefined;
  const policies = specs.flatMap((spec) => compileSpec(resource, spec, own));
  return specsOpen === undefined ? policies : [...policies, undecided(resource, everyPodOf(own), specsOpen)];
}

function everyPodOf(namespace: NamespaceName | undefined): PodTest {
  return { ...everyPod, namespace };
}

function compileSpec(resource: Resource, spec: CiliumSpec, own: NamespaceName | undefined): readonly CompiledPolicy[] {
  if (spec.forNodes) return [];
  const subject = subjectOf(spec.endpoints, own);
  if (spec.beyond !== undefined) return [undecided(resource, subject, spec.beyond)];
  if (spec.endpoints === undefined)
    return [undecided(resource, subject, 'it has no endpointSelector, so Cilium refuses it')];
  const compile = ({ rules, open }: CiliumRules, action: 'Allow' | 'Deny') => {
    const compiled = rules.flatMap((rule, index) => compileCiliumRule(rule, index, own, action));
    return open === undefined ? compiled : [{ ...hiddenRule(spec, open), action }, ...compiled];
  };
  const deny = (rules: CiliumRules): CompiledSide => {
    const compiled = compile(rules, 'Deny');
    return { applies: compiled.length === 0 ? no : yes, isolates: no, rules: compiled };
  };
  const allow = (rules: CiliumRules, denied: CiliumRules, stated: Stated<boolean> | undefined): CompiledSide => {
    const isolates = isolation(rules, denied, stated);
    const compiled = compile(rules, 'Allow');
    return { applies: isolates.is === 'no' && compiled.length === 0 ? no : yes, isolates, rules: compiled };
  };
  const make = (order: Pick<CompiledPolicy, 'order' | 'tieBreak'>, egress: CompiledSide, ingress: CompiledSide) => ({
    resource,
    tier: 'NetworkPolicy' as const,
    ...order,
    place: undefined,
    subject,
    egress,
    ingress,
  });
  return [
    make({ order: Number.NEGATIVE_INFINITY, tieBreak: '' }, deny(spec.egressDeny), deny(spec.ingressDeny)),
    make(
      kubernetesOrder,
      allow(spec.egress, spec.egressDeny, spec.denyEgress),
      allow(spec.ingress, spec.ingressDeny, spec.denyIngress),
    ),
  ].filter(({ egress, ingress }) => egress.applies.is !== 'no' || ingress.applies.is !== 'no');
}

/** Pods that the rules are for; those of a namespace's policy lie in it, whatever its selector says about namespaces. */
function subjectOf(selector: LabelSelector | undefined, own: NamespaceName | undefined): PodTest {
  if (selector === undefined) return everyPodOf(own);
  const pods = ciliumPods(selector, own, true);
  return pods.kind === 'pods' ? pods : { ...everyPodOf(own), podSelector: { op: 'unknown', why: pods.why } };
}

/** Whether pods are denied what nothing allows: a section with rules says so by itself (`Rule.Sanitize`). */
function isolation(allowing: CiliumRules, denying: CiliumRules, stated: Stated<boolean> | undefined): Answer {
  const hasRules = allowing.rules.length + denying.rules.length > 0;
  const open = allowing.open ?? denying.open;
  if (stated !== undefined && stated.value === undefined)
    return unknown(`its enableDefaultDeny is not known: ${stated.unknown}`);
  if (stated?.value === false) return no;
  if (hasRules) return yes;
  if (open !== undefined) return unknown(open);
  return stated === undefined ? no : unknown('whether enableDefaultDeny counts without rules is not known');
}
