import type { EndpointPort, EndpointSlice } from '../../resources/core-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, replaceAt } from '../shared/edits.ts';
import { isManual, serviceOf } from '../shared/manual-endpoints.ts';
import { describe } from '../shared/words.ts';

/**
 * kube-proxy ignores an endpoint port without a number, and so the Service's port of that name has no endpoints here. The number is the one that the addresses listen on, not the Service's.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ name: postgres, port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ name: postgres }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ name: postgres, port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ name: postgres, port: 5432 }]
 * ```
 * @exceptions Slices that name no Service, for which such a port may mean all ports, and those read from a cluster.
 * @source pkg/proxy/endpointslicecache.go, endpointInfoByServicePort
 */
export const kn410 = defineRule({
  code: 'KN410',
  name: 'eps-port-nil',
  severity: 'warning',
  summary: 'An endpoint port without a number is ignored.',
  subjects: ['endpointSlice'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/endpointslicecache.go, endpointInfoByServicePort'],
  check(slice, { world }, report) {
    if (slice.serviceName === undefined || !isManual(slice)) return;
    for (const port of slice.ports) {
      if (port.port !== undefined && port.port.value !== 0) continue;
      const name = port.name?.value;
      report({
        at: port.port ?? port.name ?? port,
        message: `${describe(slice)} states no number for ${name === undefined ? 'a port' : `port "${name}"`}: kube-proxy ignores it, and sends nothing to these addresses.`,
        fixes: () => numberFix(world, slice, port),
      });
    }
  },
});

/** The number that the Service's port leads to. */
function numberFix(world: World, slice: EndpointSlice, port: EndpointPort): readonly Fix[] {
  const wanted = serviceOf(world, slice)?.ports.find(
    (each) => each.name?.value === port.name?.value && each.protocol.value === port.protocol.value,
  );
  const target = wanted?.targetPort?.value ?? wanted?.port?.value;
  if (typeof target !== 'number') return [];
  const step =
    port.port === undefined ? insertInto(slice, port, { port: target }) : replaceAt(slice, port.port, target);
  return fixOf(`Add port: ${target}`, [step], true);
}
