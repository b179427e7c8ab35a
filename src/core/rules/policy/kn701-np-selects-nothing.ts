import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { missedAt, selectMeant } from './fixes.ts';
import { namespaceMeant, subjectMiss } from './selector-diagnosis.ts';
import { selectorWords } from './words.ts';

/**
 * A policy is for the pods of its own namespace that its `podSelector` finds. One that finds none does nothing: what it should protect stays open, and what it should allow stays denied where another policy isolates the pods.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: aip } }
 *   ingress: [{ ports: [{ port: 8080 }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{ ports: [{ port: 8080 }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api }] }
 * ```
 * @exceptions Information where no workload looks like the one that was meant, and nothing where the namespace has no workloads here at all, or where an operator may make the pods. Pods on the host's network are KN720.
 * @source networking/v1 NetworkPolicySpec.PodSelector
 */
export const kn701 = defineRule({
  code: 'KN701',
  name: 'np-selects-nothing',
  severity: 'warning',
  summary: 'A NetworkPolicy selects no pod.',
  subjects: ['networkPolicy'],
  reads: ['podMaker', 'namespace', 'other'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 NetworkPolicySpec.PodSelector'],
  check(policy, { world }, report) {
    const meant = namespaceMeant(world, policy);
    if (meant !== undefined) {
      const { at, maker, name } = meant;
      report({
        at,
        message: `${describe(policy)} is in namespace "${at.value}", where nothing runs; the pods that it is for are in "${name}": it selects no pod, so it does nothing.`,
        related: [relatedTo(maker, maker.namespace ?? maker.kindSpan, `${describe(maker)} is in namespace "${name}"`)],
        fixes: () => replaceFix(`Use namespace ${name}`, policy, at, name, true),
      });
      return;
    }
    const found = subjectMiss(world, policy);
    if (found === undefined) return;
    const { miss, selector } = found;
    const words = `${describe(policy)} selects ${selectorWords(selector)}`;
    if (miss === undefined)
      report({
        at: selector,
        severity: 'info',
        message: `${words}, and no workload of its namespace has these labels: it does nothing unless something else makes such pods.`,
      });
    else
      report({
        at: missedAt(miss),
        message: `${words}, but the pods of ${describe(miss.of)} have ${miss.meant.key}=${miss.meant.value}: it selects no pod, so it does nothing.`,
        related: [relatedTo(miss.of, miss.meant, `${describe(miss.of)} has ${miss.meant.key}=${miss.meant.value}`)],
        fixes: () => selectMeant(policy, miss),
      });
  },
});
