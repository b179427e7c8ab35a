import { servingPorts } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { describe, listPorts, relatedPort, relatedTo } from '../shared/words.ts';
import { portDiagnoses } from './port-diagnosis.ts';

/**
 * Declaring container ports is optional, so a rule for a port that no container declares may be right. Where all pods of the rule declare ports and none of them is this one, and no probe and no Service uses it either, it is more likely a slip or a left-over: what the rule was written for stays denied.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{ ports: [{ port: 8008 }] }]
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
 *   ingress: [{ ports: [{ port: 8080 }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
 * ```
 * @exceptions Rules about all pods of a namespace, ranges, pods into which a sidecar is injected, and pods that the text does not show.
 * @source networking/v1 NetworkPolicyPort; core/v1 ContainerPort
 */
export const kn706 = defineRule({
  code: 'KN706',
  name: 'np-port-undeclared',
  severity: 'info',
  summary: 'A NetworkPolicy names a port that no selected pod declares.',
  subjects: ['networkPolicy'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['networking/v1 NetworkPolicyPort'],
  check(policy, { world }, report) {
    for (const diagnosis of world.derive(portDiagnoses, policy)) {
      if (diagnosis.code !== 'KN706') continue;
      const { stated, makers, port, direction } = diagnosis;
      const [maker] = makers;
      if (maker === undefined) continue;
      const offers = [...servingPorts(maker.template)];
      const protocol = port.protocol.value === 'TCP' ? '' : `/${port.protocol.value}`;
      const isDeclared = offers.some((offer) => offer.port.containerPort?.value === stated.value);
      report({
        at: stated,
        message: `${describe(policy)} allows port ${stated.value}${protocol} ${direction === 'ingress' ? 'of' : 'to'} the pods of ${describe(maker)}, whose containers declare ${listPorts(offers)}: unless something listens there all the same, the rule is for nothing.`,
        related: [
          ...offers.map((offer) => relatedPort(maker, offer)),
          ...(isDeclared && !('defaulted' in port.protocol)
            ? [relatedTo(policy, port.protocol, `the protocol is ${port.protocol.value}`)]
            : []),
        ],
      });
    }
  },
});
