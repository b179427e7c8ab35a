import { Random } from '../support/random.ts';
import type { ApiObject } from './client.ts';

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A change of one field; `undefined` removes it. */
export interface Mutation {
  readonly path: readonly (string | number)[];
  readonly values: readonly (Json | undefined)[];
}

/** Objects that the server takes, and what is changed in them. */
export interface Family {
  readonly objects: readonly ApiObject[];
  readonly mutations: readonly Mutation[];
}

/**
 * So many different objects: every single change of every object of the families, then several changes at once, of one family
 * as often as of another.
 */
export function mutatedObjects(families: readonly Family[], wanted: number): readonly ApiObject[] {
  const random = new Random(9);
  const objects = new Map<string, ApiObject>();
  const add = (object: ApiObject) => objects.set(JSON.stringify(object), object);
  for (const family of families) for (const object of singleMutations(family)) add(object);
  while (objects.size < wanted) add(severalMutations(random.pick(families), random));
  return [...objects.values()];
}

/** Every single change of every object of a family, in order. */
function singleMutations({ objects, mutations }: Family): readonly ApiObject[] {
  return objects.flatMap((object) =>
    mutations.flatMap(({ path, values }) => values.map((value) => changed(object, path, value) as ApiObject)),
  );
}

/** An object of a family with two or three changes at once. */
function severalMutations({ objects, mutations }: Family, random: Random): ApiObject {
  let object = random.pick(objects);
  for (let i = 2 + random.below(2); i > 0; i--) {
    const { path, values } = random.pick(mutations);
    object = changed(object, path, values[random.below(values.length)]) as ApiObject;
  }
  return object;
}

/** A copy with another value at a path; where the path leads nowhere the object stays as it is. */
function changed(value: unknown, [key, ...rest]: readonly (string | number)[], to: Json | undefined): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    if (typeof key !== 'number' || key >= value.length) return value;
    return value.map((item, i) => (i === key ? changed(item, rest, to) : item));
  }
  if (typeof value !== 'object' || value === null || typeof key === 'number') return value;
  const record = value as Readonly<Record<string, unknown>>;
  if (rest.length > 0 && record[key] === undefined) return value;
  const { [key]: old, ...others } = record;
  const now = changed(old, rest, to);
  return now === undefined ? others : { ...record, [key]: now };
}

/** Changes of what stands at a path. */
export function under(prefix: readonly (string | number)[], mutations: readonly Mutation[]): readonly Mutation[] {
  return mutations.map(({ path, values }) => ({ path: [...prefix, ...path], values }));
}
