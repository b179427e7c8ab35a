/**
 * Strategic merge patches as kustomize applies them (kyaml's merge2 and walk, lists growing at their front): maps are merged, lists
 * merged by the keys of their kind or replaced, null removes, `$patch` replaces or deletes. `$setElementOrder` and `$retainKeys`
 * are no directives there and stay.
 */
import { RenderError } from '../problem.ts';
import { Dict, type Item, List, type Value } from '../value.ts';
import { type FieldType, fieldOf, type MapType, typeOf } from './merge-keys.ts';
import { idOf, scalarText } from './resource.ts';

/** The result of a merge; `undefined` where nothing is left. Both sides are used up. */
export function merged(target: Dict, patch: Dict): Dict | undefined {
  const result = walk(
    { value: target, source: undefined },
    { value: patch, source: undefined },
    { type: typeOf(idOf(target)) ?? typeOf(idOf(patch)) ?? { fields: {} } },
  );
  return result?.value instanceof Dict ? result.value : undefined;
}

function isNull(item: Item | undefined): boolean {
  return item === undefined || item.value === null;
}

/** Where null is written out; an empty value is nothing to kustomize. */
function isWrittenNull(item: Item | undefined): boolean {
  return (
    item !== undefined &&
    item.value === null &&
    (item.source === undefined || item.source.at.end > item.source.at.start)
  );
}

function walk(own: Item | undefined, patch: Item | undefined, field: FieldType | undefined): Item | undefined {
  const first = isNull(own) ? patch : own;
  if (first === undefined || first.value === null) return walkNothing(own, patch);
  for (const item of [own, patch])
    if (item !== undefined && item.value !== null && kindOf(item.value) !== kindOf(first.value))
      throw new RenderError(
        `wrong node kind: expected ${kindOf(first.value)} but got ${kindOf(item.value)}`,
        patch?.source?.at ?? item.source?.at,
      );
  if (first.value instanceof Dict) return walkMap(own, patch, field?.type);
  if (first.value instanceof List) return walkList(own, patch, field);
  return patch ?? own;
}

function walkNothing(own: Item | undefined, patch: Item | undefined): Item | undefined {
  return patch === undefined && isWrittenNull(own) ? own : undefined;
}

function kindOf(value: Value): string {
  return value instanceof Dict ? 'MappingNode' : value instanceof List ? 'SequenceNode' : 'ScalarNode';
}

function walkMap(own: Item | undefined, patch: Item | undefined, type: MapType | undefined): Item | undefined {
  if (!isNull(own) && patch?.value === null) return undefined;
  const directive = patch?.value instanceof Dict ? takeDirective(patch.value) : 'merge';
  if (directive === 'delete') return undefined;
  const item = isNull(own) || directive === 'replace' ? patch : own;
  if (item === undefined || !(item.value instanceof Dict)) return undefined;
  const target = item.value;
  const other = patch?.value instanceof Dict ? patch.value : undefined;
  for (const key of new Set([...target.entries.keys(), ...(other?.entries.keys() ?? [])])) {
    const [mine, theirs] = [target.get(key), other?.get(key)];
    const result = walk(mine, theirs, fieldOf(type, key));
    if (
      result === undefined ||
      (isNull(result) && !isWrittenNull(result)) ||
      (result.value === null && theirs !== undefined)
    )
      target.delete(key);
    else if (result !== mine) target.set(key, result, (result === theirs ? theirs?.key : mine?.key) ?? theirs?.key);
  }
  return item;
}

type Directive = 'merge' | 'replace' | 'delete';

/** The directive in a map, which is taken out. */
function takeDirective(dict: Dict): Directive {
  const entry = dict.get('$patch');
  if (entry === undefined) return 'merge';
  const directive = directiveOf(entry);
  dict.delete('$patch');
  return directive;
}

function directiveOf(item: Item): Directive {
  const text = scalarText(item) ?? '';
  if (text === 'replace' || text === 'delete' || text === 'merge') return text;
  throw new RenderError(`unknown patch strategy '${text}'`, item.source?.at);
}

/** The directive of a list: a map in it that states nothing else. */
function takeListDirective(list: List): Directive {
  const found = list.items.find(({ value }) => value instanceof Dict && value.has('$patch'));
  if (!(found?.value instanceof Dict) || found.value.size > 1) return 'merge';
  const entry = found.value.get('$patch');
  const directive = entry === undefined ? 'merge' : directiveOf(entry);
  list.items = list.items.filter((item) => !(item.value instanceof Dict && valueAt(item, '$patch') === directive));
  return directive;
}

function walkList(own: Item | undefined, patch: Item | undefined, field: FieldType | undefined): Item | undefined {
  const keys = field?.merge;
  if (keys === undefined) return patch ?? own;
  if (!isNull(own) && patch?.value === null) return undefined;
  const directive = !isNull(own) && patch?.value instanceof List ? takeListDirective(patch.value) : 'merge';
  if (directive === 'delete') return undefined;
  const item = isNull(own) || directive === 'replace' ? patch : own;
  if (!(item?.value instanceof List)) return undefined;
  const mine = item.value;
  const theirs = patch?.value instanceof List ? patch.value : undefined;
  const items = keys.length === 0 ? mergedScalars(mine, theirs) : mergedMaps(mine, theirs, keys, field?.type);
  return { value: new List(items), source: item.source };
}

function mergedScalars(own: List, patch: List | undefined): Item[] {
  const all = new Map<string, Item>();
  for (const item of [...(patch?.items ?? []), ...own.items]) {
    const text = scalarText(item) ?? '';
    if (!all.has(text)) all.set(text, item);
  }
  return [...all.values()].filter(({ value }) => value !== null);
}

/** Merges maps by their keys; those of the patch come first. An element without one of several keys takes the other's. */
function mergedMaps(own: List, patch: List | undefined, keys: readonly string[], type: MapType | undefined): Item[] {
  const lists = [...(patch === undefined ? [] : [patch]), own];
  const wanted = valuesOf(lists, keys);
  let target = own.items;
  let added: Item[] = [];
  const valid = validKeys(wanted, keys);
  for (const values of wanted) {
    const used = values.filter((value, index) => value !== '' || valid.includes(keys[index] ?? ''));
    const [findKeys, findValues] = findable(valid, used);
    const find = (items: readonly Item[]) => items.find((item) => matches(item, findKeys, findValues));
    const result = walk(find(target), patch === undefined ? undefined : find(patch.items), {
      type: type ?? { fields: {} },
    });
    if (isNull(result) || (result?.value instanceof Dict && result.value.size === 0)) {
      target = replaced(target, valid, used, undefined);
      continue;
    }
    if (result?.value instanceof Dict)
      for (const [index, key] of valid.entries()) {
        const value = used[index] ?? '';
        if (!result.value.has(key) && value !== '')
          result.value.set(key, { value, source: result.source }, result.source);
      }
    if (result !== undefined) added = replaced(added, valid, used, result);
  }
  if (wanted.length === 0) return target;
  for (const item of target) {
    const values = valid.flatMap((key) => {
      const value = valueAt(item, key);
      if (value === undefined) added = [...added, item];
      return value === undefined ? [] : [value];
    });
    if (valid.length > 1) added = replaced(added, valid, values, undefined);
    added = replaced(added, valid, values, item);
  }
  return added;
}

/** The keys of all elements, each once, with `''` for what is missing; pairs that differ only in that count as one. */
function valuesOf(lists: readonly List[], keys: readonly string[]): readonly (readonly string[])[] {
  const seen = new Set<string>();
  const all: string[][] = [];
  for (const item of lists.flatMap(({ items }) => items)) {
    const values = keys.map((key) => valueAt(item, key) ?? '');
    const name = values.join('\0');
    if (!seen.has(name)) all.push(values);
    seen.add(name);
  }
  if (keys.length === 1) return all;
  for (let i = 0; i < all.length; i++)
    for (let j = 0; j < all.length; j++) {
      const both = together(all[i] ?? [], all[j] ?? []);
      if (both !== undefined) all[i] = all[j] = both;
    }
  return all;
}

function together(a: readonly string[], b: readonly string[]): string[] | undefined {
  if (!a.some((value, index) => value === b[index])) return undefined;
  if (a.some((value, index) => value !== b[index] && value !== '' && b[index] !== '')) return undefined;
  return a.map((value, index) => value || (b[index] ?? ''));
}

/** The keys that any element states; all where none does. */
function validKeys(all: readonly (readonly string[])[], keys: readonly string[]): readonly string[] {
  const stated = keys.filter((_, index) => all.some((values) => (values[index] ?? '') !== ''));
  return stated.length === 0 ? keys : stated;
}

function findable(keys: readonly string[], values: readonly string[]): readonly [readonly string[], readonly string[]] {
  const stated = keys.filter((_, index) => (values[index] ?? '') !== '');
  return stated.length === 0 ? [keys, values] : [stated, values.filter((value) => value !== '')];
}

function matches(item: Item, keys: readonly string[], values: readonly string[]): boolean {
  if (!(item.value instanceof Dict) || keys.length !== values.length) return false;
  return keys.every((key, index) => valueAt(item, key) === (values[index] ?? ''));
}

/** An empty value only asks for the key. */
function fits({ value }: Item, key: string, wanted: string): boolean {
  if (!(value instanceof Dict) || !value.has(key)) return false;
  return wanted === '' || scalarText(value.get(key)) === wanted;
}

/** The items with those of some keys exchanged for one, which is appended where there is none; without one they are removed. */
function replaced(
  items: readonly Item[],
  keys: readonly string[],
  values: readonly string[],
  by: Item | undefined,
): Item[] {
  const result: Item[] = [];
  let found = false;
  for (const item of items) {
    if (isNull(item) || (item.value instanceof Dict && item.value.size === 0)) continue;
    const isMap = item.value instanceof Dict;
    if (!isMap && by?.value instanceof Dict) {
      result.push(item);
      continue;
    }
    // Where fewer values than keys are given, the last one found decides.
    const isIt =
      values.length > 0 && keys.every((key, index) => index >= values.length || fits(item, key, values[index] ?? ''));
    if (!isIt) {
      if (values.length > 0) result.push(item);
      continue;
    }
    found = true;
    if (by !== undefined) result.push(by);
  }
  if (by !== undefined && !found) result.push(by);
  return result;
}

function valueAt({ value }: Item, key: string): string | undefined {
  const entry = value instanceof Dict ? value.get(key) : undefined;
  if (entry === undefined || entry.value === null) return undefined;
  return scalarText(entry) ?? '';
}
