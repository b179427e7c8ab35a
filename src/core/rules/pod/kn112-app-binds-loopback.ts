import { resolvePort } from '../../network/ports.ts';
import { isLocal, references } from '../../network/references.ts';
import { selectingServices } from '../../network/service.ts';
import type { Container, PodMaker } from '../../resources/pod-maker.ts';
import { namesListener } from '../../resources/references/key-words.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Related } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { referenceSpan, relatedReference, replaceHost, saidBy } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A process that listens on 127.0.0.1 takes connections of its own pod only. Services and the kubelet's probes connect to the pod's address, where nobody listens: connections are refused.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, args: ["--listen=127.0.0.1:8080"], ports: [{ containerPort: 8080 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, args: ["--listen=0.0.0.0:8080"], ports: [{ containerPort: 8080 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ```
 * @exceptions Pods on the network of their node; ports that another container declares, such as a proxy in front.
 * @source kubernetes.io/docs/concepts/workloads/pods/#pod-networking
 */
export const kn112 = defineRule({
  code: 'KN112',
  name: 'app-binds-loopback',
  severity: 'warning',
  summary: 'An application listens on localhost only, but others connect to its pod.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/workloads/pods/#pod-networking'],
  check(maker, { world }, report) {
    if (maker.template.hostNetwork.value !== false) return;
    for (const reference of world.derive(references, maker)) {
      const { host, port, portStated, key, container } = reference;
      if (!portStated || port === undefined || !isLocal(reference) || !namesListener(key)) continue;
      const client = connectsTo(world, maker, container, port);
      if (client === undefined) continue;
      report({
        at: referenceSpan(maker, reference),
        message: `Container ${containerName(container)} listens on ${host}:${port}${saidBy(reference)}, inside its pod only, but ${client.words} connects to the pod's address: connections are refused. Listen on 0.0.0.0 or [::].`,
        related: [...client.related, ...relatedReference(maker, reference)],
        fixes: () => (host === '::1' ? [] : replaceHost('Listen on 0.0.0.0', reference, '0.0.0.0')),
      });
    }
  },
});

/** Who connects to a port of a container from outside its pod. */
function connectsTo(
  world: World,
  maker: PodMaker,
  container: Container,
  port: number,
): { readonly words: string; readonly related: readonly Related[] } | undefined {
  const { containers, initContainers } = maker.template;
  const others = [...containers, ...initContainers].filter((other) => other !== container);
  if (others.some(({ ports }) => ports.some(({ containerPort }) => containerPort?.value === port))) return undefined;
  for (const { service, match } of world.derive(selectingServices, maker)) {
    if (match !== 'yes') continue;
    const sends = service.ports.some((each) => {
      const resolved = resolvePort(each, maker.template);
      return each.protocol.value === 'TCP' && resolved.kind === 'port' && resolved.number === port;
    });
    // An undeclared port of a pod with several containers may be of any of them.
    if (sends && (others.length === 0 || container.ports.some(({ containerPort }) => containerPort?.value === port)))
      return {
        words: describe(service),
        related: [relatedTo(service, service.portsSpan ?? service.kindSpan, `${describe(service)} sends to ${port}`)],
      };
  }
  for (const probe of container.probes) {
    const number =
      typeof probe.port?.value === 'string'
        ? container.ports.find(({ name }) => name?.value === probe.port?.value)?.containerPort?.value
        : probe.port?.value;
    if (number === port && probe.host === undefined && probe.handler !== 'exec')
      return {
        words: `the kubelet's ${probe.name}`,
        related: [relatedTo(maker, probe.keySpan, `${probe.name} checks ${port}`)],
      };
  }
  return undefined;
}
