import { allContainers, runningContainers } from '../../network/pod.ts';
import { isHeadless, selectingServices } from '../../network/service.ts';
import type { Container, ContainerPort, PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { selectsOnly } from '../shared/meant-pods.ts';
import { containerName } from '../shared/pods.ts';

/**
 * Ports below 1024 need a capability, root, or the sysctl `net.ipv4.ip_unprivileged_port_start`. Many container runtimes set the sysctl by default; where they do not, the process ends with "permission denied".
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: http }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   securityContext: { runAsNonRoot: true }
 *   containers:
 *     - { name: web, image: web, ports: [{ name: http, containerPort: 80 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: http }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   securityContext: { runAsNonRoot: true }
 *   containers:
 *     - { name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }
 * ```
 * @source kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster
 */
export const kn124 = defineRule({
  code: 'KN124',
  name: 'low-port-nonroot',
  severity: 'hint',
  summary: 'A process without root may not be able to bind a low port.',
  subjects: ['podMaker'],
  reads: ['service', 'networkPolicy'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster'],
  check(maker, { world }, report) {
    const { template } = maker;
    if (template.sysctls.some(({ name }) => name === 'net.ipv4.ip_unprivileged_port_start')) return;
    for (const container of runningContainers(template)) {
      if (!(container.runsAsNonRoot ?? template.runsAsNonRoot) || container.capabilities.includes('NET_BIND_SERVICE'))
        continue;
      for (const port of container.ports) {
        const { containerPort } = port;
        if (containerPort?.value !== undefined && containerPort.value > 0 && containerPort.value < 1024)
          report({
            at: containerPort,
            message: `Container ${containerName(container)} does not run as root; where the runtime does not allow it, binding port ${containerPort.value} fails.`,
            fixes: () => higherPortFix(world, maker, container, port),
          });
      }
    }
  },
});

/** Another number, where everything that leads to the port does so by its name and nothing tells the application its number. */
function higherPortFix(world: World, maker: PodMaker, container: Container, port: ContainerPort): readonly Fix[] {
  const { template } = maker;
  const number = port.containerPort?.value;
  const name = port.name?.value;
  if (number === undefined || name === undefined || port.containerPort === undefined) return [];
  if (template.hostNetwork.value !== false || port.hostPort !== undefined) return [];
  const services = world.derive(selectingServices, maker);
  const targets = services.flatMap(({ service }) =>
    service.ports.map(({ targetPort, port: own }) => (targetPort ?? own)?.value),
  );
  const policies = world.inNamespace('networkPolicy', world.namespaceOf(maker).name);
  if (
    !targets.includes(name) ||
    targets.some((target) => target === undefined || target === number) ||
    services.some(({ service }) => isHeadless(service) || !selectsOnly(world, service.selector.pairs, maker)) ||
    policies.some(({ ingress, egress }) => [...ingress, ...egress].some(({ ports }) => ports.length > 0)) ||
    allContainers(template).some(({ probes }) => probes.some((probe) => probe.port?.value === number)) ||
    tellsNumber(container, number)
  )
    return [];
  const higher = number === 443 ? 8443 : number + 8000;
  if (allContainers(template).some(({ ports }) => ports.some(({ containerPort }) => containerPort?.value === higher)))
    return [];
  return replaceFix(
    `Use container port ${higher} (the application has to listen there too)`,
    maker,
    port.containerPort,
    higher,
  );
}

/** Whether the container's command, arguments or variables state the number: the application then listens there. */
function tellsNumber({ command, args, env }: Container, number: number): boolean {
  return [...command, ...args, ...env.map(({ value }) => value)].some(
    (text) => text !== undefined && (text.value === undefined || text.value.match(/\d+/g)?.includes(String(number))),
  );
}
