import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { known, lastFixedNodePort } from './fields.ts';

/**
 * Ports that nobody asks for are handed out from the upper part of the node port range first. A fixed port there may be taken already when the Service is created; the lower part is kept for fixed ones.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports: [{ port: 80, nodePort: 31080 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports: [{ port: 80, nodePort: 30080 }]
 * ```
 * @source Service NodePort static band, KEP-3668
 */
export const kn228 = defineRule({
  code: 'KN228',
  name: 'nodeport-dynamic-band',
  severity: 'hint',
  summary: 'A fixed nodePort lies where the cluster hands out ports by itself.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['Service NodePort static band, KEP-3668'],
  check(service, { settings }, report) {
    if (service.live) return;
    const { last } = settings.nodePorts;
    const end = lastFixedNodePort(settings.nodePorts);
    for (const field of known(service.ports.map(({ nodePort }) => nodePort)))
      if (field.value > end && field.value <= last)
        report({
          at: field,
          message: `${describe(service)} asks for node port ${field.value}, from the part of the range that the cluster hands out by itself (above ${end}): the number may be taken already when the Service is made.`,
        });
  },
});
