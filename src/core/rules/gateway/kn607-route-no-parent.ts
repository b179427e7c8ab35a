import { attachmentsTo } from '../../network/gateway/attach.ts';
import type { Route } from '../../resources/gateway-api.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { insertKeyFix, replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { detached, type ParentDiagnosis, parentDiagnoses, parentReads } from './parent-diagnosis.ts';
import { relatedNamespace } from './together.ts';

/**
 * A route does something only where a Gateway takes it. One that names no parent, or a Gateway that does not exist, stays without a status and without effect.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: pubilc }]
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
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ```
 * @exceptions A route without a parent is information, as something else may add one. An error only where the stack shows which Gateway was meant: one a typing mistake away, or of the same name in one other namespace. A namespace of its own that the stack holds no Gateway of is not judged. Routes for a mesh and for the default Gateways of the cluster.
 * @source gateway-api.sigs.k8s.io/reference/spec/#parentreference
 */
export const kn607 = defineRule({
  code: 'KN607',
  name: 'route-no-parent',
  severity: 'error',
  summary: 'A route is attached to no Gateway that is there.',
  subjects: ['route'],
  reads: parentReads,
  within: 'stack',
  claim: 'absence',
  family: 'attachment',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#parentreference'],
  check(route, { world }, report) {
    if (hasNoParent(route))
      report({
        at: route.name ?? route.kindSpan,
        severity: 'info',
        message: `${describe(route)} names no parent: it is attached to no Gateway, and ${detached(route)}.`,
      });
    for (const diagnosis of world.derive(parentDiagnoses, route)) {
      if (diagnosis.code !== 'KN607') continue;
      const { parent, where, meant } = diagnosis;
      const there = meant === undefined ? undefined : world.namespaceOf(meant.gateway).name;
      report({
        at: (meant?.by === 'namespace' ? parent.namespace : undefined) ?? parent.name ?? parent,
        severity: meant === undefined ? 'info' : 'error',
        message: `${describe(route)} is to be attached to ${parent.kind} "${parent.name?.value}", which is not in ${where.assumed ? 'this stack' : `namespace "${where.name}"`}${
          meant === undefined
            ? ': without it '
            : meant.by === 'name'
              ? `; there is "${meant.gateway.name?.value}": `
              : `; there is one in namespace "${there}": `
        }${detached(route)}.`,
        related:
          meant === undefined
            ? []
            : [
                relatedTo(
                  meant.gateway,
                  (meant.by === 'namespace' ? meant.gateway.namespace : meant.gateway.name) ?? meant.gateway.kindSpan,
                  `${describe(meant.gateway)} is probably meant`,
                ),
                ...(meant.by === 'namespace' && parent.namespace === undefined ? relatedNamespace(world, route) : []),
              ],
        fixes: () => fixesOf(world, route, diagnosis),
      });
    }
  },
});

function hasNoParent({ parents, open, defaultGateways, openShift, live }: Route): boolean {
  if (parents.length > 0 || open !== undefined || openShift !== undefined || live) return false;
  return defaultGateways === undefined || defaultGateways.value === 'None';
}

function fixesOf(
  world: World,
  route: Route,
  { parent, meant }: Extract<ParentDiagnosis, { code: 'KN607' }>,
): readonly Fix[] {
  if (meant?.gateway.name?.value === undefined || parent.name === undefined) return [];
  if (meant.by === 'name')
    return replaceFix(`Attach it to ${describe(meant.gateway)}`, route, parent.name, meant.gateway.name.value, true);
  const { namespace } = meant.gateway;
  if (namespace?.value === undefined) return [];
  // A Gateway that would refuse it is no help.
  const taken = attachmentsTo(world, route, { ...parent, namespace }).some(({ verdict }) => verdict !== 'broken');
  if (!taken) return [];
  const title = `Attach it to ${describe(meant.gateway)} of namespace ${namespace.value}`;
  return parent.namespace === undefined
    ? insertKeyFix(title, route, parent, 'namespace', namespace.value, 'name')
    : replaceFix(title, route, parent.namespace, namespace.value, true);
}
