import { sourceRangesAnnotation } from '../../resources/core-v1.ts';
import { blockRefusal } from '../../resources/ip.ts';
import { pairOf } from '../../resources/labels.ts';
import { qualifiedNameFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { known } from './fields.ts';

/**
 * `loadBalancerSourceRanges` holds blocks of addresses (`10.0.0.0/8`), and `loadBalancerClass` is a name with an optional prefix (`example.com/internal`). The API server refuses anything else; from Kubernetes 1.36 on also blocks with bits behind the prefix and with leading zeros.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   selector: { app: web }
 *   loadBalancerSourceRanges: [203.0.113.7]
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
 *   loadBalancerSourceRanges: [203.0.113.7/32]
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, validateService and validateLoadBalancerClassField
 */
export const kn261 = defineRule({
  code: 'KN261',
  name: 'lb-value-invalid',
  severity: 'error',
  summary: 'A source range or the class of a load balancer is not one that the API server takes.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, validateService and validateLoadBalancerClassField'],
  check(service, { settings }, report) {
    if (service.serviceType.value !== 'LoadBalancer') return;
    const annotation = pairOf(service.annotations, sourceRangesAnnotation);
    const ranges =
      service.loadBalancerSourceRanges.length > 0 || annotation?.value === undefined || annotation.value.trim() === ''
        ? known(service.loadBalancerSourceRanges)
        : annotation.value.split(',').map((value) => ({ value, start: annotation.start, end: annotation.end }));
    for (const { value, start, end } of ranges) {
      const fault = blockRefusal(value, settings.kubernetesMinor);
      if (fault !== undefined)
        report({
          at: { start, end },
          message: `${describe(service)} has the source range "${value.trim()}", which ${fault}: the API server refuses it.`,
        });
    }
    const name = service.loadBalancerClass;
    const fault = name?.value === undefined ? undefined : qualifiedNameFault(name.value);
    if (name !== undefined && fault !== undefined)
      report({
        at: name,
        message: `${describe(service)} has loadBalancerClass "${name.value}", which ${fault}: the API server refuses it.`,
      });
  },
});
