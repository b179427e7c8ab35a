import { formatPairs, matchLabelSelector, matchPair, pairOf } from '../../resources/labels.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule, type Fix } from '../rule.ts';
import { insertKeyFix, replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A workload has to select the pods that its own template makes. The API server refuses one that does not, so a label that is
 * changed in one of the two places never reaches the cluster, and the Services that select by it keep the old pods.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: web }
 * spec:
 *   selector: { matchLabels: { app: web } }
 *   template:
 *     metadata: { labels: { app: wbe } }
 *     spec: { containers: [{ name: web, image: web }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: web }
 * spec:
 *   selector: { matchLabels: { app: web } }
 *   template:
 *     metadata: { labels: { app: web } }
 *     spec: { containers: [{ name: web, image: web }] }
 * ```
 * @exceptions Jobs, whose selector the API server writes, and kinds that are not Kubernetes' own.
 * @source pkg/apis/apps/validation/validation.go, ValidatePodTemplateSpecForReplicaSet: "`selector` does not match template `labels`"
 */
export const kn134 = defineRule({
  code: 'KN134',
  name: 'workload-selector-template',
  severity: 'error',
  summary: 'The workload does not select its own pods.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: [
    'pkg/apis/apps/validation/validation.go',
    'pkg/apis/core/validation/validation.go, ValidatePodTemplateSpecForRC',
  ],
  check(maker, _context, report) {
    const { selector, template } = maker;
    if (selector === undefined || !ownWorkloads.has(maker.workload) || !ownGroups.has(maker.group)) return;
    // Without a template it is a part of an object: a patch, or an excerpt in documentation.
    if (template.containersSpan === undefined && template.labels.pairs.length === 0) return;
    if (matchLabelSelector(selector, template.labels) !== 'no') return;
    const pair = selector.matchLabels.pairs.find((wanted) => matchPair(wanted, template.labels) === 'no');
    const label = pair === undefined ? undefined : pairOf(template.labels, pair.key);
    const labels = template.labels.pairs.length === 0 ? 'no labels' : formatPairs(template.labels);
    const has = label === undefined ? labels : `${label.key}=${label.value}`;
    report({
      at: label ?? template.labels,
      message: `${describe(maker)} selects ${pair === undefined ? 'by expressions' : `${pair.key}=${pair.value}`}, but its own pods have ${has}: the API server refuses it.`,
      related: [relatedTo(maker, pair ?? selector, `${describe(maker)} selects its pods here`)],
      fixes: () => (pair?.value === undefined ? [] : labelFix(maker, pair.key, pair.value)),
    });
  },
});

const ownWorkloads: ReadonlySet<PodMaker['workload']> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
]);
const ownGroups: ReadonlySet<string> = new Set(['', 'apps', 'extensions']);

function labelFix(maker: PodMaker, key: string, value: string): readonly Fix[] {
  const { labels } = maker.template;
  const label = pairOf(labels, key);
  const title = `Label the pods ${key}: ${value}`;
  if (label !== undefined) return replaceFix(title, maker, label, value, true);
  return labels.pairs.length === 0 ? [] : insertKeyFix(title, maker, labels, key, value);
}
