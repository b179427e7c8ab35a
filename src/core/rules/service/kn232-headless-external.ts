import { isHeadless } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * Node ports and load balancers forward to a virtual address, and `clusterIP: None` asks for none. The API server refuses the combination.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   clusterIP: None
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
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn232 = defineRule({
  code: 'KN232',
  name: 'headless-external',
  severity: 'error',
  summary: 'A headless Service cannot be of type NodePort or LoadBalancer.',
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
    if ((type !== 'NodePort' && type !== 'LoadBalancer') || !isHeadless(service) || service.clusterIP === undefined)
      return;
    report({
      at: service.clusterIP,
      message: `${describe(service)} is of type ${type} and has clusterIP None: the API server refuses it, because a ${type} Service needs a cluster IP.`,
      fixes: () => removeFieldFix(service, 'clusterIP'),
    });
  },
});
