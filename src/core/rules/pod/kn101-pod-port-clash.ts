import { portClashes } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The containers of a pod share one network namespace, hence one set of ports. The second of two containers that bind the same port fails with "address already in use" and restarts for ever.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }] }
 *     - { name: proxy, image: proxy, ports: [{ containerPort: 8080 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }] }
 *     - { name: proxy, image: proxy, ports: [{ containerPort: 8081 }] }
 * ```
 * @exceptions Plain init containers, which end before the others start; ports bound to different addresses.
 * @source kubernetes.io/docs/concepts/workloads/pods/#pod-networking
 */
export const kn101 = defineRule({
  code: 'KN101',
  name: 'pod-port-clash',
  severity: 'error',
  summary: 'Two containers of a pod declare the same port.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/workloads/pods/#pod-networking'],
  check(maker, _context, report) {
    for (const { first, second, number, protocol } of portClashes(maker.template))
      report({
        at: second.port.containerPort ?? second.port,
        message: `Containers ${containerName(first.container)} and ${containerName(second.container)} of ${describe(maker)} share one network namespace and both declare ${number}/${protocol}: the second one to start fails with "address already in use".`,
        related: [
          relatedTo(
            maker,
            first.port.containerPort ?? first.port,
            `container ${containerName(first.container)} declares ${number}/${protocol}`,
          ),
        ],
      });
  },
});
