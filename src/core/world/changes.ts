import type { Resource, ResourceType } from '../resources/resource.ts';
import { commonEnds } from './common-ends.ts';
import type { World } from './world.ts';

/** What differs between two worlds of one stack. An object that changed is one that went and one that came. */
export interface WorldChange {
  /** Types of the objects that came, went or changed, per namespace (`''` for cluster-scoped ones). */
  readonly types: ReadonlyMap<string, ReadonlySet<ResourceType>>;
  readonly added: ReadonlySet<Resource>;
  readonly removed: ReadonlySet<Resource>;
}

/** Compares two worlds of one stack by the identity of their objects. */
export function diffWorlds(before: World, after: World): WorldChange {
  const old = before.resources;
  const now = after.resources;
  const { head, tail } = commonEnds(old, now);
  const removed = new Set(old.slice(head, old.length - tail));
  const added = new Set<Resource>();
  // Between head and tail an object may have stayed and only moved.
  for (const resource of now.slice(head, now.length - tail)) if (!removed.delete(resource)) added.add(resource);
  const types = new Map<string, Set<ResourceType>>();
  note(types, before, removed);
  note(types, after, added);
  return { types, added, removed };
}

function note(types: Map<string, Set<ResourceType>>, world: World, resources: ReadonlySet<Resource>): void {
  for (const resource of resources) {
    const { name } = world.namespaceOf(resource);
    const known = types.get(name);
    if (known === undefined) types.set(name, new Set([resource.type]));
    else known.add(resource.type);
  }
}
