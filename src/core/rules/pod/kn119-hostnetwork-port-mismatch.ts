import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { containerName, isBuiltIn } from '../shared/pods.ts';

/**
 * With `hostNetwork: true` the container's ports are the node's, so a host port can only be the same number. The API server refuses another one.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   hostNetwork: true
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   hostNetwork: true
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 80 }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, checkHostPortConflicts
 */
export const kn119 = defineRule({
  code: 'KN119',
  name: 'hostnetwork-port-mismatch',
  severity: 'error',
  summary: 'On the host network a hostPort has to equal its containerPort.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, checkHostPortConflicts'],
  check(maker, _context, report) {
    if (!isBuiltIn(maker) || maker.template.hostNetwork.value !== true) return;
    for (const container of maker.template.containers)
      for (const { containerPort, hostPort } of container.ports)
        if (
          hostPort?.value !== undefined &&
          hostPort.value !== 0 &&
          containerPort?.value !== undefined &&
          hostPort.value !== containerPort.value
        )
          report({
            at: hostPort,
            message: `Container ${containerName(container)} is on the host network, where hostPort ${hostPort.value} has to equal containerPort ${containerPort.value}: the API server refuses it.`,
            fixes: () => replaceFix(`Use hostPort ${containerPort.value}`, maker, hostPort, containerPort.value, true),
          });
  },
});
