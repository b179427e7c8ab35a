import { allContainers } from '../../network/pod.ts';
import type { ContainerPort } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { fixOf, removeItemAt } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { relatedProtocols, relatedTo } from '../shared/words.ts';

/**
 * The same port and protocol stand twice in one container. Server-side apply refuses that, because the pair is the key of the list; client-side apply warns.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }, { containerPort: 8080 }] }
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
 * @source api/core/v1/types.go, Container.ports listMapKey=containerPort,protocol
 */
export const kn102 = defineRule({
  code: 'KN102',
  name: 'pod-port-dup-in-container',
  severity: 'warning',
  summary: 'A container lists one port twice.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['api/core/v1/types.go, Container.ports listMapKey=containerPort,protocol'],
  check(maker, _context, report) {
    for (const container of allContainers(maker.template)) {
      const seen = new Map<string, ContainerPort>();
      for (const port of container.ports) {
        const { containerPort, protocol } = port;
        if (containerPort?.value === undefined || protocol.value === undefined) continue;
        const key = `${containerPort.value}/${protocol.value}`;
        const first = seen.get(key);
        if (first === undefined) seen.set(key, port);
        else if (first.hostPort?.value === port.hostPort?.value && first.hostIP?.value === port.hostIP?.value)
          report({
            at: containerPort,
            // Two names for one port let two Services call it differently.
            severity:
              first.name?.value !== undefined && port.name?.value !== undefined && first.name.value !== port.name.value
                ? 'info'
                : 'warning',
            message: `Container ${containerName(container)} lists ${key} twice: server-side apply refuses it.`,
            related: [
              relatedTo(maker, first.containerPort ?? first, `${key} stands here first`),
              ...relatedProtocols(maker, [first, port]),
            ],
            fixes: () => (port.name === undefined ? fixOf('Remove the second entry', [removeItemAt(maker, port)]) : []),
          });
      }
    }
  },
});
