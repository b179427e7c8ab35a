import type { Route, RouteRule } from '../../resources/gateway-api.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { detached } from './parent-diagnosis.ts';

/**
 * A rule without backends, or one whose backends all have weight 0, forwards nothing: whoever it takes gets an error, unless a filter answers instead.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules:
 *     - backendRefs:
 *         - { name: storefront, port: 80, weight: 0 }
 *         - { name: storefront-canary, port: 80, weight: 0 }
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules:
 *     - backendRefs:
 *         - { name: storefront, port: 80, weight: 9 }
 *         - { name: storefront-canary, port: 80, weight: 1 }
 * ```
 * @exceptions Rules that redirect, and filters of an implementation or of a type not known here, which may answer; routes of a mesh, whose parent is then the backend.
 * @source gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
export const kn616 = defineRule({
  code: 'KN616',
  name: 'route-weights-zero',
  severity: 'warning',
  summary: 'A rule of a route forwards nothing.',
  subjects: ['route'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#httprouterule'],
  check(route, _context, report) {
    if (route.openShift !== undefined || !route.parents.every(({ kind }) => /^(Gateway|X?ListenerSet)$/.test(kind)))
      return;
    for (const rule of route.rules) {
      const { backends, matches, open } = rule;
      if (open !== undefined || answers(rule) || backends.some(({ weight }) => weight?.value !== 0)) continue;
      const [first] = backends;
      report({
        at: first?.weight ?? matches[0] ?? rule,
        message: `A rule of ${describe(route)} ${
          first === undefined
            ? 'has no backend'
            : backends.length === 1
              ? 'gives its only backend weight 0'
              : 'gives all its backends weight 0'
        }: it forwards nothing, and ${failure(route)}.`,
      });
    }
  },
});

/** Filters that change requests or answers and leave the answer itself to a backend. */
const changing: ReadonlySet<string | undefined> = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestMirror',
  'URLRewrite',
]);

function answers({ filters }: RouteRule): boolean {
  return filters.some(({ filterType }) => !changing.has(filterType?.value));
}

function failure(route: Route): string {
  return route.kind === 'HTTPRoute' ? 'requests get 500' : detached(route);
}
