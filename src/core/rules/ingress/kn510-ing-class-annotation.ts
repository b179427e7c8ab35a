import type { Pair } from '../../resources/field.ts';
import type { Ingress } from '../../resources/networking-v1.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, removeField, type Step } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { classesInUse } from './classes.ts';
import { classAnnotationOf, isCurrent } from './fields.ts';

/**
 * `spec.ingressClassName` replaced the annotation `kubernetes.io/ingress.class`, which is deprecated since Kubernetes 1.18. The API server refuses to create an Ingress that has both with different values.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations:
 *     kubernetes.io/ingress.class: traefik
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ```
 * @exceptions The annotation alone, or with the same value, is a hint.
 * @source pkg/apis/networking/validation/validation.go, ValidateIngressCreate
 */
export const kn510 = defineRule({
  code: 'KN510',
  name: 'ing-class-annotation',
  severity: 'error',
  summary: 'An Ingress names its class in the deprecated annotation.',
  subjects: ['ingress'],
  reads: ['ingressClass'],
  within: 'stack',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/networking/validation/validation.go, ValidateIngressCreate'],
  check(ingress, { world }, report) {
    const annotation = classAnnotationOf(ingress);
    if (annotation === undefined || !isCurrent(ingress)) return;
    const { className } = ingress;
    const { value } = annotation;
    const remove = (): readonly Fix[] => fixOf('Remove the annotation', [removeAnnotation(ingress, annotation)], true);
    if (className === undefined)
      report({
        at: annotation,
        severity: 'hint',
        message: `${describe(ingress)} names its class in the annotation kubernetes.io/ingress.class, which is deprecated: use spec.ingressClassName where the cluster has an IngressClass of the name.`,
        fixes: () =>
          value === undefined || ingress.specSpan === undefined || !classesInUse(world).classes.has(value)
            ? []
            : fixOf(
                `Use ingressClassName ${value}`,
                [
                  removeAnnotation(ingress, annotation),
                  insertInto(ingress, ingress.specSpan, { ingressClassName: value }),
                ],
                true,
              ),
      });
    else if (value === undefined || className.value === undefined) return;
    else if (className.value === value)
      report({
        at: annotation,
        severity: 'hint',
        message: `${describe(ingress)} names class ${value} twice, in spec.ingressClassName and in the annotation kubernetes.io/ingress.class, which is deprecated.`,
        related: [relatedTo(ingress, className, `ingressClassName is ${className.value}`)],
        fixes: remove,
      });
    else
      report({
        at: annotation,
        message: `${describe(ingress)} names class ${className.value} in spec.ingressClassName and class ${value} in the annotation kubernetes.io/ingress.class: the API server refuses it.`,
        related: [relatedTo(ingress, className, `ingressClassName is ${className.value}`)],
        fixes: remove,
      });
  },
});

/** Removes an annotation; the last one with the map that holds it. */
function removeAnnotation(ingress: Ingress, annotation: Pair): Step {
  const { annotations } = ingress;
  return removeField(ingress, annotations.pairs.length === 1 ? annotations : annotation);
}
