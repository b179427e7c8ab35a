import { defineRule } from '../rule.ts';
import { isWhole } from '../shared/pods.ts';
import { describe } from '../shared/words.ts';

/**
 * A workload of `apps/v1` has to say which pods are its own; nothing is taken from the template's labels any more. The API server refuses a selector that is missing or empty.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: web }
 * spec:
 *   template:
 *     metadata: { labels: { app: web } }
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
 * @exceptions A part of a workload: a patch or an excerpt. Versions before `apps/v1`, which took the labels of the template.
 * @source pkg/apis/apps/validation/validation.go, ValidateDeploymentSpec: "empty selector is invalid for deployment"
 */
export const kn137 = defineRule({
  code: 'KN137',
  name: 'workload-selector-empty',
  severity: 'error',
  summary: 'A workload states no pods of its own.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/apps/validation/validation.go'],
  check(maker, _context, report) {
    const { selector, template, workload, apiVersion } = maker;
    if (apiVersion !== 'apps/v1' || workload === 'custom' || !isWhole(template)) return;
    if (selector === undefined)
      report({
        at: maker.kindSpan,
        message: `${describe(maker)} has no selector, so it would own no pods: the API server refuses it.`,
      });
    else if (
      selector.matchLabels.pairs.length === 0 &&
      selector.matchLabels.open === undefined &&
      selector.matchExpressions.length === 0
    )
      report({
        at: selector,
        message: `${describe(maker)} has an empty selector, which would own every pod of the namespace: the API server refuses it.`,
      });
  },
});
