import { hasSelector, serviceSelection } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { formatPairs } from '../../resources/labels.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { selectsPods } from '../../world/pod-labels.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, setMapIn } from '../shared/edits.ts';
import { distinctLabels, portsFit } from '../shared/meant-pods.ts';
import { diagnoseNearMiss, lacksOnlyRuntimeLabels } from '../shared/selector-diagnosis.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The pods of a StatefulSet get their names under the Service that `serviceName` states, if it selects them. Here its selector misses them, so there is no record for any pod.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: peers
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }], readinessProbe: { tcpSocket: { port: 5432 } } }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: peers }
 * spec:
 *   clusterIP: None
 *   selector: { tier: database }
 *   ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: peers
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }], readinessProbe: { tcpSocket: { port: 5432 } } }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: peers }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ```
 * @source kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
 */
export const kn303 = defineRule({
  code: 'KN303',
  name: 'sts-service-selector',
  severity: 'error',
  summary: 'The Service of a StatefulSet does not select its pods.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'endpoints', 'endpointSlice', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id'],
  check(maker, { world }, report) {
    const field = maker.serviceName;
    if (field?.value === undefined || maker.live) return;
    const services = world.named('service', world.namespaceOf(maker).name, field.value);
    const [service] = services;
    if (
      service === undefined ||
      services.length > 1 ||
      !hasSelector(service) ||
      service.serviceType.value === 'ExternalName'
    )
      return;
    if (selectsPods(service.selector, maker) !== 'no' || lacksOnlyRuntimeLabels(service.selector, maker)) return;
    // A selector that misses every pod is one cause, told at the Service (KN201, KN203).
    if (diagnoseNearMiss(world, service) !== undefined) return;
    report({
      at: field,
      message: `${describe(maker)} names ${describe(service)}, which selects ${formatPairs(service.selector)} and so none of its pods (${formatPairs(maker.template.labels)}): they get no DNS names.`,
      related: [
        relatedTo(
          service,
          service.selectorSpan ?? service.kindSpan,
          `${describe(service)} selects ${formatPairs(service.selector)}`,
        ),
      ],
      fixes: () => alignFix(world, service, maker),
    });
  },
});

/** Selects the pods, when nobody else's pods would lose the Service. */
function alignFix(world: World, service: Service, maker: PodMaker): readonly Fix[] {
  const { pods, unknown } = world.derive(serviceSelection, service);
  const labels = distinctLabels(world, maker);
  if (pods.length > 0 || unknown !== undefined || labels === undefined || service.specSpan === undefined) return [];
  if (service.selector.pairs.some(({ added }) => added !== undefined) || !portsFit(service, maker.template)) return [];
  const step = setMapIn(service, service.specSpan, 'selector', labels);
  return fixOf(`Make ${describe(service)} select the pods of ${describe(maker)}`, [step], true);
}
