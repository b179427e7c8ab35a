import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { protocolFixes } from '../shared/target-port-fixes.ts';
import { describe, protocolPlace, relatedProtocol } from '../shared/words.ts';

/**
 * The Service forwards one protocol to a number that the pods declare for another protocol only. Nothing may listen there for the
 * Service's protocol.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 53, protocol: UDP, targetPort: 5353 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 5353 }], readinessProbe: { exec: { command: [/ready] } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 53, protocol: UDP, targetPort: 5353 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 5353, protocol: UDP }], readinessProbe: { exec: { command: [/ready] } } }] }
 * ```
 * @exceptions Information where the Service sends both protocols to the number, as for DNS.
 * @source kubernetes/endpointslice, getEndpointPorts: the endpoint port has the Service port's protocol
 */
export const kn216 = defineRule({
  code: 'KN216',
  name: 'svc-targetport-number-protocol',
  severity: 'warning',
  summary: 'The number is declared with another protocol only.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN216')
        report({
          at: protocolPlace(diagnosis.port),
          severity: isTwin(service, diagnosis.port) ? 'info' : 'warning',
          message: `${describe(service)} forwards ${diagnosis.port.protocol.value} to ${diagnosis.number}, but ${describe(diagnosis.maker)} declares ${diagnosis.number} for ${diagnosis.other.port.protocol.value} only: if nothing answers ${diagnosis.port.protocol.value} there, its packets are lost.`,
          related: [relatedProtocol(diagnosis.maker, diagnosis.other)],
          fixes: () => protocolFixes(world, service, diagnosis.port, diagnosis.maker, diagnosis.other),
        });
  },
});

/** Whether another port of the Service sends the other protocol to the same number: such programs (DNS) listen on both. */
function isTwin(service: Service, port: ServicePort): boolean {
  const target = port.targetPort?.value ?? port.port?.value;
  return service.ports.some(
    (other) =>
      (other.targetPort?.value ?? other.port?.value) === target && other.protocol.value !== port.protocol.value,
  );
}
