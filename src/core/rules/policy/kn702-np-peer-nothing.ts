import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { missedAt, selectMeant } from './fixes.ts';
import { rulesInForce } from './parts.ts';
import { peerMiss } from './selector-diagnosis.ts';
import { selectorWords } from './words.ts';

/**
 * A peer that finds no pod allows nothing: whom the rule was written for stays denied.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{ from: [{ podSelector: { matchLabels: { app: wbe } } }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @exceptions Information where no workload looks like the one that was meant, and nothing where the namespace has no workloads here at all, where an operator may make the pods, or where they are those of another namespace.
 * @source networking/v1 NetworkPolicyPeer
 */
export const kn702 = defineRule({
  code: 'KN702',
  name: 'np-peer-nothing',
  severity: 'warning',
  summary: 'A peer of a NetworkPolicy matches no pod.',
  subjects: ['networkPolicy'],
  reads: ['podMaker', 'other', 'namespace'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 NetworkPolicyPeer'],
  check(policy, { world }, report) {
    for (const { direction, rule } of rulesInForce(policy))
      for (const peer of rule.peers) {
        const found = peerMiss(world, policy, peer);
        if (found === undefined) continue;
        const { miss, selector } = found;
        const words = `${describe(policy)} allows connections ${direction === 'ingress' ? 'from' : 'to'} pods with ${selectorWords(selector)}`;
        if (miss === undefined)
          report({
            at: selector,
            severity: 'info',
            message: `${words}, and no workload of its namespace has these labels: the peer allows nothing unless something else makes such pods.`,
          });
        else
          report({
            at: missedAt(miss),
            message: `${words}, but those of ${describe(miss.of)} have ${miss.meant.key}=${miss.meant.value}: the peer matches no pod, so it allows nothing.`,
            related: [relatedTo(miss.of, miss.meant, `${describe(miss.of)} has ${miss.meant.key}=${miss.meant.value}`)],
            fixes: () => selectMeant(policy, miss),
          });
      }
  },
});
