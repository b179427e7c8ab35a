import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
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
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 5353 }] }] }
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
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 5353, protocol: UDP }] }] }
 * ```
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
  fixable: false,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN216')
        report({
          at: protocolPlace(diagnosis.port),
          message: `${describe(service)} forwards ${diagnosis.port.protocol.value} to ${diagnosis.number}, but ${describe(diagnosis.maker)} declares ${diagnosis.number} for ${diagnosis.other.port.protocol.value} only.`,
          related: [relatedProtocol(diagnosis.maker, diagnosis.other)],
        });
  },
});
