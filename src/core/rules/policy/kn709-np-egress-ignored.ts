import { defineRule } from '../rule.ts';
import { appendInto, fixOf } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { sides } from './parts.ts';

/**
 * `policyTypes` says in which directions a policy counts. Rules of a direction that it does not list are taken by the API server and ignored: they neither isolate the pods nor allow anything.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   policyTypes: [Ingress]
 *   ingress: [{ ports: [{ port: 8080 }] }]
 *   egress: [{ ports: [{ port: 5432 }, { port: 53, protocol: UDP }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   policyTypes: [Ingress, Egress]
 *   ingress: [{ ports: [{ port: 8080 }] }]
 *   egress: [{ ports: [{ port: 5432 }, { port: 53, protocol: UDP }] }]
 * ```
 * @exceptions Empty lists of rules, and policies whose types are not all known.
 * @source networking/v1 NetworkPolicySpec.PolicyTypes
 */
export const kn709 = defineRule({
  code: 'KN709',
  name: 'np-egress-ignored',
  severity: 'warning',
  summary: 'Rules of a NetworkPolicy are ignored, as its policyTypes lack them.',
  subjects: ['networkPolicy'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 NetworkPolicySpec.PolicyTypes'],
  check(policy, _context, report) {
    const { policyTypes, specKeys, specSpan } = policy;
    const types = specKeys.get('policyTypes');
    // A type that the API server refuses is KN708's, and may be the one that is missing.
    const isPlain = policyTypes.every(({ value }) => value === 'Ingress' || value === 'Egress');
    if (types === undefined || policyTypes.some((stated) => 'defaulted' in stated) || !isPlain) return;
    for (const { direction, type } of sides) {
      if (policyTypes.some(({ value }) => value === type) || policy[direction].length === 0) continue;
      const listed = policyTypes.map(({ value }) => value).join(', ');
      report({
        at: specKeys.get(direction) ?? policy.kindSpan,
        message: `${describe(policy)} has ${direction} rules, but its policyTypes are ${listed} only: the rules are ignored, and it leaves the ${direction} of the pods as it is.`,
        related: [relatedTo(policy, types, `policyTypes lacks ${type}`)],
        fixes: () =>
          specSpan === undefined
            ? []
            : fixOf(`Add ${type} to policyTypes`, [appendInto(policy, specSpan, 'policyTypes', [type])], true),
      });
    }
  },
});
