import { attachedRoutes, routeAttachments } from '../../network/gateway/attach.ts';
import type { Hostname } from '../../network/gateway/hostnames.ts';
import type { Gateway, Listener, Route, RouteMatch, RouteRule } from '../../resources/gateway-api.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import { byText } from '../../text/words.ts';
import type { DeriveSlot, World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { isMeant } from './together.ts';

/**
 * Of two routes that match the same requests at one listener the older one gets them all, whichever that is in a cluster; of the same age it is the first by namespace and name. The other one's rule is never used.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: pay }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ matches: [{ path: { value: /pay } }], backendRefs: [{ name: payments, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ matches: [{ path: { value: /pay } }], backendRefs: [{ name: storefront, port: 80 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: pay }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ matches: [{ path: { value: /pay } }], backendRefs: [{ name: payments, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ```
 * @exceptions Matches with headers or query parameters, routes that are perhaps not attached, and routes in different folders that state no namespace.
 * @source gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
export const kn621 = defineRule({
  code: 'KN621',
  name: 'route-shadowed',
  severity: 'info',
  summary: 'Another route wins the same match.',
  subjects: ['route'],
  reads: ['route', 'gateway', 'listenerSet', 'namespace', 'referenceGrant'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#httprouterule'],
  check(route, { world }, report) {
    if (route.kind !== 'HTTPRoute') return;
    for (const { gateway, listener, hostnames, verdict } of world.derive(routeAttachments, route)) {
      if (gateway === undefined || listener === undefined || verdict !== 'ok') continue;
      const firsts = world.derive(firstByMatch, gateway as Gateway & Resource).get(listener);
      for (const hostname of hostnames)
        for (const { at, key, words } of matchesOf(route)) {
          const first = firsts?.get(keyAt(hostname, key));
          if (first === undefined || first.route === route || orderOf(world, first.route) === orderOf(world, route))
            continue;
          if (!isMeant(world, route, world.namespaceOf(first.route), first.route)) continue;
          report({
            at,
            message: `${describe(route)} and ${describe(first.route)} both match ${words} of ${hostname ?? 'every host'} at listener "${listener.name?.value ?? '?'}" of ${describe(gateway)}: the older route gets all such requests; of the same age it is ${describe(first.route)}.`,
            related: [relatedTo(first.route, first.at, `${describe(first.route)} matches it too`)],
          });
          return;
        }
    }
  },
});

interface First {
  readonly route: Route;
  readonly at: Span;
}

/** For each match at a listener the first route that has it, by namespace and name. */
const firstByMatch: DeriveSlot<Gateway & Resource, ReadonlyMap<Listener, ReadonlyMap<string, First>>> = {
  name: 'firstByMatch',
  reach: 'stack',
  compute(world, gateway) {
    const found = new Map<Listener, Map<string, First>>();
    for (const { listener, route, verdict, hostnames } of world.derive(attachedRoutes, gateway)) {
      if (listener === undefined || verdict !== 'ok' || route.kind !== 'HTTPRoute') continue;
      const firsts = found.get(listener) ?? new Map<string, First>();
      found.set(listener, firsts);
      for (const hostname of hostnames)
        for (const { at, key } of matchesOf(route)) {
          const known = firsts.get(keyAt(hostname, key));
          if (known === undefined || byText(orderOf(world, route), orderOf(world, known.route)) < 0)
            firsts.set(keyAt(hostname, key), { route, at });
        }
    }
    return found;
  },
};

function orderOf(world: World, route: Route): string {
  return `${world.namespaceOf(route).name}/${route.name?.value ?? ''}`;
}

function keyAt(hostname: Hostname, key: string): string {
  return `${hostname ?? '*'} ${key}`;
}

/** The matches of a route that path and method decide alone. */
function* matchesOf({ rules }: Route): Generator<{ readonly at: Span; readonly key: string; readonly words: string }> {
  // More rules and matches the API server refuses (KN619).
  let left = 128;
  for (const rule of rules.slice(0, 16)) {
    if (rule.open !== undefined) continue;
    if (rule.matches.length === 0) yield { at: placeOf(rule), key: 'PathPrefix / ', words: '/' };
    for (const match of rule.matches) {
      if (left-- === 0) return;
      const key = keyOf(match);
      if (key !== undefined) yield { at: match, key, words: match.words || '/' };
    }
  }
}

function placeOf({ backends, start, end }: RouteRule): Span {
  return backends[0] ?? { start, end };
}

function keyOf({ path, method, headers, queryParams }: RouteMatch): string | undefined {
  if (headers > 0 || queryParams > 0 || (method !== undefined && method.value === undefined)) return undefined;
  const type = path === undefined ? 'PathPrefix' : path.type.value;
  const value = path?.value === undefined ? '/' : path.value.value;
  if (type === undefined || value === undefined) return undefined;
  const plain = type === 'PathPrefix' && value.length > 1 ? value.replace(/\/$/, '') : value;
  return `${type} ${plain} ${method?.value ?? ''}`;
}
