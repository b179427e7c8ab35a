import { runningContainers, unknownPorts } from '../../network/pod.ts';
import { isLocal, isOwnAddress, references } from '../../network/references.ts';
import { isHeadless, selectingServices } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { wordsOf } from '../../resources/references/key-words.ts';
import type { Reference } from '../../resources/references.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { hostWords, referenceSpan, relatedReference, replaceHost, saidBy } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * `localhost` is the pod itself: its containers share one network. What runs in other pods is reached by the name of its Service. Reported where no container of the pod has the port and a Service of that name, in its namespace, has it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }], env: [{ name: REDIS_URL, value: "redis://localhost:6379" }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: redis }
 * spec:
 *   selector: { app: redis }
 *   ports: [{ port: 6379 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: redis, labels: { app: redis } }
 * spec:
 *   containers: [{ name: redis, image: redis, ports: [{ containerPort: 6379 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }], env: [{ name: REDIS_URL, value: "redis://redis:6379" }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: redis }
 * spec:
 *   selector: { app: redis }
 *   ports: [{ port: 6379 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: redis, labels: { app: redis } }
 * spec:
 *   containers: [{ name: redis, image: redis, ports: [{ containerPort: 6379 }] }]
 * ```
 * @exceptions Pods on the network of their node; pods with a container that declares no port, as it may listen there.
 * @source kubernetes.io/docs/concepts/workloads/pods/#pod-networking
 */
export const kn113 = defineRule({
  code: 'KN113',
  name: 'localhost-peer-missing',
  severity: 'warning',
  summary: 'A container calls a localhost port that its pod does not have.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/workloads/pods/#pod-networking'],
  check(maker, { world }, report) {
    const found = world.derive(references, maker);
    if (found.length === 0 || maker.template.hostNetwork.value !== false) return;
    const running = runningContainers(maker.template);
    for (const reference of found) {
      const { port, container } = reference;
      if (port === undefined || !isLocal(reference) || isOwnAddress(reference) || reference.via.kind === 'probe')
        continue;
      // Declaring ports is optional: who declares none may listen on any.
      if (
        container.role === 'init' ||
        running.some(({ ports }) => ports.length === 0) ||
        unknownPorts(maker.template) !== undefined
      )
        return;
      if (running.some(({ ports }) => ports.some(({ containerPort }) => containerPort?.value === port))) continue;
      const service = servedElsewhere(world, maker, reference, port);
      if (service === undefined) continue;
      const name = service.name?.value ?? '?';
      report({
        at: referenceSpan(maker, reference),
        message: `Container ${containerName(container)} calls ${hostWords(reference)}${saidBy(reference)}, which is its own pod, and no container there has port ${port}: connections are refused. ${describe(service)} serves ${port} in other pods: call ${name}:${port}.`,
        related: [
          relatedTo(service, service.name ?? service.kindSpan, `${describe(service)} serves ${port}`),
          ...relatedReference(maker, reference),
        ],
        fixes: () => replaceHost(`Call ${name}`, reference, name),
      });
    }
  },
});

/** The one Service of the namespace that serves a port in other pods and that the variable or the scheme names. */
function servedElsewhere(
  world: World,
  maker: PodMaker,
  { key, scheme, via }: Reference,
  port: number,
): Service | undefined {
  const words = new Set([...wordsOf(key), ...(via.kind === 'env' ? wordsOf(via.name) : []), scheme]);
  const own = new Set(world.derive(selectingServices, maker).map(({ service }) => service));
  const named = world
    .inNamespace('service', world.namespaceOf(maker).name)
    .filter(
      (service) =>
        !own.has(service) &&
        !isHeadless(service) &&
        service.serviceType.value !== 'ExternalName' &&
        service.ports.some((each) => each.port?.value === port) &&
        wordsOf(service.name?.value ?? '').some((word) => words.has(word)),
    );
  return named.length === 1 ? named[0] : undefined;
}
