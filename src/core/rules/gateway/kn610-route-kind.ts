import { defineRule } from '../rule.ts';
import { describe, join, relatedTo } from '../shared/words.ts';
import { detached, listenerWords, parentDiagnoses, parentReads } from './parent-diagnosis.ts';

/**
 * The protocol of a listener decides which kinds of routes it takes, and `allowedRoutes.kinds` may name fewer: HTTP and HTTPS take HTTPRoutes and GRPCRoutes, TLS takes TLSRoutes and TCPRoutes, TCP takes TCPRoutes, UDP takes UDPRoutes. A route of another kind is not attached (`NotAllowedByListeners`).
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: web, port: 80, protocol: TCP }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: web, port: 80, protocol: HTTP }]
 * ```
 * @exceptions A route and a Gateway in different folders that state no namespace, which may only be called alike. Listeners of a protocol that an implementation defines.
 * @source gateway-api.sigs.k8s.io/reference/spec/#allowedroutes
 */
export const kn610 = defineRule({
  code: 'KN610',
  name: 'route-kind',
  severity: 'error',
  summary: 'A route cannot be attached to a listener of this protocol.',
  subjects: ['route'],
  reads: parentReads,
  within: 'stack',
  claim: 'contradiction',
  family: 'attachment',
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#allowedroutes'],
  check(route, { world }, report) {
    for (const diagnosis of world.derive(parentDiagnoses, route)) {
      if (diagnosis.code !== 'KN610') continue;
      const { parent, gateway, refusals } = diagnosis;
      const listeners = refusals.flatMap(({ listener }) => listener ?? []);
      const words = listeners.map(({ name, protocol, kinds }) => {
        const own = `"${name?.value ?? '?'}"`;
        return kinds.length > 0
          ? `${own} (only ${join(kinds.map(({ kind }) => kind))})`
          : `${own} (${protocol?.value ?? '?'})`;
      });
      const [first] = refusals;
      if (first === undefined) continue;
      report({
        at: parent.sectionName ?? parent.name ?? parent,
        message: `${describe(route)} is to be attached to ${describe(gateway)}, whose ${
          refusals.length === 1 ? `listener ${words[0]} takes` : `listeners ${join(words)} take`
        } no ${route.kind}: ${detached(route)}.`,
        related: refusals.flatMap((refusal) => {
          const { listener } = refusal;
          if (listener === undefined) return [];
          const at = listener.kinds.length > 0 ? listener : (listener.protocol ?? listener);
          return [relatedTo(gateway, at, `${listenerWords(refusal)} of ${describe(gateway)} takes no ${route.kind}`)];
        }),
      });
    }
  },
});
