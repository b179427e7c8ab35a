import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * `sessionAffinity` is None or ClientIP, and the timeout of ClientIP is between 1 and 86400 seconds. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   sessionAffinity: ClientIP
 *   sessionAffinityConfig: { clientIP: { timeoutSeconds: 100000 } }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   sessionAffinity: ClientIP
 *   sessionAffinityConfig: { clientIP: { timeoutSeconds: 86400 } }
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn239 = defineRule({
  code: 'KN239',
  name: 'affinity-config',
  severity: 'error',
  summary: 'The session affinity is not one that the API server takes.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    const affinity = service.sessionAffinity;
    if (affinity?.value !== undefined && affinity.value !== 'None' && affinity.value !== 'ClientIP')
      report({
        at: affinity,
        message: `${describe(service)} has sessionAffinity "${affinity.value}"; the API server takes None or ClientIP.`,
        fixes: () => replaceFix('Use ClientIP', service, affinity, 'ClientIP'),
      });
    const timeout = service.affinityTimeout;
    if (affinity?.value === 'ClientIP' && timeout?.value !== undefined && (timeout.value <= 0 || timeout.value > 86400))
      report({
        at: timeout,
        message: `${describe(service)} keeps clients for ${timeout.value} seconds; the API server takes 1 to 86400.`,
        fixes: () => replaceFix('Use 10800 seconds', service, timeout, 10800),
      });
  },
});
