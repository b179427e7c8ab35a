import type { ServicePort } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * `kubectl apply` without `--server-side` merges the ports of a Service by their number alone. With one number for two protocols an update may drop one of them.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports:
 *     - { name: dns, port: 53, protocol: UDP }
 *     - { name: dns-tcp, port: 53 }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports:
 *     - { name: dns, port: 53, protocol: UDP }
 *     - { name: dns-tcp, port: 5353, targetPort: 53 }
 * ```
 * @source api/core/v1/types.go, Service.spec.ports patchMergeKey=port
 */
export const kn223 = defineRule({
  code: 'KN223',
  name: 'svc-port-apply-merge',
  severity: 'info',
  summary: 'One port number with two protocols can be lost by client-side apply.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['api/core/v1/types.go, Service.spec.ports patchMergeKey=port'],
  check(service, _context, report) {
    // Of each number the first port of each protocol.
    const seen = new Map<number, ServicePort[]>();
    for (const port of service.ports) {
      if (port.port?.value === undefined) continue;
      const above = seen.get(port.port.value) ?? [];
      const first = above.find(({ protocol }) => protocol.value !== port.protocol.value);
      if (above.every(({ protocol }) => protocol.value !== port.protocol.value))
        seen.set(port.port.value, [...above, port]);
      // Said on the later of the two.
      if (first === undefined) continue;
      report({
        at: port.port,
        severity: 'info',
        message: `${describe(service)} has port ${port.port.value} for ${first.protocol.value ?? '?'} and ${port.protocol.value ?? '?'}; client-side apply merges ports by number and may lose one on an update. Use server-side apply.`,
        related: [relatedTo(service, first.port ?? first, `the other port ${port.port.value}`)],
      });
    }
  },
});
