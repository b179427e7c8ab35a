import { isHook, runningContainers } from '../../network/pod.ts';
import { portNumberFault } from '../../resources/names.ts';
import type { Container, PodMaker } from '../../resources/pod-maker.ts';
import { injectsSidecars } from '../../world/gates.ts';
import { defineRule, type Fix } from '../rule.ts';
import { appendInto, fixOf } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { listPorts, relatedPort } from '../shared/words.ts';

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
  fixable: true,
  sources: ['pkg/probe/util.go, ResolveContainerPort'],
  check(maker, { world }, report) {
    const running = runningContainers(maker.template);
    if (running.some(({ portsOpen }) => portsOpen !== undefined)) return;
    for (const container of running)
      for (const probe of container.probes) {
        const { port, name } = probe;
        if (typeof port?.value !== 'number' || container.ports.length === 0 || declares(container, port.value))
          continue;
        if (injectsSidecars(world, maker) !== undefined) return;
        const owner = running.find((other) => declares(other, port.value));
        const hook = isHook(probe);
        // A hook may well talk to the container beside it.
        if (hook && owner !== undefined) continue;
        const checks = `${name} of container ${containerName(container)} ${hook ? 'calls' : 'checks'} port ${port.value}`;
        const declared = container.ports.map((other) => ({ container, port: other }));
        report({
          at: port,
          severity: owner === undefined ? 'hint' : 'info',
          message:
            owner === undefined
              ? `${checks}, which no container declares (declared: ${listPorts(declared)}): if nothing listens there, the ${hook ? 'hook' : 'probe'} fails.`
              : `${checks}, which container ${containerName(owner)} declares: the probe reports the health of that one.`,
          related: (owner?.ports ?? container.ports)
            .filter(({ containerPort }) => owner === undefined || containerPort?.value === port.value)
            .map((other) => relatedPort(maker, { container: owner ?? container, port: other })),
          fixes: () =>
            owner === undefined && typeof port.value === 'number' ? declareFix(maker, container, port.value) : [],
        });
      }
  },
});

/** On the node's network a declared port is one that the pod takes there, so nothing is declared for it. */
function declareFix(maker: PodMaker, container: Container, number: number): readonly Fix[] {
  if (maker.template.hostNetwork.value !== false || portNumberFault(number) !== undefined) return [];
  return fixOf(`Declare port ${number} in container ${containerName(container)}`, [
    appendInto(maker, container, 'ports', [{ containerPort: number }]),
  ]);
}

function declares(container: Container, number: number | string | undefined): boolean {
  return container.ports.some(
    ({ containerPort }) => containerPort?.value === undefined || containerPort.value === number,
  );
}
