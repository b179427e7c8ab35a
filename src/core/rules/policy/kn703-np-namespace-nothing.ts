import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { missedAt, selectMeant } from './fixes.ts';
import { rulesInForce } from './parts.ts';
import { namespacesMiss } from './selector-diagnosis.ts';
import { selectorWords } from './words.ts';

/**
 * A `namespaceSelector` looks at the labels of Namespace objects; each has `kubernetes.io/metadata.name` with its own name, and what else its manifest says. A selector that finds none allows nothing.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: {}
 *   ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitorng } } }] }]
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
 * @exceptions The cluster has namespaces that are not here, so a name or label of its own is nothing to report; information where the namespaces that are here use the label with other values.
 * @source networking/v1 NetworkPolicyPeer.NamespaceSelector
 */
export const kn703 = defineRule({
  code: 'KN703',
  name: 'np-namespace-nothing',
  severity: 'warning',
  summary: 'A namespace selector of a NetworkPolicy matches no namespace.',
  subjects: ['networkPolicy'],
  reads: ['namespace', 'podMaker'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 NetworkPolicyPeer.NamespaceSelector'],
  check(policy, { world }, report) {
    for (const { direction, rule } of rulesInForce(policy))
      for (const peer of rule.peers) {
        const found = namespacesMiss(world, policy, peer);
        if (found?.code !== 'KN703' || peer.namespaceSelector === undefined) continue;
        const { miss, near, pair } = found;
        const words = `${describe(policy)} allows connections ${direction === 'ingress' ? 'from' : 'to'} namespaces with ${selectorWords(peer.namespaceSelector)}`;
        if (near !== undefined && pair !== undefined) {
          const [object] = world.named('namespace', '', near);
          report({
            at: pair,
            message: `${words}, but the namespace here is called ${near}: the peer matches none, so it allows nothing.`,
            related:
              object === undefined ? [] : [relatedTo(object, object.name ?? object.kindSpan, `Namespace "${near}"`)],
            fixes: () => replaceFix(`Use ${near}`, policy, pair, near, true),
          });
        } else if (miss !== undefined)
          report({
            at: missedAt(miss),
            message: `${words}, but ${describe(miss.of)} has ${miss.meant.key}=${miss.meant.value}: the peer matches none, so it allows nothing.`,
            related: [relatedTo(miss.of, miss.meant, `${describe(miss.of)} has ${miss.meant.key}=${miss.meant.value}`)],
            fixes: () => selectMeant(policy, miss),
          });
        else
          report({
            at: peer.namespaceSelector,
            severity: 'info',
            message: `${words}, and none of the namespaces here has these labels: the peer allows nothing unless the cluster has others.`,
          });
      }
  },
});
