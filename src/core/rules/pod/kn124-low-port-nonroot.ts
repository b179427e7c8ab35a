import { defineRule } from '../rule.ts';
import { containerName, runningContainers } from '../shared/pods.ts';

/**
 * Ports below 1024 need a capability, root, or the sysctl `net.ipv4.ip_unprivileged_port_start`. Many container runtimes set the sysctl by default; where they do not, the process ends with "permission denied".
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   securityContext: { runAsNonRoot: true }
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   securityContext: { runAsNonRoot: true }
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }] }
 * ```
 * @source kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster
 */
export const kn124 = defineRule({
  code: 'KN124',
  name: 'low-port-nonroot',
  severity: 'hint',
  summary: 'A process without root may not be able to bind a low port.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster'],
  check(maker, _context, report) {
    const { template } = maker;
    if (template.sysctls.some(({ name }) => name === 'net.ipv4.ip_unprivileged_port_start')) return;
    for (const container of runningContainers(template)) {
      if (!(container.runsAsNonRoot ?? template.runsAsNonRoot) || container.capabilities.includes('NET_BIND_SERVICE'))
        continue;
      for (const { containerPort } of container.ports)
        if (containerPort?.value !== undefined && containerPort.value > 0 && containerPort.value < 1024)
          report({
            at: containerPort,
            message: `Container ${containerName(container)} does not run as root; where the runtime does not allow it, binding port ${containerPort.value} fails.`,
          });
    }
  },
});
