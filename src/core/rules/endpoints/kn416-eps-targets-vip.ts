import { rangesIn } from '../../network/cni/ranges.ts';
import type { Service } from '../../resources/core-v1.ts';
import { blockHas, formatAddress, parseAddress } from '../../resources/ip.ts';
import type { KeySlot } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { isManual } from '../shared/manual-endpoints.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { addressesIn } from './addresses.ts';

/**
 * The cluster IP of a Service is no place: kube-proxy rewrites it once, when a connection leaves, and does not rewrite what it forwards a second time. An endpoint has the address of a pod or of something outside; a Service that stands for another one is of type ExternalName.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { clusterIP: 10.96.0.50, selector: { app: web }, ports: [{ port: 80 }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: front }
 * spec: { ports: [{ port: 80 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: front-1, labels: { kubernetes.io/service-name: front } }
 * addressType: IPv4
 * endpoints: [{ addresses: [10.96.0.50] }]
 * ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: front }
 * spec: { ports: [{ port: 80 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: front-1, labels: { kubernetes.io/service-name: front } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 80 }]
 * ```
 * @exceptions Slices read from a cluster or with an owner.
 * @source kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
 */
export const kn416 = defineRule({
  code: 'KN416',
  name: 'eps-targets-vip',
  severity: 'error',
  summary: 'An endpoint is the virtual address of a Service.',
  subjects: ['endpointSlice', 'endpoints'],
  reads: ['service', 'configMap', 'other'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors'],
  check(resource, { world }, report) {
    if (!isManual(resource)) return;
    for (const address of addressesIn(resource)) {
      const parsed = parseAddress(address.value ?? '');
      if (parsed === undefined) continue;
      const [service] = world.keyed(byClusterIP, formatAddress(parsed));
      const range =
        service === undefined ? rangesIn(world, 'services').find(({ block }) => blockHas(block, parsed)) : undefined;
      if (service === undefined && range === undefined) continue;
      const whose =
        service !== undefined
          ? `the cluster IP of ${describe(service)}`
          : `which is in the range of Services ${range?.text}`;
      report({
        at: address,
        message: `${describe(resource)} has the address ${address.value}, ${whose}: kube-proxy does not forward to the virtual address of a Service, so connections are lost.`,
        related:
          service !== undefined
            ? [relatedTo(service, clusterIPOf(service), `${describe(service)} has the cluster IP ${address.value}`)]
            : range !== undefined
              ? [relatedTo(range.origin, range, `${describe(range.origin)} has ${range.text} for Services`)]
              : [],
      });
    }
  },
});

const byClusterIP: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ clusterIP, clusterIPs }) => [
    ...new Set(
      [clusterIP, ...clusterIPs].flatMap((stated) => {
        const address = parseAddress(stated?.value ?? '');
        return address === undefined ? [] : [formatAddress(address)];
      }),
    ),
  ],
};

function clusterIPOf(service: Service) {
  return service.clusterIP ?? service.clusterIPs[0] ?? service.kindSpan;
}
