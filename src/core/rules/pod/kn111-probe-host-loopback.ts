import { allContainers } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { fixOf, removeField } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';

/**
 * Probes run in the kubelet on the node, not in the pod. `host: localhost` is therefore the node itself, and the probe checks whatever listens there. Without `host` the probe goes to the pod's address.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, livenessProbe: { httpGet: { host: localhost, port: 8080 } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, livenessProbe: { httpGet: { port: 8080 } } }
 * ```
 * @exceptions Pods on the network of their node.
 * @source pkg/kubelet/prober/prober.go
 */
export const kn111 = defineRule({
  code: 'KN111',
  name: 'probe-host-loopback',
  severity: 'warning',
  summary: "A probe's host is the loopback address, which is the node's.",
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/kubelet/prober/prober.go'],
  check(maker, _context, report) {
    if (maker.template.hostNetwork.value !== false) return;
    // Lifecycle hooks are sent by the kubelet too, so the same holds for them.
    for (const container of allContainers(maker.template))
      for (const { host, name } of container.probes)
        if (host?.value !== undefined && loopback.has(host.value))
          report({
            at: host,
            message: `${name} of container ${containerName(container)} goes to ${host.value} on the node, not in the pod: the kubelet sends it.`,
            fixes: () => fixOf('Remove host', [removeField(maker, host)], true),
          });
  },
});

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
