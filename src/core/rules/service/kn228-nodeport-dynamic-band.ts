import { defineRule } from '../rule.ts';
import { known } from './fields.ts';

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
    const { first, last } = settings.nodePorts;
    const size = last - first + 1;
    const end = first + Math.min(Math.max(16, Math.floor(size / 32)), 128) - 1;
    for (const field of known(service.ports.map(({ nodePort }) => nodePort)))
      if (field.value > end && field.value <= last)
        report({
          at: field,
          message: `Node port ${field.value} is in the part of the range from which ports are handed out; fixed ports are safe up to ${end}.`,
        });
  },
});
