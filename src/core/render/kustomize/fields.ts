/**
 * Field specs: which fields of which kinds a transformer changes. Paths walk through lists by themselves (`spec/containers/image`
 * or `spec/containers[]/image`), `\/` is a slash in a key.
 */
import { RenderError } from '../problem.ts';
import { Dict, type Item, List, type Value } from '../value.ts';
import { type Gvk, idText, type Resource, selects } from './resource.ts';

/** One entry of a transformer's configuration. */
export interface FieldSpec extends Partial<Gvk> {
  readonly path: string;
  /** Makes what is missing on the way. */
  readonly create?: boolean;
}

/** Changes the value of a field; `undefined` leaves it. */
export type Change = (item: Item) => Item | undefined;

/** Changes the fields of a resource that a spec means. What is made for the field itself is `made`, with a source. */
export function changeFields(resource: Resource, spec: FieldSpec, made: () => Item, change: Change): void {
  if (!selects(spec, resource.id)) return;
  const path = splitPath(spec.path);
  if (spec.create !== true && !mayHave(resource.seen, path)) return;
  const walk = (item: Item, depth: number): Item => {
    if (depth === path.length) return change(item) ?? item;
    const { value } = item;
    if (value === null) return item;
    if (value instanceof List) {
      value.items = value.items.map((each) => walk(each, depth));
      return item;
    }
    if (!(value instanceof Dict))
      throw new RenderError(
        `considering field '${spec.path}' of object ${idText(resource.id)}: expected sequence or mapping node`,
        item.source?.at ?? resource.at,
      );
    const [key, isList] = sequenceField(path[depth] ?? '');
    const found = value.get(key);
    if (found === undefined || (found.value === null && spec.create === true)) {
      if (spec.create !== true || isList) return item;
      const last = depth === path.length - 1;
      const fresh = made();
      value.set(key, walk(last ? fresh : { value: new Dict(), source: fresh.source }, depth + 1), fresh.source);
    } else value.set(key, walk(found, depth + 1), found.key);
    return item;
  };
  walk({ value: resource.root, source: undefined }, 0);
}

/** Whether a path leads to a field, or to where it cannot go on. */
export function mayHave(value: Value, path: readonly string[], depth = 0): boolean {
  if (depth === path.length) return true;
  if (value === null) return false;
  if (value instanceof List) return value.items.some((item) => mayHave(item.value, path, depth));
  if (!(value instanceof Dict)) return true;
  const [key] = sequenceField(path[depth] ?? '');
  const found = value.get(key);
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

/** Specs without those that an earlier one already says. */
export function mergedSpecs(...lists: readonly (readonly FieldSpec[])[]): readonly FieldSpec[] {
  const all: FieldSpec[] = [];
  for (const spec of lists.flat()) if (!all.some((other) => sameTarget(other, spec))) all.push(spec);
  return all;
}

function sameTarget(a: FieldSpec, b: FieldSpec): boolean {
  return (
    a.path === b.path &&
    (a.group ?? '') === (b.group ?? '') &&
    (a.kind ?? '') === (b.kind ?? '') &&
    (a.version ?? '') === (b.version ?? '')
  );
}
