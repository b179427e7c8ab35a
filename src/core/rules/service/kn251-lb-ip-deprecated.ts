import { isHeadless } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * `loadBalancerIP` was never defined well: providers read it as they like or not at all. Providers document annotations or classes instead.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   loadBalancerIP: 203.0.113.7
 *   selector: { app: web }
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
 *   ports: [{ port: 80 }]
 * ```
 * @source api/core/v1/types.go, ServiceSpec.loadBalancerIP
 */
export const kn251 = defineRule({
  code: 'KN251',
  name: 'lb-ip-deprecated',
  severity: 'hint',
  summary: 'loadBalancerIP is deprecated.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['api/core/v1/types.go, ServiceSpec.loadBalancerIP'],
  check(service, _context, report) {
    const at = service.specKeys.get('loadBalancerIP');
    if (
      at === undefined ||
      service.loadBalancerIP?.value === undefined ||
      service.loadBalancerIP.value === '' ||
      isHeadless(service)
    )
      return;
    report({
      at,
      message: `${describe(service)} asks for the load balancer address ${service.loadBalancerIP.value}: loadBalancerIP is deprecated, and providers may ignore it; most have an annotation for it.`,
    });
  },
});
