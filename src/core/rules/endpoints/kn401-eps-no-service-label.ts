import { defineRule } from '../rule.ts';
import { fixOf, insertInto, setMapIn } from '../shared/edits.ts';
import { isManual, isUnlabelled, serviceNameLabel, unlabelledFor } from '../shared/manual-endpoints.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * kube-proxy and DNS find the slices of a Service by the label `kubernetes.io/service-name`, not by their names. A slice without it belongs to no Service: its addresses are never used. It is a warning when a Service without endpoints has the name that the slice is called after, information otherwise, because programs may read slices of their own.
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
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @exceptions Slices read from a cluster, and those that have an owner or state what manages them.
 * @source kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
 */
export const kn401 = defineRule({
  code: 'KN401',
  name: 'eps-no-service-label',
  severity: 'warning',
  summary: 'An EndpointSlice names no Service, so nothing uses it.',
  subjects: ['endpointSlice'],
  reads: ['service', 'endpointSlice', 'endpoints'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/endpointslicecache.go, endpointSliceCacheKeys'],
  check(slice, { world }, report) {
    if (!isUnlabelled(slice) || !isManual(slice)) return;
    const meant = unlabelledFor(world, slice);
    if (meant === undefined && slice.labels.pairs.some(({ key }) => key.startsWith('endpointslice.kubernetes.io/')))
      return;
    const name = meant?.name?.value ?? '';
    report({
      at: slice.labels.pairs.length > 0 ? slice.labels : (slice.name ?? slice.kindSpan),
      severity: meant === undefined ? 'info' : 'warning',
      message: `${describe(slice)} has no label ${serviceNameLabel}, so it belongs to no Service: kube-proxy and DNS never use its addresses${
        meant === undefined ? '' : `, and connections to ${describe(meant)}, which has no other endpoints, are refused`
      }.`,
      related:
        meant === undefined
          ? []
          : [relatedTo(meant, meant.name ?? meant.kindSpan, `${describe(meant)} has no endpoints`)],
      fixes: () => {
        if (meant === undefined) return [];
        const label = { [serviceNameLabel]: name };
        const steps =
          slice.labels.pairs.length > 0
            ? [insertInto(slice, slice.labels, label)]
            : [setMapIn(slice, slice.labels, 'labels', label)];
        return fixOf(`Add the label ${serviceNameLabel}: ${name}`, steps, true);
      },
    });
  },
});
