import { pairOf } from '../../resources/labels.ts';
import { defineRule } from '../rule.ts';
import { fixOf, keyOf, removeField } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * `service.kubernetes.io/topology-aware-hints` is the old name of `service.kubernetes.io/topology-mode`. A Service may have both only with the same value; the API server refuses it otherwise.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata:
 *   name: web
 *   annotations:
 *     service.kubernetes.io/topology-mode: Auto
 *     service.kubernetes.io/topology-aware-hints: disabled
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata:
 *   name: web
 *   annotations: { service.kubernetes.io/topology-mode: Auto }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, validateService
 */
export const kn262 = defineRule({
  code: 'KN262',
  name: 'topology-annotations',
  severity: 'error',
  summary: 'The two topology annotations of a Service differ.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateService'],
  check(service, { settings }, report) {
    const mode = pairOf(service.annotations, 'service.kubernetes.io/topology-mode');
    const hints = pairOf(service.annotations, 'service.kubernetes.io/topology-aware-hints');
    // Kubernetes 1.27 brought the new name.
    if (settings.kubernetesMinor < 27 || mode?.value === undefined || hints?.value === undefined) return;
    if (mode.value === hints.value) return;
    report({
      at: mode,
      message: `${describe(service)} has topology-mode "${mode.value}" and topology-aware-hints "${hints.value}", its old name: the API server refuses two values.`,
      related: [relatedTo(service, hints, `topology-aware-hints is "${hints.value}"`)],
      fixes: () => fixOf('Remove the annotation of the old name', [removeField(service, keyOf(hints))], true),
    });
  },
});
