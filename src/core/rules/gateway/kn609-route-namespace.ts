import type { Gateway, Listener } from '../../resources/gateway-api.ts';
import { formatPairs } from '../../resources/labels.ts';
import type { Resource } from '../../resources/resource.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { admitFix } from './admit-fix.ts';
import { detached, listenerWords, parentDiagnoses, parentReads } from './parent-diagnosis.ts';

/**
 * A listener takes routes of its Gateway's own namespace, unless `allowedRoutes.namespaces` says otherwise. A route of another namespace is not attached (`NotAllowedByListeners`); a ReferenceGrant is not asked for this.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop, namespace: front }
 * spec:
 *   parentRefs: [{ name: public, namespace: infra }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public, namespace: infra }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop, namespace: front }
 * spec:
 *   parentRefs: [{ name: public, namespace: infra }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public, namespace: infra }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - name: http
 *       port: 80
 *       protocol: HTTP
 *       allowedRoutes: { namespaces: { from: All } }
 * ```
 * @exceptions A route and a Gateway in different folders that state no namespace, which may only be called alike. Namespaces that are not stated, and selectors where the labels of the namespace are not known. Where they are, it is a warning: a label may be given by hand.
 * @source gateway-api.sigs.k8s.io/reference/spec/#allowedroutes
 */
export const kn609 = defineRule({
  code: 'KN609',
  name: 'route-namespace',
  severity: 'error',
  summary: 'No listener takes routes from the namespace of a route.',
  subjects: ['route'],
  reads: parentReads,
  within: 'stack',
  claim: 'contradiction',
  family: 'attachment',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#allowedroutes'],
  check(route, { world }, report) {
    for (const diagnosis of world.derive(parentDiagnoses, route)) {
      if (diagnosis.code !== 'KN609') continue;
      const { parent, gateway, refusals } = diagnosis;
      const [refusal] = refusals;
      const listener = refusal?.listener;
      if (refusal === undefined || listener === undefined) continue;
      const own = world.namespaceOf(route).name;
      const bySelector = refusals.some(({ listener: each }) => each?.allowedRoutes.from.value === 'Selector');
      const [namespace] = bySelector ? world.named('namespace', '', own) : [];
      report({
        at: route.namespace ?? parent,
        severity: bySelector ? 'warning' : 'error',
        message: `${describe(route)} is in namespace "${own}", and ${listenerWords(refusal)} of ${describe(gateway)} takes ${taken(world, gateway, listener)}: it is not attached, and ${detached(route)}.`,
        related: [
          ...refusals.flatMap(({ listener: each }) =>
            each === undefined ? [] : [relatedTo(gateway, placeOf(each), `it takes ${taken(world, gateway, each)}`)],
          ),
          ...(namespace === undefined
            ? []
            : [
                relatedTo(
                  namespace,
                  namespace.labels,
                  `${describe(namespace)} has ${formatPairs(namespace.labels) || 'no labels'}`,
                ),
              ]),
        ],
        fixes: () => admitFix(world, gateway, listener.allowedRoutes, own, `Let ${listenerWords(refusal)} take`),
      });
    }
  },
});

function placeOf(listener: Listener) {
  const { from, selector } = listener.allowedRoutes;
  if (from.value === 'Selector') return selector?.matchLabels ?? from;
  return 'defaulted' in from ? (listener.name ?? listener) : from;
}

function taken(world: World, gateway: Gateway & Resource, { allowedRoutes: { from, selector } }: Listener): string {
  if (from.value === 'None') return 'no routes';
  if (from.value === 'Selector')
    return `routes of namespaces with ${selector === undefined ? 'its labels' : formatPairs(selector.matchLabels) || 'other labels'} only`;
  return `routes of its own namespace "${world.namespaceOf(gateway).name}" only`;
}
