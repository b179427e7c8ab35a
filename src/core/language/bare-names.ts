import type { World } from '../world/world.ts';
import { holds } from './places.ts';
import { readPlace } from './question.ts';

/** A name without a namespace that means several objects. */
export interface Ambiguous {
  readonly kind: 'ambiguous';
  readonly name: string;
  readonly places: readonly string[];
}

/** A name without a namespace, as it stands for a workload, a Service or a host. */
export function bareName(text: string): string | undefined {
  const place = readPlace(text);
  return place?.kind === 'host' && place.port === undefined && !/[./]/.test(text) ? place.host : undefined;
}

/** What a place, or a name without a namespace, comes to in one stack. */
export type End =
  | { readonly kind: 'places'; readonly places: readonly string[] }
  | { readonly kind: 'absent' }
  | Ambiguous;

const types = { podMaker: '', service: 'service:' } as const;

/**
 * What a name without a namespace means: the objects of some types in the one namespace that has any, which is `own` where
 * that is one. Anything else is a place already.
 */
export function endIn(
  world: World,
  text: string,
  own: string | undefined,
  wanted: readonly (keyof typeof types)[],
): End {
  const name = bareName(text);
  const place = readPlace(text);
  if (name === undefined)
    return place !== undefined && holds(world, place) ? { kind: 'places', places: [text] } : { kind: 'absent' };
  const found = wanted.flatMap((type) =>
    world.namespaces
      .filter((namespace) => world.named(type, namespace, name).length > 0)
      .map((namespace) => ({ namespace, place: `${types[type]}${namespace}/${name}` })),
  );
  const near = found.filter(({ namespace }) => namespace === own);
  const meant = near.length > 0 ? near : found;
  if (meant.length === 0) return { kind: 'absent' };
  const places = meant.map((each) => each.place);
  const isOne = meant.every(({ namespace }) => namespace === meant[0]?.namespace);
  return isOne ? { kind: 'places', places } : { kind: 'ambiguous', name, places };
}

/** Whether a stack has what an end names. */
export function isThere(world: World, text: string): boolean {
  return endIn(world, text, undefined, ['podMaker', 'service']).kind !== 'absent';
}
