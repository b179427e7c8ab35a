import type { PolicyRule } from '../../resources/networking-v1.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { isolates, rulesInForce, sides } from './parts.ts';

/**
 * A rule without peers and without ports allows everything: in a list `- {}` is one, and an empty list `[]` is none. A policy that is called deny and has such a rule denies nothing; one that has other rules beside it has them for nothing.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: deny-all }
 * spec:
 *   podSelector: {}
 *   policyTypes: [Ingress]
 *   ingress: [{}]
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: deny-all }
 * spec:
 *   podSelector: {}
 *   policyTypes: [Ingress]
 *   ingress: []
 * ```
 * @exceptions Policies that allow everything and say nothing else.
 * @source networking/v1 NetworkPolicyIngressRule
 */
export const kn714 = defineRule({
  code: 'KN714',
  name: 'np-allow-all',
  severity: 'warning',
  summary: 'A NetworkPolicy allows everything, though it is called or written otherwise.',
  subjects: ['networkPolicy'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['networking/v1 NetworkPolicyIngressRule'],
  check(policy, _context, report) {
    const rules = rulesInForce(policy);
    // A direction without rules is denied, as the name says.
    const opensAll = sides.every(({ direction }) => !isolates(policy, direction) || policy[direction].some(isOpen));
    const name = policy.name?.value ?? '';
    const denies = /(?:^|[-.])(?:deny|block|isolate)(?:[-.]|$)/.test(name) && !name.includes('allow');
    for (const { direction, rule } of rules) {
      if (!isOpen(rule)) continue;
      const own = rules.filter((each) => each.direction === direction);
      const others = own.filter((each) => each.rule !== rule && !isOpen(each.rule));
      const whole = direction === 'ingress' ? 'everyone may connect' : 'everything may leave';
      if (denies && opensAll)
        report({
          at: rule,
          message: `${describe(policy)} is called one that denies, but a rule without peers and ports allows all ${direction}: ${whole}. No rules at all deny it.`,
        });
      else if (others.length > 0)
        report({
          at: rule,
          severity: 'info',
          message: `${describe(policy)} has a rule without peers and ports among its ${direction} rules, so ${whole} and the other rules add nothing.`,
          related: others.map((other) => relatedTo(policy, other.rule, 'a rule that adds nothing')),
        });
    }
  },
});

function isOpen({ peers, peersOpen, ports, portsOpen }: PolicyRule): boolean {
  return peers.length === 0 && ports.length === 0 && peersOpen === undefined && portsOpen === undefined;
}
