import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { clashes, hostPortName } from './host-ports.ts';

/**
 * Sidecars (init containers with restartPolicy Always) run beside the containers, so they cannot share a host port with them. The API server does not check this; the pod cannot start both.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web }
 * spec:
 *   initContainers: [{ name: proxy, image: proxy, restartPolicy: Always, ports: [{ containerPort: 81, hostPort: 8080 }] }]
 *   containers: [{ name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web }
 * spec:
 *   initContainers: [{ name: proxy, image: proxy, restartPolicy: Always, ports: [{ containerPort: 81, hostPort: 8081 }] }]
 *   containers: [{ name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }] }]
 * ```
 * @source pkg/api/pod/warnings.go
 */
export const kn115 = defineRule({
  code: 'KN115',
  name: 'hostport-dup-sidecar',
  severity: 'error',
  summary: 'A sidecar and a container ask for one host port.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/api/pod/warnings.go'],
  check(maker, _context, report) {
    const sidecars = maker.template.initContainers.filter(({ role }) => role === 'sidecar');
    for (const { port, container, other, owner } of clashes(maker.template.containers, sidecars))
      report({
        at: port.hostPort ?? port,
        message: `Sidecar ${containerName(container)} and container ${containerName(owner)} of ${describe(maker)} both ask for host port ${hostPortName(port)}: the API server accepts it, but only one of them can have it.`,
        related: [
          relatedTo(
            maker,
            other.hostPort ?? other,
            `container ${containerName(owner)} asks for host port ${hostPortName(other)}`,
          ),
        ],
      });
  },
});
