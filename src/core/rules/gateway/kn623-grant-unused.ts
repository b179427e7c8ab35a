import { namespaceMeant } from '../../network/gateway/grants.ts';
import type { ObjectReference, ReferenceGrant } from '../../resources/gateway-api.ts';
import type { Resource } from '../../resources/resource.ts';
import { isStated } from '../../world/gates.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, join } from '../shared/words.ts';
import { backendDiagnoses, backendReads, backendsOf } from './backend-diagnosis.ts';
import { nearGrant } from './grant-diagnosis.ts';

/**
 * A ReferenceGrant lies in the namespace of the object that is referred to, and names the namespaces of those who refer. One that names its own namespace allows nothing that would need it, and one whose namespaces refer to nothing here can go.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1beta1
 * kind: ReferenceGrant
 * metadata: { name: routes, namespace: front }
 * spec:
 *   from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: front }]
 *   to: [{ group: "", kind: Service }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1beta1
 * kind: ReferenceGrant
 * metadata: { name: routes, namespace: pay }
 * spec:
 *   from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: front }]
 *   to: [{ group: "", kind: Service }]
 * ```
 * @exceptions Namespaces of which the stack holds no object of the kind that refers, kinds other than routes and Gateways, and a ReferenceGrant that was meant for a reference which is reported (KN606, KN614).
 * @source gateway-api.sigs.k8s.io/api-types/referencegrant
 */
export const kn623 = defineRule({
  code: 'KN623',
  name: 'grant-unused',
  severity: 'hint',
  summary: 'A ReferenceGrant allows nothing that is used.',
  subjects: ['referenceGrant'],
  reads: backendReads,
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api.sigs.k8s.io/api-types/referencegrant'],
  check(grant, { world }, report) {
    const own = world.namespaceOf(grant);
    if (!isStated(own) || grant.live || grant.from.length === 0 || grant.to.length === 0) return;
    if (world.stack.unknowns.objects !== undefined) return;
    const senders = grant.from.map((from) => ({ from, namespace: from.namespace?.value }));
    const names = new Set(senders.flatMap(({ namespace }) => namespace ?? []));
    if (senders.some(({ namespace }) => namespace === undefined)) return;
    const isOwn = names.size === 1 && names.has(own.name);
    const holders = [...names].flatMap((namespace) => referrersOf(world, namespace));
    if (!isOwn) {
      const known = senders.every(({ from, namespace }) =>
        holders.some(({ resource }) => resource.kind === from.kind && world.namespaceOf(resource).name === namespace),
      );
      if (
        !known ||
        holders.some(({ references, resource }) => references.some((to) => isUse(world, grant, resource, to)))
      )
        return;
    }
    if (holders.some((holder) => wasMeant(world, grant, holder))) return;
    const [first] = grant.from;
    report({
      at: first?.namespace ?? grant.kindSpan,
      message: isOwn
        ? `${describe(grant)} lets namespace "${own.name}" refer to objects of namespace "${own.name}", which needs no grant; it belongs into the namespace of what is referred to.`
        : `${describe(grant)} lets ${join([...names].map((name) => `"${name}"`))} refer to ${join(grant.to.map(({ kind, name }) => (name?.value === undefined ? `every ${kind}` : `${kind} "${name.value}"`)))} of namespace "${own.name}", and nothing of this stack there does.`,
    });
  },
});

interface Referrer {
  readonly resource: Resource;
  readonly references: readonly ObjectReference[];
}

/** Routes and Gateways of a namespace with what they refer to. */
function referrersOf(world: World, namespace: string): readonly Referrer[] {
  return [
    ...world
      .inNamespace('route', namespace)
      .map((route) => ({ resource: route, references: [...backendsOf(route)].map(({ backend }) => backend) })),
    ...[...world.inNamespace('gateway', namespace), ...world.inNamespace('listenerSet', namespace)].map((gateway) => ({
      resource: gateway,
      references: gateway.listeners.flatMap(({ certificates }) => certificates),
    })),
  ];
}

/** Whether a reference goes where the grant is, as far as is known. */
function isUse(world: World, grant: ReferenceGrant, from: Resource, to: ObjectReference): boolean {
  const there = namespaceMeant(world, from, to);
  if (there.unknown === undefined && there.name !== world.namespaceOf(grant).name) return false;
  return grant.to.some(
    ({ kind, name }) =>
      kind === to.kind && (name?.value === undefined || to.name?.value === undefined || name.value === to.name.value),
  );
}

/** Whether a reference is reported that names this grant as the one that was meant. */
function wasMeant(world: World, grant: ReferenceGrant, { resource, references }: Referrer): boolean {
  if (resource.type === 'route')
    return world
      .derive(backendDiagnoses, resource)
      .some((diagnosis) => diagnosis.code === 'KN614' && diagnosis.near?.grant === grant);
  return references.some(
    (to) =>
      to.namespace !== undefined &&
      nearGrant(world, resource, to, namespaceMeant(world, resource, to).name)?.grant === grant,
  );
}
