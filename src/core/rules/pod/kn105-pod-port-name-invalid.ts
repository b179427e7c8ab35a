import { allContainers } from '../../network/pod.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { containerName, isBuiltIn } from '../shared/pods.ts';
import { freePortName, renamePort, renameReads } from '../shared/port-rename.ts';

/**
 * The name of a container port has at most 15 characters, only lower case letters, digits and single dashes inside, and at least one letter. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: prometheus-metrics, containerPort: 9090 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: prom-metrics, containerPort: 9090 }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, validateContainerPorts
 */
export const kn105 = defineRule({
  code: 'KN105',
  name: 'pod-port-name-invalid',
  severity: 'error',
  summary: 'A port name is not one that the API server takes.',
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
    for (const container of allContainers(maker.template))
      for (const port of container.ports) {
        const { name } = port;
        if (name?.value === undefined) continue;
        const fault = ianaServiceNameFault(name.value);
        if (fault === undefined) continue;
        report({
          at: name,
          message: `Container ${containerName(container)} names a port "${name.value}", which ${fault}: the API server refuses it.`,
          fixes: () => {
            const valid = freePortName(maker, name.value, [port.containerPort?.value, 2, 3], false);
            return valid === undefined
              ? []
              : fixOf(`Name it ${valid}`, renamePort(world, maker, container, port, valid), true);
          },
        });
      }
  },
});
