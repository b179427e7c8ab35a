import { sourceRangesAnnotation } from '../../resources/core-v1.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, keyOf, removeField } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { isPart, removeFieldFix } from './fields.ts';

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
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    const type = service.serviceType.value;
    if (type === undefined || type === 'LoadBalancer' || (isPart(service) && !service.specKeys.has('type'))) return;
    const refuse = (at: Span, what: string, fixes: () => readonly Fix[]) =>
      report({
        at,
        message: `${describe(service)} is of type ${type} and states ${what}, which only a LoadBalancer Service may have: the API server refuses it.`,
        fixes,
      });
    const stated = {
      loadBalancerClass: service.loadBalancerClass?.value !== undefined,
      allocateLoadBalancerNodePorts: service.allocateLoadBalancerNodePorts?.value !== undefined,
      loadBalancerSourceRanges: service.loadBalancerSourceRanges.length > 0,
    };
    for (const [field, present] of Object.entries(stated)) {
      const at = service.specKeys.get(field);
      if (present && at !== undefined) refuse(at, field, () => removeFieldFix(service, field));
    }
    // The annotation of the same meaning is read only where the field is empty.
    const annotation = stated.loadBalancerSourceRanges
      ? undefined
      : pairOf(service.annotations, sourceRangesAnnotation);
    if (annotation !== undefined)
      refuse(annotation, `the annotation ${sourceRangesAnnotation}`, () =>
        fixOf('Remove the annotation', [removeField(service, keyOf(annotation))]),
      );
  },
});
