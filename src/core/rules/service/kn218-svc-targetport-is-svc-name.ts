import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { missingNameFixes } from '../shared/target-port-fixes.ts';
import { describe, listPorts, relatedPort } from '../shared/words.ts';

/**
 * `targetPort` names a port of a *container*. Here it repeats the name of the Service port itself, which no container port has, so
 * the port gets no endpoint and connections are refused.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ name: http, port: 80, targetPort: http }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ name: http, port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }] }
 * ```
 * @exceptions Pods into which a sidecar is injected may get the port from it; information then, and only where a port of theirs looks mistyped.
 * @source pkg/api/v1/pod/util.go, FindPort
 */
export const kn218 = defineRule({
  code: 'KN218',
  name: 'svc-targetport-is-svc-name',
  severity: 'error',
  summary: 'The targetPort repeats the name of the Service port, which no container port has.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'networkPolicy', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN218')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port.port ?? diagnosis.port,
          severity: diagnosis.severity,
          message: `${describe(service)} sends port ${diagnosis.port.port?.value ?? '?'} to "${diagnosis.name}", which is only the name of the Service port: the containers of ${describe(diagnosis.maker)} have ${listPorts(diagnosis.offers)}, so connections are refused.`,
          related: diagnosis.offers.map((offer) => relatedPort(diagnosis.maker, offer)),
          fixes: () => missingNameFixes(world, service, diagnosis),
        });
  },
});
