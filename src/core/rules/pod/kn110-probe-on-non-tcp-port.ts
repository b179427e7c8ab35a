import { defineRule } from '../rule.ts';
import { allContainers, containerName } from '../shared/pods.ts';
import { relatedTo } from '../shared/words.ts';

/**
 * HTTP, TCP and gRPC probes open a TCP connection. The port that this probe names is declared for UDP or SCTP only, so nothing answers and the probe fails for ever.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: dns, labels: { app: dns } }
 * spec:
 *   containers:
 *     - { name: dns, image: dns, ports: [{ name: dns, containerPort: 53, protocol: UDP }], livenessProbe: { tcpSocket: { port: dns } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: dns, labels: { app: dns } }
 * spec:
 *   containers:
 *     - { name: dns, image: dns, ports: [{ name: dns, containerPort: 53, protocol: UDP }, { name: health, containerPort: 8080 }], livenessProbe: { tcpSocket: { port: health } } }
 * ```
 * @source pkg/kubelet/prober/prober.go
 */
export const kn110 = defineRule({
  code: 'KN110',
  name: 'probe-on-non-tcp-port',
  severity: 'error',
  summary: 'A probe uses TCP on a port of another protocol.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/kubelet/prober/prober.go'],
  check(maker, _context, report) {
    for (const container of allContainers(maker.template))
      for (const { port, name } of container.probes) {
        if (port?.value === undefined || container.portsOpen !== undefined) continue;
        const named = container.ports.filter(
          (declared) => declared.name?.value === port.value || declared.containerPort?.value === port.value,
        );
        const number = named[0]?.containerPort?.value;
        const same = container.ports.filter(({ containerPort }) => containerPort?.value === number);
        if (
          number === undefined ||
          same.some(({ protocol }) => protocol.value === 'TCP' || protocol.value === undefined)
        )
          continue;
        // An undeclared TCP listener beside a UDP port of the same number is legal and common (DNS).
        const certain = typeof port.value === 'string';
        report({
          at: port,
          severity: certain ? 'error' : 'info',
          message: `${name} of container ${containerName(container)} opens a TCP connection to port ${port.value}, which is declared for ${same[0]?.protocol.value} only${certain ? ': it fails for ever' : ''}.`,
          related: same.map((declared) =>
            relatedTo(maker, declared.protocol, `port ${number} is ${declared.protocol.value}`),
          ),
        });
      }
  },
});
