import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { missingNameFixes } from '../shared/target-port-fixes.ts';
import { describe, relatedPort } from '../shared/words.ts';

/**
 * A `targetPort` that is a name is looked up among the named ports of each pod's containers, with its protocol. When no
 * container port has the name, the port gets no endpoint: the Service exists, its pods are ready, and connections to the
 * port are refused. No event and no status reports it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments }
 * spec:
 *   selector: { app: payments }
 *   ports: [{ name: api, port: 80, targetPort: grpc }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: payments, labels: { app: payments } }
 * spec: { containers: [{ name: payments, image: payments, ports: [{ name: http, containerPort: 8080 }], readinessProbe: { tcpSocket: { port: http } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments }
 * spec:
 *   selector: { app: payments }
 *   ports: [{ name: api, port: 80, targetPort: http }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: payments, labels: { app: payments } }
 * spec: { containers: [{ name: payments, image: payments, ports: [{ name: http, containerPort: 8080 }], readinessProbe: { tcpSocket: { port: http } } }] }
 * ```
 * @exceptions Pods into which a sidecar is injected may get the port from it; information then, and only where a port of theirs looks mistyped. Information where nothing but a
 * label joins Service and workload: they lie in two folders and have different names.
 * @source kubernetes/endpointslice, getEndpointPorts; pkg/api/v1/pod/util.go, FindPort
 */
export const kn210 = defineRule({
  code: 'KN210',
  name: 'svc-targetport-name-missing',
  severity: 'error',
  summary: 'No container port of the selected pods has the name of the targetPort.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'networkPolicy', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN210')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port,
          severity: diagnosis.severity,
          message: `${describe(service)} sends port ${diagnosis.port.port?.value ?? '?'} to "${diagnosis.name}", but no container port of its pods has that name: connections are refused.`,
          related: diagnosis.offers.map((offer) => relatedPort(diagnosis.maker, offer)),
          fixes: () => missingNameFixes(world, service, diagnosis),
        });
  },
});
