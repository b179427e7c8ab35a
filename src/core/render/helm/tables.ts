import { Dict, dictAt, type Entry, type Item } from '../value.ts';

/** The table at a path in dot notation (`Values.Table`). */
export function tableAt(table: Dict, path: string): Dict | undefined {
  return path.split('.').reduce<Dict | undefined>(dictAt, table);
}

/** What stands at a path in dot notation and is no table (`Values.PathValue`). */
export function valueAt(table: Dict, path: string): Entry | undefined {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const entry = keys.reduce<Dict | undefined>(dictAt, table)?.get(last);
  return entry === undefined || entry.value instanceof Dict ? undefined : entry;
}

/** Sets a key whose own source stays the one that it had elsewhere. */
export function put(table: Dict, key: string, entry: Item & { readonly key?: Entry['key'] }): void {
  table.set(key, entry, entry.key);
}
