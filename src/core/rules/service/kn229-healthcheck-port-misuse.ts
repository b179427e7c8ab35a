import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * The health check port tells a load balancer which nodes have local endpoints, so it exists only for type LoadBalancer with `externalTrafficPolicy: Local`. The API server refuses it elsewhere.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   healthCheckNodePort: 30100
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   externalTrafficPolicy: Local
 *   selector: { app: web }
 *   healthCheckNodePort: 30100
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn229 = defineRule({
  code: 'KN229',
  name: 'healthcheck-port-misuse',
  severity: 'error',
  summary: 'healthCheckNodePort needs a LoadBalancer with externalTrafficPolicy Local.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    const type = service.serviceType.value;
    const policy = service.externalTrafficPolicy;
    if (type === undefined || (policy !== undefined && policy.value === undefined)) return;
    if (service.healthCheckNodePort?.value === 0 || (type === 'LoadBalancer' && policy?.value === 'Local')) return;
    for (const field of ['healthCheckNodePort']) {
      const at = service.specKeys.get(field);
      if (at !== undefined)
        report({
          at,
          message: `${describe(service)} states ${field}, which only a LoadBalancer Service with externalTrafficPolicy Local may have: the API server refuses it.`,
          fixes: () => removeFieldFix(service, field),
        });
    }
  },
});
