import { hasSelector } from '../../network/service.ts';
import { pairOf } from '../../resources/labels.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { controllers, isManual, managedByLabel, managerOf, serviceOf } from '../shared/manual-endpoints.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The label `endpointslice.kubernetes.io/managed-by` says whose a slice is. The control plane takes those with its own values for slices that it wrote: those of a Service with selector are replaced by what the selector gives, those that mirror Endpoints are deleted when no Endpoints of the name exist. A slice of one's own has a value of its own.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata:
 *   name: db-1
 *   labels:
 *     kubernetes.io/service-name: db
 *     endpointslice.kubernetes.io/managed-by: endpointslicemirroring-controller.k8s.io
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata:
 *   name: db-1
 *   labels:
 *     kubernetes.io/service-name: db
 *     endpointslice.kubernetes.io/managed-by: cluster-admins
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @exceptions Slices read from a cluster or with an owner. A warning where the controller leaves the slice alone for now.
 * @source kubernetes.io/docs/concepts/services-networking/endpoint-slices/#management
 */
export const kn404 = defineRule({
  code: 'KN404',
  name: 'eps-managed-by',
  severity: 'error',
  summary: 'A hand-written EndpointSlice says that the controller manages it.',
  subjects: ['endpointSlice'],
  reads: ['service', 'endpoints'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/controller/endpointslicemirroring, syncEndpoints', 'kubernetes/endpointslice reconciler.go'],
  check(slice, { world }, report) {
    const manager = managerOf(slice);
    if ((manager !== controllers.selector && manager !== controllers.mirroring) || !isManual(slice)) return;
    const label = pairOf(slice.labels, managedByLabel);
    const name = slice.serviceName?.value;
    const namespace = world.namespaceOf(slice);
    if (label === undefined || name === undefined || namespace.unknown !== undefined) return;
    const service = serviceOf(world, slice);
    const selects = service !== undefined && hasSelector(service) && service.serviceType.value !== 'ExternalName';
    const orphan =
      manager === controllers.mirroring &&
      world.stack.unknowns.objects === undefined &&
      world.named('endpoints', namespace.name, name).length === 0;
    const why = selects
      ? `${describe(service)} has a selector, so the controller deletes it`
      : orphan
        ? `no Endpoints "${name}" exist that it could mirror, so the controller deletes it`
        : manager === controllers.mirroring
          ? `the controller writes over it what Endpoints "${name}" say`
          : 'the controller takes it for its own, and may delete it';
    report({
      at: label,
      severity: orphan || selects ? 'error' : 'warning',
      message: `${describe(slice)} says that ${manager} manages it: ${why}.`,
      related: selects
        ? [relatedTo(service, service.selectorSpan ?? service.selector, `${describe(service)} has a selector`)]
        : [],
      // Beside a selector, or Endpoints that say the same, it would only add to their addresses.
      fixes: () =>
        selects || (manager === controllers.mirroring && !orphan)
          ? []
          : replaceFix('Use a value of its own, cluster-admins', slice, label, 'cluster-admins', true),
    });
  },
});
