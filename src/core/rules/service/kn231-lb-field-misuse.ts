import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * `loadBalancerClass`, `allocateLoadBalancerNodePorts` and `loadBalancerSourceRanges` belong to type LoadBalancer. The API server refuses them elsewhere.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   loadBalancerSourceRanges: [10.0.0.0/8]
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
 *   loadBalancerSourceRanges: [10.0.0.0/8]
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn231 = defineRule({
  code: 'KN231',
  name: 'lb-field-misuse',
  severity: 'error',
  summary: 'A field of load balancers stands in a Service of another type.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    const type = service.serviceType.value;
    if (type === undefined || type === 'LoadBalancer') return;
    for (const field of ['loadBalancerClass', 'allocateLoadBalancerNodePorts', 'loadBalancerSourceRanges']) {
      const at = service.specKeys.get(field);
      if (at !== undefined)
        report({
          at,
          message: `${describe(service)} is of type ${type} and states ${field}, which only a LoadBalancer Service may have: the API server refuses it.`,
          fixes: () => removeFieldFix(service, field),
        });
    }
  },
});
