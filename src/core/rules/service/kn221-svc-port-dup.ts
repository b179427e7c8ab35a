import type { ServicePort } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedProtocols, relatedTo } from '../shared/words.ts';
import { removeTwinFix } from './fields.ts';

/**
 * Each pair of port number and protocol stands once in a Service; the API server refuses a second one.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports:
 *     - { name: http, port: 80, targetPort: 8080 }
 *     - { name: http, port: 80, targetPort: 8080 }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports:
 *     - { name: http, port: 80, targetPort: 8080 }
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn221 = defineRule({
  code: 'KN221',
  name: 'svc-port-dup',
  severity: 'error',
  summary: 'A Service states one port number and protocol twice.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    const seen = new Map<string, ServicePort>();
    for (const port of service.ports) {
      if (port.port?.value === undefined || port.protocol.value === undefined) continue;
      const key = `${port.port.value}/${port.protocol.value}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, port);
      else
        report({
          at: port.port,
          message: `${describe(service)} states port ${key} twice, for ${targetName(first)} and for ${targetName(port)}: the API server refuses it.`,
          related: [
            relatedTo(service, first.port ?? first, `port ${key} stands here first`),
            ...relatedProtocols(service, [first, port]),
          ],
          fixes: () => removeTwinFix(service, first, port),
        });
    }
  },
});

/** Where a port sends to. */
function targetName({ targetPort, port }: ServicePort): string {
  return `targetPort ${(targetPort ?? port)?.value ?? '?'}`;
}
