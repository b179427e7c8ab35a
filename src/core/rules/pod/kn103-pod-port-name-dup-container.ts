import type { ContainerPort } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { allContainers, containerName, isBuiltIn } from '../shared/pods.ts';
import { relatedTo } from '../shared/words.ts';

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
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, validateContainerPorts'],
  check(maker, _context, report) {
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
            message: `Container ${containerName(container)} has two ports named "${port.name.value}": the API server refuses it.`,
            related: [relatedTo(maker, first.name ?? first, `"${port.name.value}" stands here first`)],
          });
      }
    }
  },
});
