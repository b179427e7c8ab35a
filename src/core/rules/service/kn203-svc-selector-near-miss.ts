import { selectingServices } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { formatPairs, pairOf } from '../../resources/labels.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, keyOf, removeField, replaceFix } from '../shared/edits.ts';
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
 * @exceptions Values that differ in digits or a last letter only (v1, v2; web-a, web-b) are versions, not mistakes. Nor are names of
 * two things (ingress, egress) that the Service and the workload each use elsewhere too, and labels that pods get while they run
 * (role, leader, active).
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
      fixes: () => fixesOf(world, service, diagnosis),
    });
  },
});

function fixesOf(
  world: World,
  service: Service,
  { maker, pair, meant }: Extract<SelectorDiagnosis, { code: 'KN203' }>,
): readonly Fix[] {
  if (pair === undefined || pair.value === undefined) return [];
  const { template, selector } = maker;
  // The workload's own selector tells which of the two is mistaken.
  const stated = selector === undefined ? undefined : pairOf(selector.matchLabels, pair.key);
  const labelled = stated !== undefined && stated.value === pair.value;
  if (meant === undefined)
    return [
      ...(labelled ? [] : fixOf(`Remove ${pair.key} from the selector`, [removeField(service, keyOf(pair))])),
      ...fixOf(
        `Add ${pair.key}: ${pair.value} to the pods of ${describe(maker)}`,
        [insertInto(maker, template, { [pair.key]: pair.value }, { below: ['metadata', 'labels'] })],
        labelled,
      ),
    ];
  const [place, own, other] =
    meant.key === pair.key ? [pair, meant, meant.value ?? ''] : [keyOf(pair), keyOf(meant), meant.key];
  const label = () =>
    replaceFix(
      `Label the pods of ${describe(maker)} ${pair.key}: ${pair.value}`,
      maker,
      own,
      meant.key === pair.key ? (pair.value ?? '') : pair.key,
      labelled,
    );
  if (labelled) return label();
  return [
    ...replaceFix(`Select ${meant.key}: ${meant.value}`, service, place, other, true),
    // Other Services may select by the label, and a workload by its selector.
    ...(selector === undefined && world.derive(selectingServices, maker).length === 0 ? label() : []),
  ];
}
