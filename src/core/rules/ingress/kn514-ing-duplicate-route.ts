import { pathWords } from '../../network/ingress.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { type Claim, earlierRoutes, targetWords } from './claims.ts';
import { pathsOf, statedClass } from './fields.ts';

/**
 * Two paths of one host, type and path lead to different Services. The API server takes both; a controller can follow one of them only, as a rule that of the older object, so the
 * other Service never gets a request.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - host: shop.example.com
 *       http:
 *         paths:
 *           - { path: /pay, pathType: Prefix, backend: { service: { name: payments, port: { number: 80 } } } }
 *           - { path: /pay/, pathType: Prefix, backend: { service: { name: orders, port: { number: 80 } } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - host: shop.example.com
 *       http:
 *         paths:
 *           - { path: /pay, pathType: Prefix, backend: { service: { name: payments, port: { number: 80 } } } }
 *           - { path: /orders, pathType: Prefix, backend: { service: { name: orders, port: { number: 80 } } } }
 * ```
 * @exceptions Canaries and other annotations by which a controller tells the two apart; Ingresses of different classes or load balancers. Information where both lead to the same
 * Service, and between Ingresses that name no class and that nothing renders, as they may be alternatives.
 * @source kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches
 */
export const kn514 = defineRule({
  code: 'KN514',
  name: 'ing-duplicate-route',
  severity: 'warning',
  summary: 'Two Ingress rules route the same host and path.',
  subjects: ['ingress'],
  reads: ['ingress', 'ingressClass'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches'],
  check(ingress, { world }, report) {
    for (const { rule, path } of pathsOf(ingress)) {
      const claim: Claim = { ingress, rule, path };
      const target = targetWords(path.backend);
      if (target === undefined) continue;
      for (const other of earlierRoutes(world, claim)) {
        const otherTarget = targetWords(other.path.backend);
        const isOwn = other.ingress === ingress;
        const isSame = otherTarget === target && isOwn;
        // Ingresses that agree are often two because their annotations differ.
        if (otherTarget === undefined || (otherTarget === target && !isOwn && sameNamespace(other))) continue;
        const maybeAlternatives = !isOwn && world.stack.kind === 'plain' && statedClass(ingress) === undefined;
        report({
          at: path.path ?? path,
          severity: isSame || maybeAlternatives ? 'info' : 'warning',
          message: isSame
            ? `${describe(ingress)} has ${pathWords(rule, path)} twice, both times for ${target}.`
            : `${describe(ingress)} sends ${pathWords(rule, path)} to ${target}, but ${isOwn ? 'another path of it' : describe(other.ingress)} sends the same to ${otherTarget}: the controller follows one of them, and the other gets no request.`,
          related: [
            relatedTo(
              other.ingress,
              other.path.path ?? other.path,
              `${describe(other.ingress)} sends it to ${otherTarget}`,
            ),
          ],
        });
        break;
      }
    }

    function sameNamespace(other: Claim): boolean {
      return world.namespaceOf(ingress).name === world.namespaceOf(other.ingress).name;
    }
  },
});
