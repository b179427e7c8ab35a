import { hasSelector } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { controllers, isManual, managerOf, serviceOf } from '../shared/manual-endpoints.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The addresses of a slice that somebody wrote add to those of the pods that the selector of its Service finds: traffic is spread over both. Where only the addresses are meant, the Service has no selector.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @exceptions Information where the slice states what manages it, slices without addresses, slices read from a cluster or with an owner.
 * @source kubernetes/endpointslice: slices of others are left alone; pkg/proxy/endpointslicecache.go reads all of them
 */
export const kn405 = defineRule({
  code: 'KN405',
  name: 'eps-on-selector-service',
  severity: 'warning',
  summary: 'A hand-written EndpointSlice belongs to a Service with a selector.',
  subjects: ['endpointSlice'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/proxy/endpointslicecache.go'],
  check(slice, { world }, report) {
    const service = serviceOf(world, slice);
    if (service === undefined || !hasSelector(service) || service.serviceType.value === 'ExternalName') return;
    const manager = managerOf(slice);
    // KN404 speaks of slices that the controller deletes.
    if (!isManual(slice) || manager === controllers.selector || manager === controllers.mirroring) return;
    const addresses = slice.endpoints.flatMap((endpoint) => endpoint.addresses.slice(0, 1));
    if (addresses.length === 0) return;
    report({
      at: slice.serviceName ?? slice.kindSpan,
      severity: manager === undefined ? 'warning' : 'info',
      message: `${describe(slice)} belongs to ${describe(service)}, which has a selector: connections go to the pods that it selects and to ${
        addresses.length === 1 ? (addresses[0]?.value ?? 'the address here') : `the ${addresses.length} addresses here`
      } alike.`,
      related: [relatedTo(service, service.selectorSpan ?? service.selector, `${describe(service)} selects pods`)],
    });
  },
});
