import type { Container } from '../../resources/pod-maker.ts';
import { injectsSidecars } from '../../world/gates.ts';
import { defineRule } from '../rule.ts';
import { containerName, runningContainers } from '../shared/pods.ts';

/**
 * Undeclared ports can be probed, so this is a hint only. When another container of the pod declares the port, the probe of this one reports the health of that one.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8081 } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }
 * ```
 * @exceptions Containers that declare no port at all.
 * @source pkg/probe/util.go, ResolveContainerPort
 */
export const kn109 = defineRule({
  code: 'KN109',
  name: 'probe-port-undeclared',
  severity: 'hint',
  summary: 'A probe checks a port that no container declares.',
  subjects: ['podMaker'],
  reads: ['namespace'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/probe/util.go, ResolveContainerPort'],
  check(maker, { world }, report) {
    if (injectsSidecars(world, maker) !== undefined) return;
    const running = runningContainers(maker.template);
    if (running.some(({ portsOpen }) => portsOpen !== undefined)) return;
    for (const container of running)
      for (const { port, name } of container.probes) {
        if (typeof port?.value !== 'number' || container.ports.length === 0 || declares(container, port.value))
          continue;
        const owner = running.find((other) => declares(other, port.value));
        report({
          at: port,
          severity: owner === undefined ? 'hint' : 'info',
          message: `${name} of container ${containerName(container)} checks port ${port.value}, which ${owner === undefined ? 'no container declares' : `belongs to container ${containerName(owner)}`}.`,
        });
      }
  },
});

function declares(container: Container, number: number | string | undefined): boolean {
  return container.ports.some(
    ({ containerPort }) => containerPort?.value === undefined || containerPort.value === number,
  );
}
