import { servingPorts } from '../../network/pod.ts';
import { isHeadless, selectingServices } from '../../network/service.ts';
import { dns1035LabelFault } from '../../resources/names.ts';
import type { ContainerPort, PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { addObject, fixOf } from '../shared/edits.ts';
import { distinctLabels } from '../shared/meant-pods.ts';
import { describe, join, portNumber, relatedTo } from '../shared/words.ts';

/**
 * A Service selects the workload and sends to some of its ports, but nothing in the stack sends to this one: no Service, no probe, no scrape annotation. It may be left over, or the Service lacks a port.
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
 *   containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }, { containerPort: 9000 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ name: http, port: 80, targetPort: 8080 }, { name: api, port: 81, targetPort: 9000 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }, { containerPort: 9000 }] }]
 * ```
 * @exceptions Ports named for metrics, health, admin, debugging or clustering, probed ports, host ports.
 * @source kubernetes.io/docs/concepts/services-networking/service
 */
export const kn259 = defineRule({
  code: 'KN259',
  name: 'pod-port-unreachable',
  severity: 'hint',
  summary: 'No Service targets a declared container port.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service'],
  check(maker, { world }, report) {
    const services = world.derive(selectingServices, maker);
    if (services.length === 0 || services.some(({ match }) => match !== 'yes')) return;
    const targets = new Set(
      services.flatMap(({ service }) => service.ports.map((port) => port.targetPort?.value ?? port.port?.value)),
    );
    if (services.some(({ service }) => isHeadless(service) && service.ports.length === 0) || targets.has(undefined))
      return;
    for (const { container, port } of servingPorts(maker.template)) {
      const number = port.containerPort?.value;
      const name = port.name?.value;
      if (
        number === undefined ||
        targets.has(number) ||
        (name !== undefined && (targets.has(name) || isInternal(name)))
      )
        continue;
      if (
        port.hostPort?.value !== undefined ||
        container.probes.some(({ port: probed }) => probed?.value === number || probed?.value === name)
      )
        continue;
      if (maker.template.annotations.pairs.some(({ key, value }) => key.endsWith('/port') && value === String(number)))
        continue;
      report({
        at: port.containerPort ?? port,
        message: `No Service sends to port ${portNumber(port)} of ${describe(maker)}, while ${join(services.map(({ service }) => describe(service)))} ${services.length === 1 ? 'sends' : 'send'} to others of its ports: clients reach it by a pod's own address only.`,
        related: services.map(({ service }) =>
          relatedTo(
            service,
            service.portsSpan ?? service.kindSpan,
            `${describe(service)} sends to ${join(service.ports.map((own) => String((own.targetPort ?? own.port)?.value ?? '?')))}`,
          ),
        ),
        fixes: () => serviceFix(world, maker, port),
      });
    }
  },
});

/** Ports that are not for clients, by the names people give them. */
function isInternal(name: string): boolean {
  return /metric|prom|health|ready|live|admin|debug|pprof|profil|gossip|cluster|peer|raft|internal|monitor|telemetry|probe|webhook|jmx/.test(
    name,
  );
}

/** Adds a Service for the port behind the workload, in its namespace. */
function serviceFix(
  world: World,
  maker: PodMaker,
  { containerPort, name: portName, protocol }: ContainerPort,
): readonly Fix[] {
  const number = containerPort?.value;
  const labels = distinctLabels(world, maker);
  const name = `${maker.name?.value}-${portName?.value ?? number}`;
  if (number === undefined || protocol.value === undefined || labels === undefined) return [];
  if (maker.name?.value === undefined || dns1035LabelFault(name) !== undefined) return [];
  if (world.named('service', world.namespaceOf(maker).name, name).length > 0) return [];
  const { namespace } = maker;
  return fixOf(`Add Service ${name} for port ${number}`, [
    addObject(maker, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name,
        ...(namespace?.value === undefined || 'defaulted' in namespace ? {} : { namespace: namespace.value }),
      },
      spec: {
        selector: labels,
        ports: [
          {
            ...(portName?.value === undefined ? {} : { name: portName.value }),
            port: number,
            targetPort: portName?.value ?? number,
            ...(protocol.value === 'TCP' ? {} : { protocol: protocol.value }),
          },
        ],
      },
    }),
  ]);
}
