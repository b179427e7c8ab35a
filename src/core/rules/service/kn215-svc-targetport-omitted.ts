import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { sendTo } from '../shared/target-port-fixes.ts';
import { describe, portWords, relatedPort } from '../shared/words.ts';

/**
 * An omitted `targetPort` means the number of `port`. The pods declare exactly one other port, which nothing targets: the Service
 * probably sends to a port on which nobody listens, and connections are refused by the pod.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 8080 }], readinessProbe: { tcpSocket: { port: http } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: http }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 8080 }], readinessProbe: { tcpSocket: { port: http } } }] }
 * ```
 * @source pkg/apis/core/v1/defaults.go: targetPort defaults to port
 */
export const kn215 = defineRule({
  code: 'KN215',
  name: 'svc-targetport-omitted',
  severity: 'warning',
  summary: 'Without a targetPort the port number is used, but the pods declare another one.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN215')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port.port ?? diagnosis.port,
          message: `${describe(service)} sends port ${diagnosis.number} to ${diagnosis.number}, because it states no targetPort, but ${describe(diagnosis.maker)} declares only ${portWords(diagnosis.other.port)}. If nothing listens on ${diagnosis.number}, connections are refused.`,
          related: [relatedPort(diagnosis.maker, diagnosis.other)],
          fixes: () => sendTo(world, service, diagnosis.port, diagnosis.other, false),
        });
  },
});
