import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * The workloads behind the Service declare different numbers under the name that `targetPort` states. That is legal: the
 * Service gets one EndpointSlice for each number and sends to both. It is worth knowing when a change of port is not meant.
 *
 * @bad
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
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web-2, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 9090 }] }] }
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
 * @source kubernetes/endpointslice: pods are grouped by their resolved ports
 */
export const kn213 = defineRule({
  code: 'KN213',
  name: 'svc-targetport-name-divergent',
  severity: 'info',
  summary: 'One port name stands for different numbers in the selected workloads.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN213')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port.port ?? diagnosis.port,
          message: `"${diagnosis.name}" is ${join(diagnosis.numbers.map(({ maker, number }) => `${number} in ${describe(maker)}`))}; ${describe(service)} sends to all of them.`,
          related: diagnosis.numbers.map(({ maker, number }) =>
            relatedTo(maker, maker.kindSpan, `${describe(maker)} uses ${number}`),
          ),
        });
  },
});
