/**
 * Field specs: which fields of which kinds a transformer changes. Paths walk through lists by themselves (`spec/containers/image`
 * or `spec/containers[]/image`), `\/` is a slash in a key.
 */
import { RenderError } from '../problem.ts';
import { Dict, type Item, List, type Value } from '../value.ts';
import { Place } from './place.ts';
import { type Gvk, idText, type Resource, selects } from './resource.ts';

/** One entry of a transformer's configuration. */
export interface FieldSpec extends Partial<Gvk> {
  readonly path: string;
  /** Makes what is missing on the way. */
  readonly create?: boolean;
}

/** What a field is to hold instead of what stands there; `undefined` leaves it. Maps and lists may be changed through the place. */
export type Change = (place: Place) => Item | undefined;

/** Changes the fields of a resource that a spec means. What is made for the field itself is `made`, with a source. */
export function changeFields(
  resource: Resource,
  spec: FieldSpec,
  made: () => Item,
  change: Change,
  path = splitPath(spec.path),
): void {
  if (!selects(spec, resource.id)) return;
  if (spec.create !== true && !mayHave(resource.seen, path)) return;
  const walk = (place: Place, depth: number): Item => {
    if (depth === path.length) return change(place) ?? place.item;
    const { value } = place;
    if (value === null) return place.item;
    if (value instanceof List) {
      place.mapItems(
        (each) => walk(each, depth),
        (each) => spec.create === true || mayHave(each, path, depth),
      );
      return place.item;
    }
    if (!(value instanceof Dict))
      throw new RenderError(
        `considering field '${spec.path}' of object ${idText(resource.id)}: expected sequence or mapping node`,
        place.item.source?.at ?? resource.at,
      );
    const [key, isList] = sequenceField(path[depth] ?? '');
    const found = value.get(key);
    if (found === undefined || (found.value === null && spec.create === true)) {
      if (spec.create !== true || isList) return place.item;
      const last = depth === path.length - 1;
      const fresh = made();
      const item = last ? fresh : { value: new Dict(), source: fresh.source };
      if (item.value instanceof Dict) resource.adopt(item.value);
      place.dict()?.set(key, walk(new Place(resource, item, () => undefined), depth + 1), fresh.source);
      return place.item;
    }
    const inner = place.in(key);
    const item = inner && walk(inner, depth + 1);
    if (item !== undefined && item !== inner?.item) place.dict()?.set(key, item, found.key);
    return place.item;
  };
  walk(resource.place, 0);
}

/** Whether a path leads to a field, or to where it cannot go on. */
export function mayHave(value: Value, path: readonly string[], depth = 0): boolean {
  if (depth === path.length) return true;
  if (value === null) return false;
  if (value instanceof List) return value.items.some((item) => mayHave(item.value, path, depth));
  if (!(value instanceof Dict)) return true;
  const part = path[depth] ?? '';
  const found = value.get(part.endsWith('[]') ? part.slice(0, -2) : part);
  return found !== undefined && mayHave(found.value, path, depth + 1);
}

/** Parts of a path between slashes. */
export function splitPath(path: string): readonly string[] {
  const parts = path.includes('\\')
    ? path.split(/(?<!\\)\//).map((part) => part.replaceAll('\\/', '/'))
    : path.split('/');
  return parts[0] === '' ? parts.slice(1) : parts;
}

function sequenceField(part: string): readonly [string, boolean] {
  return part.endsWith('[]') ? [part.slice(0, -2), true] : [part, false];
}

/**
 * Specs without those that an earlier one already says: one of the same path whose kind a later spec means. Refused where one of
 * the two makes the field and the other does not.
 */
export function mergedSpecs(...lists: readonly (readonly FieldSpec[])[]): readonly FieldSpec[] {
  const all: FieldSpec[] = [];
  for (const spec of lists.flat()) {
    const known = all.find((other) => other.path === spec.path && selects(spec, gvkOfSpec(other)));
    if (known === undefined) all.push(spec);
    else if ((known.create === true) !== (spec.create === true)) throw new RenderError('conflicting fieldspecs');
  }
  return all;
}

function gvkOfSpec({ group = '', version = '', kind = '' }: FieldSpec): Gvk {
  return { group, version, kind };
}
