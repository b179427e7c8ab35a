import type { NetworkPolicy, PolicyPeer } from '../../resources/networking-v1.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { isEmpty, rulesInForce } from './parts.ts';
import { selectorWords } from './words.ts';

/**
 * Two items of `from` or `to` are alternatives; the fields of one item have to hold together. A `namespaceSelector` followed by a `podSelector` in an item of its own allows every pod of those namespaces, and the pods of the policy's own namespace: one dash more than was meant opens much more.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress:
 *     - from:
 *         - namespaceSelector: { matchLabels: { team: web } }
 *         - podSelector: { matchLabels: { app: web } }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress:
 *     - from:
 *         - namespaceSelector: { matchLabels: { team: web } }
 *           podSelector: { matchLabels: { app: web } }
 * ```
 * @exceptions Selectors of which one is empty, and rules with other peers beside the two.
 * @source kubernetes.io/docs/concepts/services-networking/network-policies, "Behavior of to and from selectors"
 */
export const kn713 = defineRule({
  code: 'KN713',
  name: 'np-and-or',
  severity: 'info',
  summary: 'Two peers of a NetworkPolicy look as if one was meant.',
  subjects: ['networkPolicy'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/network-policies'],
  check(policy, _context, report) {
    for (const { direction, rule } of rulesInForce(policy)) {
      const [first, second] = rule.peers;
      if (first === undefined || second === undefined || rule.peers.length > 2 || rule.peersOpen !== undefined)
        continue;
      const pair = namesBoth(first, second) ?? namesBoth(second, first);
      if (pair === undefined) continue;
      const { namespaces, pods } = pair;
      report({
        at: second,
        message: `${describe(policy)} allows connections ${direction === 'ingress' ? 'from' : 'to'} every pod of namespaces with ${selectorWords(namespaces)}, and as an alternative the pods of its own namespace with ${selectorWords(pods)}: two items mean either. For pods that meet both, put both selectors into one item.`,
      });
    }
  },
});

/** The selectors of two peers, of which one is namespaces and the other one pods. */
function namesBoth(
  { namespaceSelector, ...first }: PolicyPeer,
  { podSelector, ...second }: PolicyPeer,
):
  | {
      readonly namespaces: NonNullable<PolicyPeer['namespaceSelector']>;
      readonly pods: NonNullable<NetworkPolicy['podSelector']>;
    }
  | undefined {
  if (namespaceSelector === undefined || podSelector === undefined) return undefined;
  if (first.podSelector !== undefined || second.namespaceSelector !== undefined) return undefined;
  if (first.ipBlock !== undefined || second.ipBlock !== undefined) return undefined;
  return isEmpty(namespaceSelector) || isEmpty(podSelector)
    ? undefined
    : { namespaces: namespaceSelector, pods: podSelector };
}
