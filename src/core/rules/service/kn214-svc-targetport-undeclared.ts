import { defineRule } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { sendTo } from '../shared/target-port-fixes.ts';
import { describe, listPorts, relatedPort } from '../shared/words.ts';

/**
 * A numeric `targetPort` works when something listens there, declared or not. When the pods declare other ports and one of them
 * is what no Service targets, the number is probably mistaken, and connections are refused by the pod.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8008 }]
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
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }] }
 * ```
 * @exceptions Pods that declare no port at all. Pods into which a sidecar is injected: information then, and only where a port of theirs looks mistyped. Without a port that was probably meant it
 * is information only.
 * @source kubernetes/endpointslice, getEndpointPorts: a number is taken as it is
 */
export const kn214 = defineRule({
  code: 'KN214',
  name: 'svc-targetport-undeclared',
  severity: 'warning',
  summary: 'The number of the targetPort is declared by no container of the selected pods.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN214')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port.port ?? diagnosis.port,
          severity: diagnosis.severity,
          message: `${describe(service)} sends port ${diagnosis.port.port?.value ?? '?'} to ${diagnosis.number}, which no container of ${describe(diagnosis.maker)} declares; declared: ${listPorts(diagnosis.offers)}. If nothing listens on ${diagnosis.number}, connections are refused.`,
          related: (diagnosis.likely === undefined ? diagnosis.offers : [diagnosis.likely]).map((offer) =>
            relatedPort(diagnosis.maker, offer),
          ),
          fixes: () => sendTo(world, service, diagnosis.port, diagnosis.likely, true),
        });
  },
});
