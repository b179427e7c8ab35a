import { routeAttachments } from '../../network/gateway/attach.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A TLSRoute passes TLS on to its backends unopened; that is what every implementation does (`mode: Passthrough`). A listener that ends TLS and forwards what was in it by a TLSRoute is an extended feature, which an implementation need not have.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: TLSRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [shop.example.com]
 *   rules: [{ backendRefs: [{ name: storefront, port: 443 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: tls, port: 443, protocol: TLS, tls: { mode: Terminate, certificateRefs: [{ name: shop-tls }] } }
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: TLSRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [shop.example.com]
 *   rules: [{ backendRefs: [{ name: storefront, port: 443 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } }]
 * ```
 * @exceptions Implementations that have the feature TLSRouteTermination; which do, manifests do not say.
 * @source gateway-api.sigs.k8s.io/reference/spec/#tlsroute
 */
export const kn626 = defineRule({
  code: 'KN626',
  name: 'tlsroute-mode',
  severity: 'info',
  summary: 'A TLSRoute is attached to a listener that ends TLS.',
  subjects: ['route'],
  reads: ['gateway', 'listenerSet', 'namespace', 'referenceGrant'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#tlsroute'],
  check(route, { world }, report) {
    if (route.kind !== 'TLSRoute') return;
    for (const { gateway, listener, parent, verdict } of world.derive(routeAttachments, route)) {
      if (gateway === undefined || listener === undefined || verdict === 'broken') continue;
      const { tlsMode, name } = listener;
      if (listener.protocol?.value !== 'TLS' || tlsMode?.value !== 'Terminate') continue;
      report({
        at: parent.sectionName ?? parent.name ?? parent,
        message: `${describe(route)} is attached to listener "${name?.value ?? '?'}" of ${describe(gateway)}, which ends TLS (mode Terminate): only some implementations take TLSRoutes there; all do with mode Passthrough.`,
        related: [
          relatedTo(
            gateway,
            'defaulted' in tlsMode ? listener : tlsMode,
            `listener "${name?.value ?? '?'}" is of mode Terminate`,
          ),
        ],
      });
    }
  },
});
