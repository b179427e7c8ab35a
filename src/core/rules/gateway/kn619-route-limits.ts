import type { Route } from '../../resources/gateway-api.ts';
import type { Span } from '../../text/span.ts';
import { withCommas } from '../../text/words.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * The API server takes routes of up to 16 rules, 16 host names and 32 parents; rules of up to 64 matches, 16 filters and 16 backends; and 128 matches in all rules together. A TCPRoute, UDPRoute or TLSRoute has one rule. What is larger has to be several routes.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [a.test, b.test, c.test, d.test, e.test, f.test, g.test, h.test, i.test, j.test, k.test, l.test, m.test, n.test, o.test, p.test, q.test]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: ["*.test"]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ```
 * @source gateway-api config/crd: maxItems, and the validation of all matches together
 */
export const kn619 = defineRule({
  code: 'KN619',
  name: 'route-limits',
  severity: 'error',
  summary: 'A route holds more than the API server takes.',
  subjects: ['route'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api config/crd'],
  check(route, _context, report) {
    if (route.openShift !== undefined) return;
    const limit = (items: readonly Span[], most: number, what: string, who = describe(route)) => {
      const beyond = items[most];
      if (beyond !== undefined)
        report({
          at: beyond,
          message: `${who} has ${withCommas(items.length)} ${what}, and the API server takes ${most}.`,
        });
    };
    const { hostnames, parents, rules } = route;
    const most = mostOf(route);
    limit(parents, 32, 'parents');
    limit(hostnames, most.hostnames, 'host names');
    limit(rules, most.rules, 'rules');
    const rule = `A rule of ${describe(route)}`;
    for (const { matches, filters, backends } of rules) {
      limit(matches, 64, 'matches', rule);
      limit(filters, 16, 'filters', rule);
      limit(backends, 16, 'backends', rule);
    }
    const all = rules.flatMap(({ matches }) => matches);
    // A rule that has too many by itself is said already.
    if (rules.every(({ matches }) => matches.length <= 64)) limit(all, 128, 'matches in all its rules together');
  },
});

/** How much a route of its kind holds; before v1 those of streams were as large as the others. */
function mostOf({ kind, apiVersion }: Route): { readonly hostnames: number; readonly rules: number } {
  if (!streams.has(kind) || !apiVersion.endsWith('/v1')) return { hostnames: 16, rules: 16 };
  return { hostnames: 1024, rules: 1 };
}

const streams: ReadonlySet<string> = new Set(['TCPRoute', 'UDPRoute', 'TLSRoute']);
