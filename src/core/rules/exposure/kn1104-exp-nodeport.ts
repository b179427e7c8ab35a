import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * A Service of type NodePort listens on every node, past whatever stands at the edge: no TLS, no rules of an Ingress, and the
 * port of a node for an address. Some clusters want none of them, others cannot do without; so this is only reported where a
 * configuration asks for it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
 */
export const kn1104 = defineRule({
  code: 'KN1104',
  name: 'exp-nodeport',
  severity: 'hint',
  byDefault: 'off',
  summary: 'A NodePort opens a port on every node (off by default).',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#type-nodeport'],
  check(service, _context, report) {
    if (service.serviceType.value !== 'NodePort') return;
    const stated = service.ports.flatMap(({ nodePort }) => (nodePort?.value === undefined ? [] : [nodePort.value]));
    report({
      at: service.serviceType,
      message: `${describe(service)} is of type NodePort: every node listens on ${
        stated.length === 0 ? 'a port that the cluster chooses' : stated.join(', ')
      }, whatever stands at the edge.`,
    });
  },
});
