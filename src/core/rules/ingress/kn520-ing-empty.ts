import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { hasProblem, isCurrent } from './fields.ts';

/**
 * An Ingress without rules needs a `defaultBackend`: with neither it routes nothing, and the API server refuses it.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   ingressClassName: nginx
 *   rules: []
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ```
 * @exceptions Information where the text does not mention `rules` and nothing renders it: it may be a part of an Ingress, such as a patch.
 * @source pkg/apis/networking/validation/validation.go, ValidateIngressSpec
 */
export const kn520 = defineRule({
  code: 'KN520',
  name: 'ing-empty',
  severity: 'error',
  summary: 'An Ingress has neither rules nor a default backend.',
  subjects: ['ingress'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/networking/validation/validation.go, ValidateIngressSpec'],
  check(ingress, { world }, report) {
    const { rules, rulesOpen, defaultBackend, rulesSpan, specSpan } = ingress;
    if (!isCurrent(ingress) || rules.length > 0 || rulesOpen !== undefined) return;
    // In `backend`, its field before v1, a default backend is not read (KN506).
    if (defaultBackend !== undefined || hasProblem(ingress, specSpan ?? ingress.span)) return;
    const isPart = rulesSpan === undefined && world.stack.kind === 'plain';
    report({
      at: rulesSpan ?? ingress.kindSpan,
      severity: isPart ? 'info' : 'error',
      message: isPart
        ? `${describe(ingress)} has neither rules nor a default backend: it is a part of an Ingress, such as a patch, or the API server refuses it.`
        : `${describe(ingress)} has neither rules nor a default backend, so it routes nothing: the API server refuses it.`,
    });
  },
});
