import type { Gateway, ObjectReference, Route } from '../../resources/gateway-api.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, join, relatedTo } from '../shared/words.ts';
import { detached, parentDiagnoses, parentReads } from './parent-diagnosis.ts';

/**
 * `sectionName` and `port` of a parent name one of its listeners. Where the Gateway has no such listener, the route is not attached (`NoMatchingParent`).
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public, sectionName: https }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public, sectionName: http }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ```
 * @exceptions A route and a Gateway in different folders that state no namespace, which may only be called alike. Listeners that a ListenerSet adds to the Gateway.
 * @source gateway-api.sigs.k8s.io/reference/spec/#parentreference
 */
export const kn608 = defineRule({
  code: 'KN608',
  name: 'route-section',
  severity: 'error',
  summary: 'A route names a listener that its Gateway does not have.',
  subjects: ['route'],
  reads: parentReads,
  within: 'stack',
  claim: 'contradiction',
  family: 'attachment',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#parentreference'],
  check(route, { world }, report) {
    for (const diagnosis of world.derive(parentDiagnoses, route)) {
      if (diagnosis.code !== 'KN608') continue;
      const { parent, gateway } = diagnosis;
      const { sectionName, port } = parent;
      const wanted = [
        ...(sectionName === undefined ? [] : [`named "${sectionName.value}"`]),
        ...(port === undefined ? [] : [`on port ${port.value}`]),
      ];
      const listeners = gateway.listeners.map((own) => `${own.name?.value ?? '?'} (${own.port?.value ?? '?'})`);
      report({
        at: sectionName ?? port ?? parent,
        message: `${describe(route)} is to be attached to the listener ${wanted.join(' ')} of ${describe(gateway)}, which has only ${join(listeners)}: ${detached(route)}.`,
        related: gateway.listeners.map((own) =>
          relatedTo(
            gateway,
            (sectionName === undefined ? own.port : own.name) ?? own,
            `${describe(gateway)} has listener ${own.name?.value ?? '?'} on port ${own.port?.value ?? '?'}`,
          ),
        ),
        fixes: () => fixesOf(route, parent, gateway),
      });
    }
  },
});

/** The listeners to choose from; a fix has one field to change. */
function fixesOf(route: Route, { sectionName, port }: ObjectReference, gateway: Gateway): readonly Fix[] {
  const field = sectionName ?? port;
  if (field?.value === undefined || (sectionName !== undefined && port !== undefined)) return [];
  const known = gateway.listeners.flatMap((own) => (sectionName === undefined ? own.port : own.name)?.value ?? []);
  const choices = [...new Set<string | number>(known)];
  const meant = choices.length === 1 ? choices[0] : meantAmong(String(field.value), choices.map(String));
  return choices
    .slice(0, 4)
    .flatMap((choice) =>
      replaceFix(
        `Attach it to listener ${sectionName === undefined ? `port ${choice}` : choice}`,
        route,
        field,
        choice,
        choice === meant,
      ),
    );
}
