import { defineRule } from '../rule.ts';
import { fixOf, keyOf, removeField } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * Controllers write `pod-template-hash`, `controller-revision-hash` and `controller-uid` anew for each revision. A Service that selects by one of them loses its pods at the next rollout.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web, pod-template-hash: 5f6d7c8b9 }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source apps/v1 ControllerRevision and pod-template-hash labels
 */
export const kn207 = defineRule({
  code: 'KN207',
  name: 'svc-selector-volatile',
  severity: 'warning',
  summary: 'The selector holds a label that changes with every rollout.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['apps/v1 ControllerRevision and pod-template-hash labels'],
  check(service, _context, report) {
    // Rollout controllers write such a pair into live Services and keep it current.
    if (service.live) return;
    for (const pair of service.selector.pairs)
      if (volatileKeys.has(pair.key))
        report({
          at: { start: pair.keyStart, end: pair.end },
          message: `${describe(service)} selects by ${pair.key}=${pair.value ?? '?'}, which changes with every rollout: after the next one no pod matches.`,
          fixes: () => fixOf(`Remove ${pair.key}`, [removeField(service, keyOf(pair))]),
        });
  },
});

const volatileKeys: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'rollouts-pod-template-hash',
  'controller-revision-hash',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
]);
