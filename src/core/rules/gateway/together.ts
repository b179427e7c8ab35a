import type { Resource } from '../../resources/resource.ts';
import { isStated } from '../../world/gates.ts';
import type { NamespaceName, World } from '../../world/world.ts';
import type { Related } from '../rule.ts';
import { areTogether } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Whether an object and one that it names are surely meant for each other: they belong together, or both sides state the
 * namespace. Examples of several folders call their Gateways and Services alike.
 */
export function isMeant(world: World, from: Resource, where: NamespaceName, partner: Resource): boolean {
  return areTogether(world, from, partner) || (isStated(where) && isStated(world.namespaceOf(partner)));
}

/** The other side of a finding about two namespaces: where an object states its own, which may be what is wrong. */
export function relatedNamespace(world: World, resource: Resource): readonly Related[] {
  const { namespace } = resource;
  return namespace === undefined
    ? []
    : [relatedTo(resource, namespace, `${describe(resource)} is in namespace "${world.namespaceOf(resource).name}"`)];
}
