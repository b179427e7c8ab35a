import type { Service } from '../../resources/core-v1.ts';
import type { Pair } from '../../resources/field.ts';
import { formatPairs, pairOf } from '../../resources/labels.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { diagnoseSelector } from '../shared/selector-diagnosis.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * A Service sends traffic to the pods of its own namespace that carry every label of its selector. When no workload of the
 * namespace has them, the Service has no endpoints and every connection to it is refused. The pods may come from somewhere
 * that the workspace does not show, so this is information; a near miss or the right labels in another namespace are
 * reported as KN203 and KN202.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: search }
 * spec:
 *   selector: { app: search }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: search }
 * spec:
 *   selector: { app: search }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: search }
 * spec:
 *   selector: { matchLabels: { app: search } }
 *   template:
 *     metadata: { labels: { app: search } }
 *     spec: { containers: [{ name: search, image: search }] }
 * ```
 * @exceptions Selectors that an operator's pods meet, Services of the control plane, ExternalName, objects read from a
 * cluster that have endpoints, and anything that is templated or not rendered.
 * @source kubernetes/endpointslice, syncService: pods of the Service's namespace that match every pair of the selector
 */
export const kn201 = defineRule({
  code: 'KN201',
  name: 'svc-selector-no-pods',
  severity: 'info',
  summary: 'No workload of the namespace has the labels that the Service selects.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'endpoints', 'endpointSlice', 'other'],
  within: 'stack',
  claim: 'absence',
  family: 'selector',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes/endpointslice syncService'],
  check(service, { world }, report) {
    const diagnosis = diagnoseSelector(world, service);
    if (diagnosis?.code !== 'KN201') return;
    const namespace = world.namespaceOf(service);
    const places = [...new Set(diagnosis.makers.map((maker) => `"${world.namespaceOf(maker).name}"`))];
    report({
      at: service.selectorSpan ?? service.kindSpan,
      message: `${describe(service)} selects ${formatPairs(service.selector)}; ${
        places.length > 0
          ? `workloads with these labels are only in namespace ${join(places)}, and it states none: it has no endpoints unless it is applied there.`
          : `no workload of ${
              namespace.assumed ? 'this stack' : `namespace "${namespace.name}"`
            } has these labels, so it has no endpoints unless something else makes such pods.`
      }`,
      related: [
        ...diagnosis.makers.map((maker) =>
          relatedTo(
            maker,
            maker.namespace ?? maker.kindSpan,
            `${describe(maker)} is in namespace "${world.namespaceOf(maker).name}"`,
          ),
        ),
        ...(places.length > 0 ? [] : pairsInTheWay(world, service)).map((pair) =>
          relatedTo(service, pair, `no workload has ${pair.key}=${pair.value}`),
        ),
      ],
    });
  },
});

/** The one pair of a selector that no workload of the namespace has, where some have all the others. */
function pairsInTheWay(world: World, service: Service): readonly Pair[] {
  const { pairs } = service.selector;
  const makers = pairs.length < 2 ? [] : world.inNamespace('podMaker', world.namespaceOf(service).name);
  const has = (maker: PodMaker, { key, value }: Pair) => {
    const own = pairOf(world.podLabels(maker), key);
    // What a controller adds is not known, and there.
    return own !== undefined && (own.value === undefined || own.value === value);
  };
  return pairs.filter((pair) => makers.some((maker) => pairs.every((each) => (each === pair) !== has(maker, each))));
}
