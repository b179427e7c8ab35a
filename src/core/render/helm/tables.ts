import { Dict, type Entry, type Item, List, type Value } from '../value.ts';

/** A copy of a value that shares nothing with it which templates or coalescing could change. */
export function deepCopy(value: Value): Value {
  if (value instanceof List)
    return new List(value.items.map((item) => ({ value: deepCopy(item.value), source: item.source })));
  return value instanceof Dict ? copyTable(value) : value;
}

export function copyTable(table: Dict): Dict {
  const copy = new Dict();
  for (const [key, entry] of table.entries) copy.entries.set(key, { ...entry, value: deepCopy(entry.value) });
  return copy;
}

/** The table of a key, else `undefined`. */
export function tableOf(table: Dict | undefined, key: string): Dict | undefined {
  const value = table?.get(key)?.value;
  return value instanceof Dict ? value : undefined;
}

/** The table at a path in dot notation (`Values.Table`). */
export function tableAt(table: Dict, path: string): Dict | undefined {
  return path.split('.').reduce<Dict | undefined>(tableOf, table);
}

/** What stands at a path in dot notation and is no table (`Values.PathValue`). */
export function valueAt(table: Dict, path: string): Entry | undefined {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const entry = keys.reduce<Dict | undefined>(tableOf, table)?.get(last);
  return entry === undefined || entry.value instanceof Dict ? undefined : entry;
}

/** Sets a key whose own source stays the one that it had elsewhere. */
export function put(table: Dict, key: string, entry: Item & { readonly key?: Entry['key'] }): void {
  table.set(key, entry, entry.key);
}
