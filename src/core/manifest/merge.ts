import type { MapEntry, Node } from './node.ts';

/**
 * The entries of a map with those of its merged maps (`<<`) that it does not state itself; earlier maps win
 * (https://yaml.org/type/merge.html).
 */
export function merged(entries: readonly MapEntry[], merges: readonly Node[]): readonly MapEntry[] {
  if (merges.length === 0) return entries;
  const result = [...entries];
  const known = new Set(entries.map(({ key }) => key.value));
  for (const map of merges.flatMap((node): readonly Node[] => (node.type === 'sequence' ? node.items : [node])))
    if (map.type === 'map')
      for (const entry of map.entries)
        if (!known.has(entry.key.value)) {
          known.add(entry.key.value);
          result.push(entry);
        }
  return result;
}
