import type { MapEntry, Node, ScalarNode } from './node.ts';

/** A merge key (`<<`) of a map. */
export interface Merge {
  /** How many entries the map states in front of it. */
  readonly behind: number;
  readonly value: Node;
}

/**
 * The entries of a map, and behind them those of its merged maps (`<<`) that count. kubectl's parser (go-yaml v2) takes the
 * keys of a map in the order of the text: a merge key replaces what stands above it, and is replaced by what stands below. Of
 * several maps that one `<<` names the earlier ones win (https://yaml.org/type/merge.html).
 */
export function merged(entries: readonly MapEntry[], merges: readonly Merge[]): readonly MapEntry[] {
  if (merges.length === 0) return entries;
  const inherited = new Map<ScalarNode['value'], MapEntry>();
  merges.forEach(({ value }, index) => {
    const maps = value.type === 'sequence' ? value.items.toReversed() : [value];
    for (const map of maps)
      if (map.type === 'map') for (const entry of map.entries) inherited.set(entry.key.value, entry);
    for (const { key } of entries.slice(merges[index]?.behind, merges[index + 1]?.behind)) inherited.delete(key.value);
  });
  return [...entries, ...inherited.values()];
}
