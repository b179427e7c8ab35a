/** labels, commonLabels and commonAnnotations. */
import type { Source } from '../origin/origin.ts';
import { Dict, type Item } from '../value.ts';
import { changeFields, type FieldSpec } from './fields.ts';
import type { Place } from './place.ts';
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
      const { shared } = resource;
      const added: Dict[] = [];
      const set = (place: Place): Item | undefined => {
        if (place.value !== null && !(place.value instanceof Dict)) return undefined;
        const map = place.dict() ?? resource.adopt(new Dict());
        if (!map.has(key)) added.push(map);
        map.set(key, entry, entry.key);
        return { value: map, source: place.item.source ?? source };
      };
      for (const spec of specs) {
        const isMade = spec.create === true || (spec.path === 'metadata/annotations' && resource.hasNotes);
        changeFields(resource, { ...spec, create: isMade }, () => ({ value: new Dict(), source }), set);
      }
      shared.follow();
      shared.add(key, added);
    }
}
