import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * Not every provider's load balancer forwards TCP and UDP on one address. Those that do not report it in the Service's status, or serve only one of them.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
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
 *   type: LoadBalancer
 *   selector: { app: web }
 *   ports:
 *     - { name: dns, port: 53, protocol: UDP }
 * ```
 * @source MixedProtocolLBService, KEP-1435
 */
export const kn255 = defineRule({
  code: 'KN255',
  name: 'lb-mixed-protocol',
  severity: 'info',
  summary: 'A LoadBalancer with two protocols depends on the provider.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['MixedProtocolLBService, KEP-1435'],
  check(service, _context, report) {
    if (service.serviceType.value !== 'LoadBalancer') return;
    const protocols = new Set(service.ports.flatMap(({ protocol }) => protocol.value ?? []));
    if (protocols.size < 2) return;
    report({
      at: service.serviceType,
      message: `${describe(service)} balances ${[...protocols].sort().join(' and ')} on one address; whether that works depends on the provider.`,
    });
  },
});
