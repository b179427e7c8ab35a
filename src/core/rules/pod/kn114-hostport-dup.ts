import { defineRule } from '../rule.ts';
import { isBuiltIn } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { clashes, hostPortKey } from './host-ports.ts';

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
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, checkHostPortConflicts'],
  check(maker, _context, report) {
    if (!isBuiltIn(maker)) return;
    for (const { port, other } of clashes(maker.template.containers, maker.template.containers))
      report({
        at: port.hostPort ?? port,
        message: `${describe(maker)} asks for hostPort ${hostPortKey(port)} twice: the API server refuses it.`,
        related: [relatedTo(maker, other.hostPort ?? other, 'it stands here first')],
      });
  },
});
