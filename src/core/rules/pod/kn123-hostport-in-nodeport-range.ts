import { hostPorts, runningContainers } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * kube-proxy takes connections to node ports before they reach a process. A host port of that range may be given to a Service at any time, and then the pod no longer gets its connections.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 30080 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }] }
 * ```
 * @source pkg/proxy, NodePort rules
 */
export const kn123 = defineRule({
  code: 'KN123',
  name: 'hostport-in-nodeport-range',
  severity: 'warning',
  summary: 'A host port lies in the range of node ports.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/proxy, NodePort rules'],
  check(maker, { settings }, report) {
    if (maker.live) return;
    const { first, last } = settings.nodePorts;
    for (const { port, number } of hostPorts(maker.template, runningContainers(maker.template)))
      if (number >= first && number <= last)
        report({
          at: port.hostPort ?? port.containerPort ?? port,
          message: `Host port ${number} of ${describe(maker)} is in the range of node ports (${first}–${last}): a Service that gets it takes its connections.`,
        });
  },
});
