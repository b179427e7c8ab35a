import { allContainers } from '../../network/pod.ts';
import type { Container, PodMaker, Probe } from '../../resources/pod-maker.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { relatedTo } from '../shared/words.ts';

/**
 * HTTP, TCP and gRPC probes open a TCP connection. The port that this probe names is declared for UDP or SCTP only, so the probe fails unless the program listens on TCP as well.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: dns, labels: { app: dns } }
 * spec:
 *   containers:
 *     - { name: dns, image: dns, ports: [{ name: dns, containerPort: 53, protocol: UDP }, { name: health, containerPort: 8080 }], livenessProbe: { tcpSocket: { port: dns } } }
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
  severity: 'warning',
  summary: 'A probe uses TCP on a port of another protocol.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/kubelet/prober/prober.go'],
  check(maker, _context, report) {
    for (const container of allContainers(maker.template))
      for (const probe of container.probes) {
        const { port, name } = probe;
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
        report({
          at: port,
          severity: typeof port.value === 'string' ? 'warning' : 'info',
          message: `${name} of container ${containerName(container)} opens a TCP connection to port ${port.value}, which is declared for ${same[0]?.protocol.value} only: unless the program listens on TCP as well, it fails for ever.`,
          related: same.map((declared) =>
            relatedTo(maker, declared.protocol, `port ${number} is ${declared.protocol.value}`),
          ),
          fixes: () => otherPortFix(maker, container, probe),
        });
      }
  },
});

/** Probes the one TCP port that the container has. */
function otherPortFix(maker: PodMaker, container: Container, { port, handler }: Probe): readonly Fix[] {
  const [found, ...others] = container.ports.filter(({ protocol }) => protocol.value === 'TCP');
  const number = found?.containerPort?.value;
  if (port === undefined || number === undefined || others.length > 0) return [];
  const target = handler === 'grpc' ? number : (found?.name?.value ?? number);
  return replaceFix(`Probe port ${target}`, maker, port, target, true);
}
