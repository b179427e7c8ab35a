import { formatPairs } from '../../resources/labels.ts';
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
      related: diagnosis.makers.map((maker) =>
        relatedTo(
          maker,
          maker.namespace ?? maker.kindSpan,
          `${describe(maker)} is in namespace "${world.namespaceOf(maker).name}"`,
        ),
      ),
    });
  },
});
