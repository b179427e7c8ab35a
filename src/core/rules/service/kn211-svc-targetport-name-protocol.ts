import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { protocolFixes } from '../shared/target-port-fixes.ts';
import { describe, protocolPlace, relatedProtocol } from '../shared/words.ts';

/**
 * A named `targetPort` is looked up with the Service port's protocol. Here the name exists, but with another protocol, so the
 * port gets no endpoint: packets of its protocol are refused.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 53, targetPort: dns, protocol: UDP }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ name: dns, containerPort: 53 }], readinessProbe: { exec: { command: [/ready] } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 53, targetPort: dns, protocol: UDP }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ name: dns, containerPort: 53, protocol: UDP }], readinessProbe: { exec: { command: [/ready] } } }] }
 * ```
 * @source pkg/api/v1/pod/util.go, FindPort: name and protocol have to be equal
 */
export const kn211 = defineRule({
  code: 'KN211',
  name: 'svc-targetport-name-protocol',
  severity: 'error',
  summary: 'The named container port has another protocol than the Service port.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN211')
        report({
          at: protocolPlace(diagnosis.port),
          message: `${describe(service)} sends ${diagnosis.port.protocol.value} port ${diagnosis.port.port?.value ?? '?'} to "${diagnosis.name}", which is a ${diagnosis.other.port.protocol.value} port of ${describe(diagnosis.maker)}: the port gets no endpoints.`,
          related: [relatedProtocol(diagnosis.maker, diagnosis.other)],
          fixes: () => protocolFixes(world, service, diagnosis.port, diagnosis.maker, diagnosis.other),
        });
  },
});
