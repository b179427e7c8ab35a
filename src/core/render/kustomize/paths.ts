/**
 * Paths of replacements: `spec.template.spec.containers.[name=web].image`, `*` for all items, numbers for one, `[a.b/c]` for a key
 * with dots (kyaml's PathMatcher).
 */
import { RE2JS } from 're2js';
import type { Origin, Source } from '../origin/origin.ts';
import { RenderError } from '../problem.ts';
import { Dict, type Item, List, type Value } from '../value.ts';
import { resolveText } from '../yaml/version3.ts';
import { scalarText } from './resource.ts';

/** A value where it can be exchanged. */
export interface Slot {
  readonly item: Item;
  /** It was made just now, so that it has no type yet. */
  readonly fresh: boolean;
  set(item: Item): void;
}

/** What is made of missing parts of a path, if anything. */
export interface Creation {
  readonly leaf: 'map' | 'list' | 'scalar';
  readonly source: Source | undefined;
}

/** The parts of a path between dots; those in brackets hold together. */
export function splitDots(path: string): readonly string[] {
  const parts = path.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
  const result: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    let part = parts[i] ?? '';
    if (part.startsWith('[') && !part.endsWith(']')) {
      while (i + 1 < parts.length && !part.endsWith(']')) part += `.${parts[++i] ?? ''}`;
      if (!part.includes('=')) part = part.replaceAll(/^\[+|\]+$/g, '');
    }
    result.push(part);
  }
  return result;
}

/** All places that a path means. Throws where a part cannot be. */
export function placesOf(root: Dict, parts: readonly string[], create: Creation | undefined): readonly Slot[] {
  const walk = (slot: Slot, depth: number): readonly Slot[] => {
    const part = parts[depth];
    if (part === undefined) return [slot];
    const { value } = slot.item;
    if (/^\d+$/.test(part) && value instanceof List) return atIndex(value, Number(part), depth);
    if (/^\[.*=.*\]$/.test(part)) return matching(value, part, depth);
    if (part === '*') {
      const list = asList(value, slot.item);
      return list.items.flatMap((_, index) => walk(inList(list, index), depth + 1));
    }
    if (!(value instanceof Dict)) {
      if (value === null) return [];
      throw new RenderError(
        `wrong node kind: expected MappingNode but got ${value instanceof List ? 'SequenceNode' : 'ScalarNode'}`,
        slot.item.source?.at,
      );
    }
    if (!value.has(part)) {
      if (create === undefined) return [];
      value.set(part, made(parts[depth + 1], create), create.source);
      return walk({ ...inDict(value, part), fresh: true }, depth + 1);
    }
    return walk(inDict(value, part), depth + 1);
  };
  const atIndex = (list: List, index: number, depth: number): readonly Slot[] => {
    const fresh = index === list.items.length && create !== undefined;
    if (fresh) list.items.push(made(parts[depth + 1], create));
    if (index >= list.items.length)
      throw new RenderError(
        `index ${index} specified but only ${list.items.length} elements found`,
        create?.source?.at,
      );
    return walk({ ...inList(list, index), fresh }, depth + 1);
  };
  const matching = (value: Value, part: string, depth: number): readonly Slot[] => {
    const list = asList(value, undefined);
    const [, key = '', pattern = ''] = /^\[([^=]*)=(.*)\]$/.exec(part) ?? [];
    const test = RE2JS.compile(pattern);
    const fits = (item: Item) => {
      const text =
        key === '' ? scalarText(item) : scalarText(item.value instanceof Dict ? item.value.get(key) : undefined);
      return text !== undefined && test.matcher(text).find();
    };
    const found = () =>
      list.items.flatMap((item, index) =>
        fits(item) ? (key === '' ? [inList(list, index)] : walk(inList(list, index), depth + 1)) : [],
      );
    if (create === undefined || list.items.some(fits)) return found();
    const wanted: Item = { value: pattern, source: create.source };
    const element = new Dict();
    element.set(key, wanted, create.source);
    list.items.push(key === '' ? wanted : { value: element, source: create.source });
    return found();
  };
  return walk({ item: { value: root, source: undefined }, fresh: false, set: () => undefined }, 0);
}

function asList(value: Value, item: Item | undefined): List {
  if (value instanceof List) return value;
  throw new RenderError(
    `wrong node kind: expected SequenceNode but got ${value instanceof Dict ? 'MappingNode' : 'ScalarNode'}`,
    item?.source?.at,
  );
}

function made(next: string | undefined, { leaf, source }: Creation): Item {
  const kind = next === undefined ? leaf : /^\[.*=.*\]$|^\d+$|^[-*]$/.test(next) ? 'list' : 'map';
  return { value: kind === 'map' ? new Dict() : kind === 'list' ? new List() : '', source };
}

function inList(list: List, index: number): Slot {
  const item = list.items[index] ?? { value: null, source: undefined };
  return { item, fresh: false, set: (by) => void list.items.splice(index, 1, by) };
}

function inDict(dict: Dict, key: string): Slot {
  const entry = dict.get(key);
  return {
    item: entry ?? { value: null, source: undefined },
    fresh: false,
    set: (by) => dict.set(key, by, entry?.key),
  };
}

/** A text in the place of a scalar, which keeps its type: what is no number cannot stand for one. */
export function typedAs({ item, fresh }: Slot, text: string, at: Origin | undefined): Value | undefined {
  const resolved = resolveText(text);
  if (fresh) return typeof resolved === 'string' ? undefined : resolved;
  const { value } = item;
  const own = tagOf(value);
  if (own === 'str') return undefined;
  const tag = tagOf(resolved);
  if (tag !== own && !(own === 'float' && tag === 'int'))
    throw new RenderError(`yaml: cannot decode !!${tag} \`${text}\` as a !!${own}`, at);
  return resolved;
}

function tagOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'int' : typeof value === 'number' ? 'float' : 'str';
}
