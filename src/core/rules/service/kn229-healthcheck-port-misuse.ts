import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { isPart, removeFieldFix } from './fields.ts';

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
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    const type = service.serviceType.value;
    const policy = service.externalTrafficPolicy;
    if (isPart(service) && !service.specKeys.has('type')) return;
    if (type === undefined || (policy !== undefined && policy.value === undefined)) return;
    const at = service.specKeys.get('healthCheckNodePort');
    const port = service.healthCheckNodePort?.value;
    // 0 is "not set".
    if (at === undefined || port === undefined || (type === 'LoadBalancer' && policy?.value === 'Local')) return;
    report({
      at,
      message: `${describe(service)} states healthCheckNodePort ${port}, which only a LoadBalancer Service with externalTrafficPolicy Local may have: the API server refuses it.`,
      fixes: () => removeFieldFix(service, 'healthCheckNodePort'),
    });
  },
});
