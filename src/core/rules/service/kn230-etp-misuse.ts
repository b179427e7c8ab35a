import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { isExternallyAccessible, isPart, removeFieldFix } from './fields.ts';

/**
 * `externalTrafficPolicy` says what happens to traffic from outside. A Service without a way in from outside may not state it; the API server refuses it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   externalTrafficPolicy: Local
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   selector: { app: web }
 *   externalTrafficPolicy: Local
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn230 = defineRule({
  code: 'KN230',
  name: 'etp-misuse',
  severity: 'error',
  summary: 'externalTrafficPolicy needs a Service that is reachable from outside.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    if (isExternallyAccessible(service) !== false || (isPart(service) && !service.specKeys.has('type'))) return;
    const at = service.specKeys.get('externalTrafficPolicy');
    const policy = service.externalTrafficPolicy?.value;
    if (at === undefined || policy === undefined) return;
    report({
      at,
      message: `${describe(service)} is of type ${service.serviceType.value} and states externalTrafficPolicy ${policy}, which only Services reachable from outside may have: the API server refuses it.`,
      fixes: () => removeFieldFix(service, 'externalTrafficPolicy'),
    });
  },
});
