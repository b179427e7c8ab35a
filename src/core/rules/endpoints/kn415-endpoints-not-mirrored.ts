import { hasSelector } from '../../network/service.ts';
import { pairOf } from '../../resources/labels.ts';
import { defineRule } from '../rule.ts';
import { fixOf, removeField } from '../shared/edits.ts';
import { endpointsOf, isManual, isProxied, serviceOf } from '../shared/manual-endpoints.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * kube-proxy and DNS read EndpointSlices. A controller copies Endpoints to slices, unless the label `endpointslice.kubernetes.io/skip-mirror` tells it not to. Where no slice exists besides, the Service has no endpoints: connections to it are refused.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: v1
 * kind: Endpoints
 * metadata:
 *   name: db
 *   labels:
 *     app: db
 *     endpointslice.kubernetes.io/skip-mirror: "true"
 * subsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: v1
 * kind: Endpoints
 * metadata:
 *   name: db
 *   labels:
 *     app: db
 * subsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]
 * ```
 * @exceptions Services for which a slice is there as well, objects read from a cluster or with an owner, records of leader election.
 * @source pkg/controller/endpointslicemirroring, shouldMirror
 */
export const kn415 = defineRule({
  code: 'KN415',
  name: 'endpoints-not-mirrored',
  severity: 'info',
  summary: 'Endpoints are not mirrored, so kube-proxy does not see them.',
  subjects: ['endpoints'],
  reads: ['service', 'endpointSlice', 'endpoints'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/controller/endpointslicemirroring, shouldMirror'],
  check(endpoints, { world }, report) {
    const label = pairOf(endpoints.labels, skipMirror);
    if (label?.value !== 'true' || !isManual(endpoints) || world.stack.unknowns.objects !== undefined) return;
    const service = serviceOf(world, endpoints);
    if (service === undefined || service.serviceType.value === 'ExternalName' || hasSelector(service)) return;
    if (endpointsOf(world, service).some(({ type }) => type === 'endpointSlice')) return;
    report({
      at: label,
      message: `${describe(endpoints)} is not copied to an EndpointSlice, because of its label ${skipMirror}, and there is no other slice for ${describe(service)}: ${
        isProxied(service) ? 'connections to it are refused' : 'its name has no addresses'
      }.`,
      related: [relatedTo(service, service.name ?? service.kindSpan, `${describe(service)} is here`)],
      fixes: () => fixOf('Remove the label', [removeField(endpoints, label)], true),
    });
  },
});

const skipMirror = 'endpointslice.kubernetes.io/skip-mirror';
