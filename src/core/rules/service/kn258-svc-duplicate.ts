import { hasSelector, serviceSelection } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { KeySlot } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Selector, ports and type are equal, so the two names lead to the same pods. One of them is probably left over.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web-old }
 * spec:
 *   selector: { app: web }
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
 * @source kubernetes.io/docs/concepts/services-networking/service
 */
export const kn258 = defineRule({
  code: 'KN258',
  name: 'svc-duplicate',
  severity: 'info',
  summary: 'Two Services of one namespace are the same but for their name.',
  subjects: ['service'],
  reads: ['service', 'podMaker', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service'],
  check(service, { world }, report) {
    if (!hasSelector(service)) return;
    for (const other of world.keyed(byShape, shapeOf(service), world.namespaceOf(service).name)) {
      if (other === service) return;
      if (other.name?.value === service.name?.value) continue;
      // Argo Rollouts tells its active and its preview Service apart by a label that it adds to their selectors.
      if (world.derive(serviceSelection, service).pods.some(({ maker }) => maker.kind === 'Rollout')) return;
      report({
        at: service.name ?? service.kindSpan,
        message: `${describe(service)} and ${describe(other)} have the same selector, ports and type: both names lead to the same pods.`,
        related: [relatedTo(other, other.name ?? other.kindSpan, `${describe(other)} is equal`)],
      });
      return;
    }
  },
});

const byShape: KeySlot<'service'> = {
  type: 'service',
  keysOf: (service) => (hasSelector(service) ? [shapeOf(service)] : []),
};

/** What makes two Services equal, as one text; unknown values are equal to nothing. */
function shapeOf(service: Service): string {
  const value = (field: { readonly value: unknown; readonly start: number } | undefined) =>
    field === undefined ? '' : (field.value ?? `?${field.start}`);
  const ports = service.ports.map((port) => [port.port, port.protocol, port.targetPort, port.nodePort].map(value));
  const selector = service.selector.pairs.map((pair) => `${pair.key}=${value(pair)}`).sort();
  return JSON.stringify([
    value(service.serviceType),
    value(service.clusterIP),
    value(service.publishNotReadyAddresses),
    selector,
    ports,
  ]);
}
