import { runningContainers } from '../../network/pod.ts';
import { selectingServices } from '../../network/service.ts';
import type { Container, ContainerPort } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { freePortName, renamePort, renameReads } from '../shared/port-rename.ts';
import { relatedTo } from '../shared/words.ts';

/**
 * A Service that targets the name gets the port of the first container that has it, always. The port of the second container cannot be reached by its name.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }
 *     - { name: proxy, image: proxy, ports: [{ name: http, containerPort: 9090 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }
 *     - { name: proxy, image: proxy, ports: [{ name: proxy, containerPort: 9090 }] }
 * ```
 * @exceptions Equal numbers are a clash of ports (KN101).
 * @source pkg/api/v1/pod/util.go, FindPort: the first container wins
 */
export const kn104 = defineRule({
  code: 'KN104',
  name: 'pod-port-name-dup-pod',
  severity: 'warning',
  summary: 'Two containers of a pod give different ports one name.',
  subjects: ['podMaker'],
  reads: renameReads,
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/api/v1/pod/util.go, FindPort: the first container wins'],
  check(maker, { world }, report) {
    const seen = new Map<string, { readonly container: Container; readonly port: ContainerPort }>();
    for (const container of runningContainers(maker.template))
      for (const port of container.ports) {
        if (port.name?.value === undefined || port.containerPort?.value === undefined) continue;
        const name = port.name.value;
        const first = seen.get(name);
        if (first === undefined) seen.set(name, { container, port });
        else if (
          first.container !== container &&
          first.port.containerPort?.value !== undefined &&
          first.port.protocol.value === port.protocol.value &&
          first.port.containerPort.value !== port.containerPort.value
        ) {
          const used = world
            .derive(selectingServices, maker)
            .some(({ service }) => service.ports.some(({ targetPort }) => targetPort?.value === name));
          // Without a Service that asks for the name nobody is led astray; metrics ports of sidecars are often named alike.
          if (used || !/metric|prom/.test(name))
            report({
              at: port.name,
              severity: used ? 'warning' : 'info',
              message: `Port name "${name}" stands in container ${containerName(first.container)} (${first.port.containerPort.value}) and in ${containerName(container)} (${port.containerPort.value}): Services that target it always get ${first.port.containerPort.value}.`,
              related: [
                relatedTo(
                  maker,
                  first.port.name ?? first.port,
                  `container ${containerName(first.container)} has it first`,
                ),
              ],
              fixes: () => {
                const other = freePortName(maker, name, [port.containerPort?.value, 2, 3], true);
                return other === undefined
                  ? []
                  : fixOf(
                      `Name the port of container ${containerName(container)} ${other}`,
                      renamePort(world, maker, container, port, other),
                    );
              },
            });
        }
      }
  },
});
