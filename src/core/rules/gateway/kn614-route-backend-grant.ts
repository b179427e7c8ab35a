import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { backendDiagnoses, backendReads } from './backend-diagnosis.ts';
import { grantFixes } from './grant-diagnosis.ts';
import { relatedNamespace } from './together.ts';

/**
 * A route may send into another namespace only where a ReferenceGrant in that namespace lets it: `from` names the kind and the namespace of the route, `to` the kind of the backend. Without one the status says `RefNotPermitted`, and what was meant for the backend is answered with an error.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop, namespace: front }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: payments, namespace: pay, port: 80 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments, namespace: pay }
 * spec:
 *   selector: { app: payments }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop, namespace: front }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: payments, namespace: pay, port: 80 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments, namespace: pay }
 * spec:
 *   selector: { app: payments }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1beta1
 * kind: ReferenceGrant
 * metadata: { name: front-to-payments, namespace: pay }
 * spec:
 *   from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: front }]
 *   to: [{ group: "", kind: Service, name: payments }]
 * ```
 * @exceptions Reported only when both namespaces are stated. An error where a ReferenceGrant was meant for it and misses by one word or lies in the wrong namespace; a warning where the stack holds the Service, so that its grants should be there too; else information.
 * @source gateway-api.sigs.k8s.io/api-types/referencegrant
 */
export const kn614 = defineRule({
  code: 'KN614',
  name: 'route-backend-grant',
  severity: 'error',
  summary: 'A backend in another namespace needs a ReferenceGrant.',
  subjects: ['route'],
  reads: backendReads,
  within: 'stack',
  claim: 'absence',
  family: 'route-backend',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/api-types/referencegrant'],
  check(route, { world }, report) {
    for (const diagnosis of world.derive(backendDiagnoses, route)) {
      if (diagnosis.code !== 'KN614') continue;
      const { backend, where, services, near, fails, used } = diagnosis;
      const [service] = services;
      report({
        at: backend.namespace ?? backend,
        severity:
          near !== undefined && used ? 'error' : near === undefined && service === undefined ? 'info' : 'warning',
        message: `${describe(route)} of namespace "${world.namespaceOf(route).name}" sends to ${backend.kind} "${backend.name?.value}" of namespace "${where.name}", and ${
          near === undefined ? 'no ReferenceGrant there lets it' : `${describe(near.grant)} ${near.words}`
        }: ${near === undefined && service === undefined && used ? 'without one ' : ''}${fails} (RefNotPermitted).`,
        related: [
          ...(near === undefined ? [] : [relatedTo(near.grant, near.at, `${describe(near.grant)} ${near.words}`)]),
          ...services.map((own) =>
            relatedTo(own, own.namespace ?? own.kindSpan, `${describe(own)} is in namespace "${where.name}"`),
          ),
          ...relatedNamespace(world, route),
        ],
        fixes: () => grantFixes(world, route, backend, service ?? route, near),
      });
    }
  },
});
