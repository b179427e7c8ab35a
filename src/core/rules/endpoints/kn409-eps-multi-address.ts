import type { EndpointSlice, SliceEndpoint } from '../../resources/core-v1.ts';
import { defineRule, type Fix } from '../rule.ts';
import { appendInto, fixOf } from '../shared/edits.ts';
import { isManual } from '../shared/manual-endpoints.ts';
import { describe, join } from '../shared/words.ts';

/**
 * An endpoint is one place: kube-proxy takes the first of its addresses and never looks at the others. Several places are several endpoints.
 *
 * @bad
 * ```yaml
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints:
 *   - addresses: [192.0.2.7, 192.0.2.8]
 * ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints:
 *   - addresses: [192.0.2.7]
 *   - addresses: [192.0.2.8]
 * ports: [{ port: 5432 }]
 * ```
 * @exceptions Slices of addressType FQDN, which KN408 is about, and those read from a cluster.
 * @source k8s.io/api/discovery/v1, Endpoint
 */
export const kn409 = defineRule({
  code: 'KN409',
  name: 'eps-multi-address',
  severity: 'warning',
  summary: 'Only the first address of an endpoint is used.',
  subjects: ['endpointSlice'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/endpointslicecache.go, addEndpoints'],
  check(slice, _context, report) {
    if (slice.addressType?.value === 'FQDN' || !isManual(slice)) return;
    for (const endpoint of slice.endpoints) {
      const [first, second, ...more] = endpoint.addresses;
      if (first === undefined || second === undefined) continue;
      const rest = [second, ...more];
      const listed = rest.length > 3 ? `the ${rest.length} others` : join(rest.map(({ value }) => value ?? '?'));
      report({
        at: second,
        message: `An endpoint of ${describe(slice)} has ${endpoint.addresses.length} addresses: kube-proxy uses only the first, ${first.value ?? '?'}, and nothing is sent to ${listed}.`,
        fixes: () => splitFix(slice, endpoint),
      });
    }
  },
});

/** An endpoint of its own for each address, where the endpoint says nothing else that they would have to repeat. */
function splitFix(slice: EndpointSlice, endpoint: SliceEndpoint): readonly Fix[] {
  const [first, ...rest] = endpoint.addresses;
  const last = rest.at(-1);
  const values = rest.flatMap(({ value }) => value ?? []);
  if (first === undefined || last === undefined || !endpoint.bare || values.length < rest.length) return [];
  const removed = { document: slice.document, start: first.end, end: last.end, newText: '' };
  // A comment between them would be lost.
  if (endpoint.addressesOpen !== undefined || slice.document.text.slice(first.end, last.end).includes('#')) return [];
  const added = values.map((address) => ({ addresses: [address] }));
  return fixOf(
    'Make an endpoint of each address',
    [[removed], appendInto(slice, slice.span, 'endpoints', added)],
    true,
  );
}
