import { allContainers } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { removeKeyFix } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';

/**
 * `hostIP` says to which address of the node a host port is bound. Without a host port it has no effect.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostIP: 127.0.0.1 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80 }] }
 * ```
 * @source pkg/api/pod/warnings.go
 */
export const kn118 = defineRule({
  code: 'KN118',
  name: 'hostip-without-hostport',
  severity: 'hint',
  summary: 'hostIP does nothing without a hostPort.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/api/pod/warnings.go'],
  check(maker, _context, report) {
    if (maker.template.hostNetwork.value !== false) return;
    for (const container of allContainers(maker.template))
      for (const port of container.ports)
        if (port.hostIP?.value !== undefined && (port.hostPort === undefined || port.hostPort.value === 0))
          report({
            at: port.hostIP,
            message: `Port ${port.containerPort?.value ?? '?'} of container ${containerName(container)} has hostIP ${port.hostIP.value} and no hostPort: the node does not listen for it, on any address.`,
            fixes: () => removeKeyFix('Remove hostIP', maker, port, 'hostIP'),
          });
  },
});
