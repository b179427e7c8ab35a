import { servingPorts } from '../../network/pod.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { Span } from '../../text/span.ts';
import { defineRule } from '../rule.ts';
import { isTypo } from '../shared/evidence.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * The Service selects several workloads and its `targetPort` is a name that only some of them declare. The others stay in the
 * Service but serve no traffic on this port.
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
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
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
 * @source kubernetes/endpointslice, getEndpointPorts: a port that does not resolve is left out for that pod
 */
export const kn212 = defineRule({
  code: 'KN212',
  name: 'svc-targetport-name-partial',
  severity: 'warning',
  summary: 'Some of the selected workloads lack the named target port.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN212')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port.port ?? diagnosis.port,
          message: `${describe(service)} sends port ${diagnosis.port.port?.value ?? '?'} to "${diagnosis.name}", which ${diagnosis.lacking.length} of its ${diagnosis.of} workloads lack: ${join(diagnosis.lacking.map(describe))} get no traffic on it.`,
          related: diagnosis.lacking.map((maker) =>
            relatedTo(maker, lackAt(maker, diagnosis.name), `${describe(maker)} has no port named ${diagnosis.name}`),
          ),
        });
  },
});

/** Where a workload lacks a port: at one that has the name for another protocol or mistyped, else at its containers. */
function lackAt({ template, kindSpan }: PodMaker, name: string): Span {
  for (const { port } of servingPorts(template)) {
    if (port.name?.value === name && !('defaulted' in port.protocol)) return port.protocol;
    if (port.name?.value !== undefined && isTypo(name, port.name.value)) return port.name;
  }
  return template.containersSpan ?? kindSpan;
}
