import { allContainers } from '../../network/pod.ts';
import type { Stated } from '../../resources/field.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { isBuiltIn } from '../shared/pods.ts';
import { describe } from '../shared/words.ts';

/**
 * Protocols are written in capitals: TCP, UDP or SCTP. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: dns, labels: { app: dns } }
 * spec:
 *   containers:
 *     - { name: dns, image: dns, ports: [{ containerPort: 53, protocol: udp }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: dns, labels: { app: dns } }
 * spec:
 *   containers:
 *     - { name: dns, image: dns, ports: [{ containerPort: 53, protocol: UDP }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, validateContainerPorts
 */
export const kn107 = defineRule({
  code: 'KN107',
  name: 'pod-protocol',
  severity: 'error',
  summary: 'A protocol is not TCP, UDP or SCTP.',
  subjects: ['podMaker', 'service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateContainerPorts'],
  check(resource, _context, report) {
    const refuse = (protocol: Stated<string>) => {
      if (protocol.value === undefined || protocols.has(protocol.value)) return;
      const upper = protocol.value.toUpperCase();
      report({
        at: protocol,
        message: `${describe(resource)} has the protocol "${protocol.value}"; the API server takes TCP, UDP and SCTP, in capitals.`,
        fixes: () => (protocols.has(upper) ? replaceFix(`Use ${upper}`, resource, protocol, upper, true) : []),
      });
    };
    if (resource.type === 'service') for (const { protocol } of resource.ports) refuse(protocol);
    else if (isBuiltIn(resource))
      for (const container of allContainers(resource.template))
        for (const { protocol } of container.ports) refuse(protocol);
  },
});

const protocols: ReadonlySet<string> = new Set(['TCP', 'UDP', 'SCTP']);
