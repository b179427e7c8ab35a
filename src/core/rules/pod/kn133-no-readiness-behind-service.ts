import type { DeclaredPort } from '../../network/pod.ts';
import { resolvePort } from '../../network/ports.ts';
import { selectingServices } from '../../network/service.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule, type Fix } from '../rule.ts';
import { insertKeyFix } from '../shared/edits.ts';
import { containerName, endsByItself } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Without a readiness probe a pod counts as ready as soon as its containers run, and the Service sends it requests that it cannot answer yet: at every start and every update some requests fail.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }
 * ```
 * @exceptions Jobs, pods with readiness gates, Services that publish pods that are not ready.
 * @source kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes
 */
export const kn133 = defineRule({
  code: 'KN133',
  name: 'no-readiness-behind-service',
  severity: 'hint',
  summary: 'Traffic comes before the application is ready.',
  subjects: ['podMaker'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes'],
  check(maker, { world }, report) {
    if (endsByItself(maker) || maker.live || maker.template.readinessGates > 0) return;
    const services = world
      .derive(selectingServices, maker)
      .filter(({ match, service }) => match === 'yes' && service.publishNotReadyAddresses?.value !== true);
    for (const { service } of services)
      for (const port of service.ports) {
        const resolved = resolvePort(port, maker.template);
        const declared = resolved.kind === 'port' ? resolved.declared : undefined;
        const container = declared?.container;
        if (container === undefined || container.probes.some(({ name }) => name === 'readinessProbe')) continue;
        report({
          at: container.name ?? container,
          message: `Container ${containerName(container)} has no readinessProbe: ${describe(service)} sends it requests as soon as it runs, ready or not.`,
          related: [relatedTo(service, port, `${describe(service)} sends to it`)],
          fixes: () => probeFix(maker, declared),
        });
        return;
      }
  },
});

/** A probe that at least sees whether something listens on the port; what else makes the application ready only its author knows. */
function probeFix(maker: PodMaker, declared: DeclaredPort | undefined): readonly Fix[] {
  const port = declared?.port.name?.value ?? declared?.port.containerPort?.value;
  if (declared === undefined || port === undefined || declared.port.protocol.value !== 'TCP') return [];
  return insertKeyFix(
    `Add a readinessProbe that connects to port ${port}`,
    maker,
    declared.container,
    'readinessProbe',
    {
      tcpSocket: { port },
    },
  );
}
