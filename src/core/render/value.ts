import type { Source } from './origin/origin.ts';
import { Text } from './origin/text.ts';

/**
 * A value as templates and kustomizations see it, with the types of Go that matter: `bigint` is int64, `number` is float64
 * (YAML numbers of a values file are float64 for Helm), strings are plain or know where they come from.
 */
export type Value = null | boolean | bigint | number | string | Text | List | Dict | Native;

/** A value where it stands: in a list, a map, or as the result of an expression. */
export interface Item {
  readonly value: Value;
  /** Where the value comes from; a {@link Text} says it of its own characters. */
  readonly source: Source | undefined;
}

/** Where an item comes from: of a text, its last part that is known. */
export function sourceOf({ value, source }: Item): Source | undefined {
  return value instanceof Text ? (value.lastSource() ?? source) : source;
}

/** An item of no known source. */
export function bare(value: Value): Item {
  return { value, source: undefined };
}

/** A list. Go's slices are shared when they are assigned; functions make new lists. */
export class List {
  readonly kind = 'list';
  items: Item[];
  /** Whether it is Go's nil slice: empty, but `null` in JSON and YAML. */
  readonly isNil: boolean;

  constructor(items: Item[] = [], isNil = false) {
    this.items = items;
    this.isNil = isNil;
  }
}

/** One entry of a map: its value, and where its key comes from. */
export interface Entry extends Item {
  readonly key: Source | undefined;
}

/**
 * A map with string keys, in the order in which they were set; Go prints and ranges over maps in the order of their keys
 * (`keys`). Templates change maps in place (`set`, `unset`, `merge`).
 */
export class Dict {
  readonly kind = 'dict';
  readonly entries = new Map<string, Entry>();
  /** Whether it is Go's nil map: empty, `null` in JSON and YAML, and nothing can be put into it. */
  readonly isNil: boolean;

  constructor(isNil = false) {
    this.isNil = isNil;
  }

  get size(): number {
    return this.entries.size;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  set(key: string, item: Item, source?: Source): void {
    this.entries.set(key, { value: item.value, source: item.source, key: source });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** The keys as Go sorts them: by bytes of UTF-8. */
  keys(): readonly string[] {
    return [...this.entries.keys()].sort(byBytes);
  }
}

/**
 * An object of the engine (`.Files`, `.Capabilities`): what templates may reach of it stands in the table and nowhere else. Its
 * methods only tell what its members and contents hold.
 */
export class Native {
  readonly kind = 'native';
  /** The name of its type in Go, for messages: `engine.files`. */
  readonly typeName: string;
  readonly members: ReadonlyMap<string, Item | ((args: readonly Item[]) => Item)>;
  /** What it prints as, where it has a `String` method. */
  readonly printed: string | undefined;
  /** What `range`, `index`, `len` and conditions see of it: `.Files.Glob` is a map that has methods. */
  readonly contents: List | Dict | undefined;

  constructor(
    typeName: string,
    members: ReadonlyMap<string, Item | ((args: readonly Item[]) => Item)>,
    printed?: string,
    contents?: List | Dict,
  ) {
    this.typeName = typeName;
    this.members = members;
    this.printed = printed;
    this.contents = contents;
  }
}

/** What `range`, `index`, `len` and conditions see of a value. */
export function contentsOf(value: Value): Value {
  return value instanceof Native && value.contents !== undefined ? value.contents : value;
}

/** A string's characters, whether it knows where they come from or not. */
export function stringOf(value: string | Text): string {
  return typeof value === 'string' ? value : value.text;
}

export function isString(value: Value | undefined): value is string | Text {
  return typeof value === 'string' || value instanceof Text;
}

/** The map under a key, if it is one. */
export function dictAt(dict: Dict | undefined, key: string): Dict | undefined {
  const value = dict?.get(key)?.value;
  return value instanceof Dict ? value : undefined;
}

/** The items of the list under a key; none where there is no list. */
export function itemsAt(dict: Dict | undefined, key: string): readonly Item[] {
  const value = dict?.get(key)?.value;
  return value instanceof List ? value.items : [];
}

/** The text of a string under a key. */
export function stringAt(dict: Dict | undefined, key: string): string | undefined {
  const value = dict?.get(key)?.value;
  return isString(value) ? stringOf(value) : undefined;
}

/**
 * A copy that shares nothing that can be changed. Where `copies` is given it gets the copy of each map and list, and what stands
 * in the map twice does so in the copy.
 */
export function cloned(dict: Dict, copies?: Map<Value, Value>): Dict {
  const copy = new Dict();
  copies?.set(dict, copy);
  for (const [key, entry] of dict.entries) copy.entries.set(key, withClone(entry, copies));
  return copy;
}

/** A copy of a map or list that shares what stands in it. */
export function shallow(value: Dict | List): Dict | List {
  if (value instanceof List) return new List([...value.items]);
  const copy = new Dict();
  for (const [key, entry] of value.entries) copy.entries.set(key, entry);
  return copy;
}

export function clonedItem(item: Item): Item {
  return withClone(item, undefined);
}

function withClone<T extends Item>(item: T, copies: Map<Value, Value> | undefined): T {
  const value = clonedValue(item.value, copies);
  return value === item.value ? item : { ...item, value };
}

function clonedValue(value: Value, copies: Map<Value, Value> | undefined): Value {
  if (!(value instanceof Dict || value instanceof List)) return value;
  const known = copies?.get(value);
  if (known !== undefined) return known;
  if (value instanceof Dict) return cloned(value, copies);
  const copy = new List();
  copies?.set(value, copy);
  copy.items = value.items.map((item) => withClone(item, copies));
  return copy;
}

/** Orders strings as Go does: by the bytes of their UTF-8, which is by code points. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
    return isHigh(x) === isHigh(y) ? x - y : isHigh(x) ? 1 : -1;
  }
  return a.length - b.length;
}
