import { allContainers } from '../../network/pod.ts';
import { portNumberFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { containerName, isBuiltIn } from '../shared/pods.ts';

/**
 * Ports are numbers from 1 to 65535, and every entry of `ports` needs a `containerPort`. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80800 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, validateContainerPorts
 */
export const kn106 = defineRule({
  code: 'KN106',
  name: 'pod-port-range',
  severity: 'error',
  summary: 'A port number is missing or out of range.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, validateContainerPorts'],
  check(maker, _context, report) {
    if (!isBuiltIn(maker)) return;
    for (const container of allContainers(maker.template))
      for (const port of container.ports) {
        const { containerPort, hostPort } = port;
        if (containerPort === undefined)
          report({
            at: port,
            message: `Container ${containerName(container)} lists a port without containerPort: the API server refuses it.`,
          });
        else if (containerPort.value !== undefined && portNumberFault(containerPort.value) !== undefined)
          report({
            at: containerPort,
            message: `containerPort ${containerPort.value} of container ${containerName(container)} must be between 1 and 65535: the API server refuses it.`,
          });
        if (hostPort?.value !== undefined && hostPort.value !== 0 && portNumberFault(hostPort.value) !== undefined)
          report({
            at: hostPort,
            message: `hostPort ${hostPort.value} of container ${containerName(container)} must be between 1 and 65535: the API server refuses it.`,
          });
      }
  },
});
