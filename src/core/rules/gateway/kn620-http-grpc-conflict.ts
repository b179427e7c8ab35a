import { type Attachment, attachedRoutes, routeAttachments } from '../../network/gateway/attach.ts';
import type { Hostname } from '../../network/gateway/hostnames.ts';
import type { Gateway, Listener } from '../../resources/gateway-api.ts';
import type { Resource } from '../../resources/resource.ts';
import type { DeriveSlot } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { isMeant } from './together.ts';

/**
 * A listener takes either HTTPRoutes or GRPCRoutes for a host name: of two that have one in common only the older route is to be accepted, and the other does nothing. Some implementations take both all the same.
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
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [shop.example.com]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: GRPCRoute
 * metadata: { name: payments }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [shop.example.com]
 *   rules: [{ backendRefs: [{ name: payments, port: 9000 }] }]
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
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [shop.example.com]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: GRPCRoute
 * metadata: { name: payments }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [grpc.example.com]
 *   rules: [{ backendRefs: [{ name: payments, port: 9000 }] }]
 * ```
 * @exceptions Routes in different folders that state no namespace, which may never be applied together.
 * @source gateway-api.sigs.k8s.io/reference/spec/#grpcroutespec
 */
export const kn620 = defineRule({
  code: 'KN620',
  name: 'http-grpc-conflict',
  severity: 'warning',
  summary: 'An HTTPRoute and a GRPCRoute claim the same host.',
  subjects: ['route'],
  reads: ['route', 'gateway', 'listenerSet', 'namespace', 'referenceGrant'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#grpcroutespec'],
  check(route, { world }, report) {
    if (route.kind !== 'GRPCRoute') return;
    for (const { gateway, listener, hostnames, verdict } of world.derive(routeAttachments, route)) {
      if (gateway === undefined || listener === undefined || verdict !== 'ok') continue;
      const claims = world.derive(httpClaims, gateway as Gateway & Resource).get(listener);
      if (claims === undefined) continue;
      for (const hostname of hostnames) {
        const other = rivalOf(claims, hostname);
        if (other === undefined || !isMeant(world, route, world.namespaceOf(other.route), other.route)) continue;
        report({
          at: route.hostnames[0] ?? route.name ?? route.kindSpan,
          message: `${describe(route)} and ${describe(other.route)} are both for ${hostname ?? 'every host'} at listener "${listener.name?.value ?? '?'}" of ${describe(gateway)}: only the older of the two is to be accepted.`,
          related: [
            relatedTo(
              other.route,
              other.route.hostnames[0] ?? other.route.name ?? other.route.kindSpan,
              `${describe(other.route)} is for it too`,
            ),
          ],
        });
        return;
      }
    }
  },
});

/** The HTTPRoutes of a listener by their hosts, and by the wildcards that these are under. */
interface Claims {
  readonly own: Map<string, Attachment>;
  readonly under: Map<string, Attachment>;
}

const httpClaims: DeriveSlot<Gateway & Resource, ReadonlyMap<Listener, Claims>> = {
  name: 'httpClaims',
  reach: 'stack',
  compute(world, gateway) {
    const found = new Map<Listener, Claims>();
    for (const attachment of world.derive(attachedRoutes, gateway)) {
      const { listener, route, verdict, hostnames } = attachment;
      if (listener === undefined || verdict !== 'ok' || route.kind !== 'HTTPRoute') continue;
      const claims = found.get(listener) ?? { own: new Map(), under: new Map() };
      found.set(listener, claims);
      for (const hostname of hostnames) {
        if (!claims.own.has(keyOf(hostname))) claims.own.set(keyOf(hostname), attachment);
        for (const wider of widerThan(hostname)) if (!claims.under.has(wider)) claims.under.set(wider, attachment);
      }
    }
    return found;
  },
};

function keyOf(hostname: Hostname): string {
  return hostname ?? '*';
}

/** The wildcards that a host is under: `*.b.c`, `*.c` and `*` for `a.b.c`. */
function widerThan(hostname: Hostname): readonly string[] {
  if (hostname === undefined) return [];
  const labels = hostname.split('.').slice(1);
  return [...labels.keys()]
    .map((from) => `*.${labels.slice(from).join('.')}`)
    .filter((wider) => wider !== hostname)
    .concat('*');
}

function rivalOf({ own, under }: Claims, hostname: Hostname): Attachment | undefined {
  const key = keyOf(hostname);
  const wider = widerThan(hostname).find((each) => own.has(each));
  return own.get(key) ?? under.get(key) ?? (wider === undefined ? undefined : own.get(wider));
}
