/** labels, commonLabels and commonAnnotations. */
import type { Source } from '../origin/origin.ts';
import { Dict, type Item } from '../value.ts';
import { changeFields, type FieldSpec } from './fields.ts';
import type { Resource } from './resource.ts';

/** Sets pairs in the maps that the specs name. */
export function setPairs(
  resources: readonly Resource[],
  pairs: Dict,
  specs: readonly FieldSpec[],
  source: Source | undefined,
): void {
  if (pairs.size === 0) return;
  for (const resource of resources)
    for (const key of pairs.keys()) {
      const entry = pairs.get(key);
      if (entry === undefined) continue;
      const added: Dict[] = [];
      const set = (item: Item): Item | undefined => {
        if (item.value !== null && !(item.value instanceof Dict)) return undefined;
        const map = item.value ?? new Dict();
        if (!map.has(key)) added.push(map);
        map.set(key, entry, entry.key);
        return { value: map, source: item.source ?? source };
      };
      for (const spec of specs) changeFields(resource, spec, () => ({ value: new Dict(), source }), set);
      resource.shared.follow();
      resource.shared.add(key, added);
    }
}
