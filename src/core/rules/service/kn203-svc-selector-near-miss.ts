import type { Service } from '../../resources/core-v1.ts';
import { formatPairs } from '../../resources/labels.ts';
import { defineRule, type Fix } from '../rule.ts';
import { insertKeyFix, removeKeyFix, renameKeyFix, replaceFix } from '../shared/edits.ts';
import { diagnoseNearMiss, type SelectorDiagnosis } from '../shared/selector-diagnosis.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The selector meets no pods, and one workload of the same namespace shows which pods were meant: a letter differs, a label
 * is missing, or the workload has the Service's name. The Service has no endpoints, so every connection to it is refused,
 * and nothing reports it: neither `kubectl apply` nor an event.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: wbe }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @exceptions Values that differ in digits only (v1, v2) are versions, not mistakes.
 * @source kubernetes/endpointslice, syncService: every pair has to match
 */
export const kn203 = defineRule({
  code: 'KN203',
  name: 'svc-selector-near-miss',
  severity: 'error',
  summary: 'The selector misses by one letter or label the workload that was meant.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'endpoints', 'endpointSlice', 'other'],
  within: 'namespace',
  claim: 'absence',
  family: 'selector',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice syncService'],
  check(service, { world }, report) {
    const diagnosis = diagnoseNearMiss(world, service);
    if (diagnosis?.code !== 'KN203') return;
    const { maker, pair, meant, certain } = diagnosis;
    const labels = maker.template.labels;
    const has = labels.pairs.length === 0 ? 'no labels' : formatPairs(labels);
    report({
      at: pair ?? service.selectorSpan ?? service.kindSpan,
      severity: certain ? 'error' : 'warning',
      message: `${describe(service)} selects ${formatPairs(service.selector)}, but the pods of ${describe(maker)} have ${
        meant === undefined ? has : `${meant.key}=${meant.value}`
      }: no pod matches and connections are refused.`,
      related: [
        relatedTo(
          maker,
          meant ?? labels,
          `${describe(maker)} has ${meant === undefined ? has : `${meant.key}=${meant.value}`}`,
        ),
      ],
      fixes: () => fixesOf(service, diagnosis),
    });
  },
});

function fixesOf(
  service: Service,
  { maker, pair, meant }: Extract<SelectorDiagnosis, { code: 'KN203' }>,
): readonly Fix[] {
  if (pair === undefined || pair.value === undefined) return [];
  const { selector } = service;
  if (meant === undefined)
    return [
      ...removeKeyFix(`Remove ${pair.key} from the selector`, service, selector, pair.key),
      ...(maker.template.labels.pairs.length === 0
        ? []
        : insertKeyFix(
            `Add ${pair.key}: ${pair.value} to the pods of ${describe(maker)}`,
            maker,
            maker.template.labels,
            pair.key,
            pair.value,
          )),
    ];
  const keySpan = { start: pair.keyStart, end: pair.keyEnd };
  return meant.key === pair.key
    ? [
        ...replaceFix(`Select ${meant.key}: ${meant.value}`, service, pair, meant.value ?? '', true),
        ...(maker.selector === undefined
          ? replaceFix(`Label the pods of ${describe(maker)} ${pair.key}: ${pair.value}`, maker, meant, pair.value)
          : []),
      ]
    : renameKeyFix(`Select ${meant.key}: ${pair.value}`, service, keySpan, meant.key);
}
