import { isHeadless } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * A headless Service has no virtual address, so no proxy handles its connections: session affinity, external addresses and load balancer addresses are ignored.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   clusterIP: None
 *   sessionAffinity: ClientIP
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   clusterIP: None
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/api/service/warnings.go
 */
export const kn240 = defineRule({
  code: 'KN240',
  name: 'headless-ignored',
  severity: 'warning',
  summary: 'A field has no effect on a headless Service.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/api/service/warnings.go'],
  check(service, _context, report) {
    if (!isHeadless(service)) return;
    for (const field of ['sessionAffinity', 'externalIPs', 'loadBalancerIP']) {
      const at = service.specKeys.get(field);
      if (at === undefined || (field === 'sessionAffinity' && service.sessionAffinity?.value !== 'ClientIP')) continue;
      if (field === 'externalIPs' && service.externalIPs.length === 0) continue;
      report({
        at,
        message: `${describe(service)} is headless, so ${field} is ignored: clients connect to the pods themselves.`,
        fixes: () => removeFieldFix(service, field),
      });
    }
  },
});
