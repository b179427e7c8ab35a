import { allContainers } from '../../network/pod.ts';
import type { ContainerPort } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { containerName, isBuiltIn } from '../shared/pods.ts';
import { freePortName, renamePort, renameReads } from '../shared/port-rename.ts';
import { portNumber, relatedTo } from '../shared/words.ts';

/**
 * Names of ports are unique in a container; the API server refuses a second one.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: http, containerPort: 80 }, { name: http, containerPort: 81 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: http, containerPort: 80 }, { name: admin, containerPort: 81 }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, validateContainerPorts
 */
export const kn103 = defineRule({
  code: 'KN103',
  name: 'pod-port-name-dup-container',
  severity: 'error',
  summary: 'A container has two ports of one name.',
  subjects: ['podMaker'],
  reads: renameReads,
  within: 'namespace',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateContainerPorts'],
  check(maker, { world }, report) {
    if (!isBuiltIn(maker)) return;
    for (const container of allContainers(maker.template)) {
      const seen = new Map<string, ContainerPort>();
      for (const port of container.ports) {
        if (port.name?.value === undefined) continue;
        const first = seen.get(port.name.value);
        if (first === undefined) seen.set(port.name.value, port);
        else
          report({
            at: port.name,
            message: `Container ${containerName(container)} names two ports "${port.name.value}", ${numberOf(first)} and ${numberOf(port)}: the API server refuses it.`,
            related: [
              relatedTo(maker, first.name ?? first, `${numberOf(first)} has the name "${port.name.value}" first`),
            ],
            fixes: () => {
              const same = port.protocol.value === first.protocol.value;
              const protocol = same ? undefined : port.protocol.value;
              const name = freePortName(
                maker,
                port.name?.value ?? '',
                [protocol, port.containerPort?.value, 2, 3],
                true,
              );
              return name === undefined
                ? []
                : fixOf(`Name ${numberOf(port)} ${name}`, renamePort(world, maker, container, port, name), true);
            },
          });
      }
    }
  },
});

/** `port 80`, `port 53/UDP`. */
function numberOf(port: ContainerPort): string {
  return `port ${portNumber(port)}`;
}
