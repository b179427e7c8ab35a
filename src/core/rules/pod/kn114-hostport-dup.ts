import { defineRule } from '../rule.ts';
import { containerName, isBuiltIn } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { clashes, hostPortName } from './host-ports.ts';

/**
 * A host port, with its protocol and host address, can be given once in a pod. The API server refuses a second one.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81, hostPort: 8080 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81, hostPort: 8081 }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, checkHostPortConflicts
 */
export const kn114 = defineRule({
  code: 'KN114',
  name: 'hostport-dup',
  severity: 'error',
  summary: 'Two ports of a pod ask for one host port.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, checkHostPortConflicts'],
  check(maker, _context, report) {
    if (!isBuiltIn(maker)) return;
    const { containers, initContainers } = maker.template;
    // Init containers run one by one, so each is looked at alone.
    for (const { port, container, other, owner } of [containers, ...initContainers.map((each) => [each])].flatMap(
      (each) => clashes(each, each),
    ))
      report({
        at: port.hostPort ?? port,
        message: `${
          container === owner
            ? `Container ${containerName(container)} of ${describe(maker)} asks twice`
            : `Containers ${containerName(owner)} and ${containerName(container)} of ${describe(maker)} both ask`
        } for host port ${hostPortName(port)}: the API server refuses it.`,
        related: [
          relatedTo(
            maker,
            other.hostPort ?? other,
            `container ${containerName(owner)} asks for host port ${hostPortName(other)} first`,
          ),
        ],
      });
  },
});
