import { nameLabel } from '../../network/policy/peers.ts';
import { defineRule } from '../rule.ts';
import { keyOf, replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { rulesInForce } from './parts.ts';
import { namespacesMiss } from './selector-diagnosis.ts';

/**
 * The label by which every namespace can be selected is `kubernetes.io/metadata.name`, which the control plane adds. A namespace has a label `name` only where somebody puts it there.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: {}
 *   ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: monitoring } } }] }]
 * ---
 * apiVersion: v1
 * kind: Namespace
 * metadata: { name: monitoring }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: {}
 *   ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }] }]
 * ---
 * apiVersion: v1
 * kind: Namespace
 * metadata: { name: monitoring }
 * ```
 * @exceptions Information where the Namespace object is not here: somebody may have put the label there, as older guides say for kube-system. Nothing about namespaces of which nothing is here.
 * @source kubernetes.io/docs/concepts/services-networking/network-policies, "Targeting a Namespace by its name"
 */
export const kn704 = defineRule({
  code: 'KN704',
  name: 'np-ns-name-label',
  severity: 'warning',
  summary: 'A namespace is selected by a label that it does not have.',
  subjects: ['networkPolicy'],
  reads: ['namespace', 'podMaker'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/network-policies, "Targeting a Namespace by its name"'],
  check(policy, { world }, report) {
    for (const { rule } of rulesInForce(policy))
      for (const peer of rule.peers) {
        const found = namespacesMiss(world, policy, peer);
        if (found?.code !== 'KN704') continue;
        const { pair, named } = found;
        const { key, value } = pair;
        report({
          at: { start: pair.keyStart, end: pair.end },
          severity: named === undefined ? 'info' : 'warning',
          message:
            named === undefined
              ? `${describe(policy)} selects namespace ${value} by the label ${key}, which namespaces have only where somebody adds it; ${nameLabel} is the one that all have. Without it the peer allows nothing.`
              : `${describe(policy)} selects namespace ${value} by the label ${key}, which ${describe(named)} does not have: the peer allows nothing. Every namespace has its name as ${nameLabel}.`,
          related:
            named === undefined
              ? []
              : [
                  relatedTo(
                    named,
                    named.labels.pairs.length > 0 ? named.labels : (named.name ?? named.kindSpan),
                    `${describe(named)} has no label ${key}`,
                  ),
                ],
          fixes: () => replaceFix(`Select by ${nameLabel}`, policy, keyOf(pair), nameLabel, true),
        });
      }
  },
});
