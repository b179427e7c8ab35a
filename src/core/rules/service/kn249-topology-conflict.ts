import { pairOf } from '../../resources/labels.ts';
import { defineRule } from '../rule.ts';
import { fixOf, keyOf, removeField } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * With the annotation `service.kubernetes.io/topology-mode: Auto` the controller hands out hints its own way and ignores `trafficDistribution`.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata:
 *   name: web
 *   annotations: { service.kubernetes.io/topology-mode: Auto }
 * spec:
 *   trafficDistribution: PreferSameZone
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   trafficDistribution: PreferSameZone
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source kubernetes/endpointslice, topologycache and trafficdist
 */
export const kn249 = defineRule({
  code: 'KN249',
  name: 'topology-conflict',
  severity: 'warning',
  summary: 'The topology annotation switches trafficDistribution off.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice, topologycache and trafficdist'],
  check(service, _context, report) {
    if (service.trafficDistribution === undefined) return;
    const annotation = ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode'].flatMap(
      (key) => pairOf(service.annotations, key) ?? [],
    )[0];
    if (annotation === undefined || (annotation.value !== 'Auto' && annotation.value !== 'auto')) return;
    report({
      at: service.trafficDistribution,
      message: `${describe(service)} has the annotation ${annotation.key}, which wins: trafficDistribution is ignored.`,
      related: [relatedTo(service, annotation, `${annotation.key} is ${annotation.value}`)],
      fixes: () => [
        ...fixOf('Remove the annotation', [removeField(service, keyOf(annotation))]),
        ...removeFieldFix(service, 'trafficDistribution'),
      ],
    });
  },
});
