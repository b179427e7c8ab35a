import { servingPorts } from '../../network/pod.ts';
import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, listPorts, relatedPort, relatedTo } from '../shared/words.ts';
import { rulesInForce } from './parts.ts';
import { type PortDiagnosis, portDiagnoses } from './port-diagnosis.ts';

/**
 * A port that a policy gives by name is looked up on the destination's pod, with its protocol. Where no container port has the name, this item of the rule matches nothing: it does not widen to all ports, it allows none. Addresses have no names of ports at all.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{ ports: [{ port: web }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api, ports: [{ name: http, containerPort: 8080 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{ ports: [{ port: http }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api, ports: [{ name: http, containerPort: 8080 }] }] }
 * ```
 * @exceptions Pods into which a sidecar is injected, and pods whose ports are not all known. Less than an error for rules about all pods of a namespace, and where pods may exist that the text does not show.
 * @source networking/v1 NetworkPolicyPort; pkg/api/v1/pod/util.go, FindPort
 */
export const kn707 = defineRule({
  code: 'KN707',
  name: 'np-named-port',
  severity: 'error',
  summary: 'A NetworkPolicy names a port name that no pod has.',
  subjects: ['networkPolicy'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 NetworkPolicyPort'],
  check(policy, { world }, report) {
    for (const diagnosis of world.derive(portDiagnoses, policy)) {
      if (diagnosis.code !== 'KN707') continue;
      const { stated, makers, severity, port } = diagnosis;
      const [maker, ...others] = makers;
      if (maker === undefined) continue;
      const who = `the pods of ${describe(maker)}${others.length === 0 ? '' : ` and ${others.length} more`}`;
      const offers = [...servingPorts(maker.template)];
      const isNamed = makers.some(({ template }) =>
        [...servingPorts(template)].some((offer) => offer.port.name?.value === stated.value),
      );
      report({
        at: stated,
        severity,
        message: `${describe(policy)} allows the ${port.protocol.value} port "${stated.value}", but no container port of ${who} has that name${others.length === 0 ? ` (${listPorts(offers)})` : ''}: it allows nothing.`,
        related: [
          ...makers.flatMap((each) => [...servingPorts(each.template)].map((offer) => relatedPort(each, offer))),
          ...(isNamed && !('defaulted' in port.protocol)
            ? [relatedTo(policy, port.protocol, `the protocol is ${port.protocol.value}`)]
            : []),
        ],
        fixes: () => namesFor(policy, diagnosis),
      });
    }
    for (const { direction, rule } of rulesInForce(policy)) {
      const isAddresses =
        direction === 'egress' &&
        rule.peersOpen === undefined &&
        rule.peers.length > 0 &&
        rule.peers.every(
          ({ ipBlock, podSelector, namespaceSelector }) =>
            ipBlock !== undefined && podSelector === undefined && namespaceSelector === undefined,
        );
      for (const { port } of isAddresses ? rule.ports : [])
        if (typeof port?.value === 'string')
          report({
            at: port,
            severity: 'warning',
            message: `${describe(policy)} allows the port "${port.value}" of addresses, which have no names of ports: it allows nothing. Give the number.`,
          });
    }
  },
});

/** The names that all the pods have with the protocol. */
function namesFor(
  policy: NetworkPolicy,
  { stated, makers, port }: Extract<PortDiagnosis, { code: 'KN707' }>,
): readonly Fix[] {
  const namesOf = ({ template }: PodMaker) =>
    [...servingPorts(template)].flatMap((offer) =>
      offer.port.protocol.value === port.protocol.value ? (offer.port.name?.value ?? []) : [],
    );
  const [first, ...others] = makers.map(namesOf);
  const common = [...new Set(first)].filter((name) => others.every((names) => names.includes(name)));
  const meant = common.length === 1 ? common[0] : meantAmong(stated.value, common);
  return common.flatMap((name) => replaceFix(`Use port ${name}`, policy, stated, name, name === meant));
}
