import { wordsOf } from '../../resources/references/key-words.ts';
import type { KeySlot } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { openCalls } from './calls.ts';
import { callWords } from './words.ts';

/**
 * Node ports are for clients outside the cluster. A pod that calls the address of a node at one of them depends on that node and gets to its target in a roundabout way; the name of the Service leads there directly.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://192.168.1.10:30080/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   type: NodePort
 *   selector: { app: catalog }
 *   ports: [{ port: 80, nodePort: 30080 }]
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
 *   type: NodePort
 *   selector: { app: catalog }
 *   ports: [{ port: 80, nodePort: 30080 }]
 * ```
 * @exceptions Addresses that are told to clients outside (`PUBLIC_URL`, `REDIRECT_URI`), and host names, which may lead through a load balancer on purpose.
 * @source kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
 */
export const kn817 = defineRule({
  code: 'KN817',
  name: 'ref-nodeport-inside',
  severity: 'info',
  summary: 'A container leaves the cluster to reach a Service inside it.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#type-nodeport'],
  check(maker, { world, settings }, report) {
    const { first, last } = settings.nodePorts;
    for (const reference of world.derive(openCalls, maker).addresses) {
      const { port, key } = reference;
      if (port === undefined || port < first || port > last || wordsOf(key).some((word) => told.has(word))) continue;
      const [service, ...others] = world.keyed(servicesByNodePort, String(port));
      const name = service?.name?.value;
      if (service === undefined || name === undefined || others.length > 0) continue;
      const own = service.ports.find(({ nodePort }) => nodePort?.value === port);
      const namespace = world.namespaceOf(service).name;
      const host = namespace === world.namespaceOf(maker).name ? name : `${name}.${namespace}`;
      report({
        at: referenceSpan(maker, reference),
        message: `${callWords(reference)}, and ${port} is the node port of ${describe(service)}: if that is one of its nodes, the connection goes there and from there to the pods. Inside the cluster it is ${host}:${own?.port?.value ?? '?'}.`,
        related: [
          relatedTo(service, own?.nodePort ?? service.kindSpan, `${describe(service)} has node port ${port}`),
          ...relatedReference(maker, reference),
        ],
      });
    }
  },
});

/** Words of names whose value clients outside get to see. */
const told: ReadonlySet<string> = new Set(
  'public external root base frontend site callback redirect issuer origin origins cors allowed'.split(' '),
);

const servicesByNodePort: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ ports }) =>
    ports.flatMap(({ nodePort }) => (nodePort?.value === undefined ? [] : [String(nodePort.value)])),
};
