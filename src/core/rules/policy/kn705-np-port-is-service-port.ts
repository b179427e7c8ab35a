import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { portDiagnoses } from './port-diagnosis.ts';

/**
 * Policies look at packets that are already on their way to a pod: kube-proxy has replaced the Service's address and port by the pod's. A rule that names the port of the Service where that sends to another one matches nothing, and what it was written for stays denied.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress:
 *     - from: [{ podSelector: { matchLabels: { app: web } } }]
 *       ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec:
 *   selector: { app: api }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress:
 *     - from: [{ podSelector: { matchLabels: { app: web } } }]
 *       ports: [{ port: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec:
 *   selector: { app: api }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
 * ```
 * @exceptions Rules that name the port of the pod too, and ports that a container declares, a probe asks or another Service sends to. A warning where another policy may let the port of the pod through, or where pods may exist that the text does not show.
 * @source kubernetes.io/docs/concepts/services-networking/network-policies; networking/v1 NetworkPolicyPort
 */
export const kn705 = defineRule({
  code: 'KN705',
  name: 'np-port-is-service-port',
  severity: 'error',
  summary: 'A NetworkPolicy names the Service port instead of the port of the pod.',
  subjects: ['networkPolicy'],
  reads: ['podMaker', 'service', 'networkPolicy', 'clusterPolicy', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 NetworkPolicyPort'],
  check(policy, { world }, report) {
    for (const diagnosis of world.derive(portDiagnoses, policy)) {
      if (diagnosis.code !== 'KN705') continue;
      const { stated, service, servicePort, target, maker, severity, direction } = diagnosis;
      const { value } = stated;
      report({
        at: stated,
        severity,
        message: `${describe(policy)} allows port ${value} ${direction === 'ingress' ? 'of' : 'to'} the pods of ${describe(maker)}, which is the port of ${describe(service)}: it sends to ${target}, and policies see only that, so ${severity === 'error' ? 'connections through the Service are denied' : 'the rule does not let them through'}.`,
        related: [
          relatedTo(service, servicePort.targetPort ?? servicePort, `${describe(service)} sends ${value} to ${target}`),
        ],
        fixes: () => replaceFix(`Use port ${target}`, policy, stated, target, true),
      });
    }
  },
});
