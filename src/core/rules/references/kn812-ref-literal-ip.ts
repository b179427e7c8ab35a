import { isSystem } from '../../world/gates.ts';
import type { KeySlot } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference, replaceHost } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { openCalls } from './calls.ts';
import { callWords, relatedName } from './words.ts';

/**
 * Addresses of Services and pods are those of one cluster at one time: a Service that is made again has another one, a pod already after a restart. The name stays.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://10.96.10.20/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   clusterIP: 10.96.10.20
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   clusterIP: 10.96.10.20
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions The Services of the cluster itself: its DNS and its API server.
 * @source kubernetes.io/docs/concepts/services-networking/service/#discovering-services
 */
export const kn812 = defineRule({
  code: 'KN812',
  name: 'ref-literal-ip',
  severity: 'warning',
  summary: 'A container calls an address of the cluster instead of a name.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'configMap'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#discovering-services'],
  check(maker, { world }, report) {
    for (const reference of world.derive(openCalls, maker).addresses) {
      const [service] = world.keyed(servicesByAddress, reference.host);
      const [pod] = service === undefined ? world.keyed(podsByAddress, reference.host) : [];
      const name = service?.name?.value;
      if (service !== undefined && name !== undefined) {
        if (isSystem(service) || service.ports.some(({ port }) => port?.value === 53)) continue;
        const namespace = world.namespaceOf(service);
        const host = namespace.name === world.namespaceOf(maker).name ? name : `${name}.${namespace.name}`;
        report({
          at: referenceSpan(maker, reference),
          message: `${callWords(reference)}, the address of ${describe(service)}: once the Service is made again, or in another cluster, it is another one. Call ${host}.`,
          related: [
            relatedTo(service, service.clusterIP ?? service.kindSpan, `${describe(service)} has ${reference.host}`),
            ...relatedReference(maker, reference),
          ],
          fixes: () => replaceHost(`Call ${host}`, reference, host),
        });
      } else if (pod !== undefined)
        report({
          at: referenceSpan(maker, reference),
          message: `${callWords(reference)}, the address of ${describe(pod)}: the next pod has another one. Call the Service in front of it.`,
          related: [relatedName(pod, `${describe(pod)} has ${reference.host}`), ...relatedReference(maker, reference)],
        });
    }
  },
});

const servicesByAddress: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ clusterIP, clusterIPs }) => [
    ...new Set([clusterIP, ...clusterIPs].flatMap((address) => address?.value ?? [])),
  ],
};

const podsByAddress: KeySlot<'podMaker'> = {
  type: 'podMaker',
  keysOf: ({ status, template }) => (template.hostNetwork.value === false ? (status?.podIPs ?? []) : []),
};
