import { namespaceMeant } from '../../network/gateway/grants.ts';
import type { ObjectReference, ReferenceGrant } from '../../resources/gateway-api.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { KeySlot, World } from '../../world/world.ts';
import type { Fix } from '../rule.ts';
import { addObject, fixOf, replaceFix } from '../shared/edits.ts';
import { isTypo } from '../shared/evidence.ts';
import { describe } from '../shared/words.ts';

/** A ReferenceGrant that was surely meant for a reference and misses it. */
export interface NearGrant {
  readonly grant: ReferenceGrant;
  readonly at: Span;
  /** What is wrong with it: `lets namespace "frnot" in`. */
  readonly words: string;
  /** The word that mends it. */
  readonly instead: string;
}

const grantsByFrom: KeySlot<'referenceGrant'> = {
  type: 'referenceGrant',
  keysOf: ({ from }) => [...new Set(from.flatMap(({ namespace }) => namespace?.value ?? []))],
};

/** The ReferenceGrant that was meant for a reference into another namespace and that misses by one word, or lies elsewhere. */
export function nearGrant(world: World, from: Resource, to: ObjectReference, there: string): NearGrant | undefined {
  const own = world.namespaceOf(from).name;
  for (const grant of world.inNamespace('referenceGrant', there)) {
    const near = oneWordOff(world, grant, from, own, to);
    if (near !== undefined) return near;
  }
  for (const grant of world.keyed(grantsByFrom, own)) {
    const place = world.namespaceOf(grant);
    if (place.name === there || !(place.name === own || isTypo(place.name, there))) continue;
    if (!isFrom(grant, from, own) || !isTo(grant, to)) continue;
    return {
      grant,
      at: grant.namespace ?? grant.kindSpan,
      words: `is in namespace "${place.name}" instead of "${there}"`,
      instead: there,
    };
  }
  return undefined;
}

function isFrom(grant: ReferenceGrant, { group, kind }: Resource, namespace: string): boolean {
  return grant.from.some((each) => each.group === group && each.kind === kind && each.namespace?.value === namespace);
}

function isTo({ to }: ReferenceGrant, { group, kind, name }: ObjectReference): boolean {
  return to.some(
    (each) =>
      each.group === group && each.kind === kind && (each.name === undefined || each.name.value === name?.value),
  );
}

/** What misses by a word that stands for something else here is no mistake. */
function oneWordOff(
  world: World,
  grant: ReferenceGrant,
  from: Resource,
  own: string,
  { group, kind, name }: ObjectReference,
): NearGrant | undefined {
  if (isFrom(grant, from, own)) {
    for (const each of grant.to) {
      if (each.group === group && isTypo(each.kind, kind))
        return { grant, at: each.kindSpan ?? each.span, words: `lets refer to ${each.kind}s`, instead: kind };
      if (each.kind !== kind) continue;
      if (each.group !== group)
        return { grant, at: each.groupSpan ?? each.span, words: `names group "${each.group}" in to`, instead: group };
      if (each.name?.value === undefined || name?.value === undefined || !isTypo(each.name.value, name.value)) continue;
      const type = kind === 'Secret' ? 'secret' : 'service';
      if (world.named(type, world.namespaceOf(grant).name, each.name.value).length === 0)
        return { grant, at: each.name, words: `lets refer to ${kind} "${each.name.value}"`, instead: name.value };
    }
    return undefined;
  }
  if (!isTo(grant, { group, kind, name } as ObjectReference)) return undefined;
  for (const each of grant.from) {
    const { namespace } = each;
    if (namespace?.value === undefined) continue;
    if (namespace.value === own && each.kind !== from.kind && !refers(world, each.kind, own))
      return { grant, at: each.kindSpan ?? each.span, words: `lets only ${each.kind}s refer`, instead: from.kind };
    if (namespace.value === own && each.group !== from.group)
      return {
        grant,
        at: each.groupSpan ?? each.span,
        words: `names group "${each.group}" in from`,
        instead: from.group,
      };
    if (
      each.kind === from.kind &&
      each.group === from.group &&
      isTypo(namespace.value, own) &&
      !refers(world, each.kind, namespace.value)
    )
      return { grant, at: namespace, words: `lets namespace "${namespace.value}" refer`, instead: own };
  }
  return undefined;
}

/** Whether an object of a kind in a namespace may be the one that a grant is for. */
function refers(world: World, kind: string, namespace: string): boolean {
  return (['route', 'gateway', 'listenerSet'] as const).some((type) =>
    world.inNamespace(type, namespace).some((other) => other.kind === kind),
  );
}

/** Fixes for a reference that no ReferenceGrant lets: mending the one that was meant, or a new one behind `behind`. */
export function grantFixes(
  world: World,
  from: Resource,
  to: ObjectReference,
  behind: Resource,
  near: NearGrant | undefined,
): readonly Fix[] {
  if (near !== undefined)
    return replaceFix(
      `Write ${near.instead || '""'} in ${describe(near.grant)}`,
      near.grant,
      near.at,
      near.instead,
      true,
    );
  const own = world.namespaceOf(from).name;
  const there = namespaceMeant(world, from, to).name;
  const name = `${own}-to-${to.name?.value}`;
  if (to.name?.value === undefined || world.named('referenceGrant', there, name).length > 0) return [];
  return fixOf(
    `Add ReferenceGrant ${name} to namespace ${there}`,
    [
      addObject(behind, {
        apiVersion: 'gateway.networking.k8s.io/v1beta1',
        kind: 'ReferenceGrant',
        metadata: { name, namespace: there },
        spec: {
          from: [{ group: from.group, kind: from.kind, namespace: own }],
          to: [{ group: to.group, kind: to.kind, name: to.name.value }],
        },
      }),
    ],
    true,
  );
}
