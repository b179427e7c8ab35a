import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { describe, relatedPort } from '../shared/words.ts';

/**
 * The name that `targetPort` states is declared only in an init container that runs to its end before the others start. Services
 * look at containers and sidecars only, so the port gets no endpoint and connections are refused.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: setup }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { initContainers: [{ name: init, image: init, ports: [{ name: setup, containerPort: 8080 }] }], containers: [{ name: web, image: web }] }
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
 * spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }] }
 * ```
 * @source pkg/api/v1/pod/util.go, FindPort: containers, then init containers with restartPolicy Always
 */
export const kn127 = defineRule({
  code: 'KN127',
  name: 'init-port-targeted',
  severity: 'error',
  summary: 'The targetPort names a port of an init container, which has ended when traffic arrives.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN127')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port.port ?? diagnosis.port,
          message: `${describe(service)} sends port ${diagnosis.port.port?.value ?? '?'} to "${diagnosis.name}", a port of init container "${diagnosis.other.container.name?.value ?? '?'}", which has ended when traffic arrives: connections are refused.`,
          related: [relatedPort(diagnosis.maker, diagnosis.other)],
        });
  },
});
