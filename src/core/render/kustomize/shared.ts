import type { Dict, Item } from '../value.ts';
import { scalarText } from './resource.ts';

/** Maps of one resource that hold one and the same entry. */
interface Group {
  readonly key: string;
  readonly maps: readonly Dict[];
  text: string | undefined;
}

/**
 * Labels that one transformer added to several fields of a resource are one node for kustomize: whatever changes it in one of
 * them later, as labels or a patch of an overlay, changes it in all, selectors included.
 */
export class SharedEntries {
  #groups: Group[];

  constructor(groups: Group[] = []) {
    this.#groups = groups;
  }

  get isEmpty(): boolean {
    return this.#groups.length === 0;
  }

  /** The same for a copy of the resource; `copyOf` gives the copy of each of its maps. */
  copied(copyOf: (map: Dict) => Dict): SharedEntries {
    return new SharedEntries(this.#groups.map((group) => ({ ...group, maps: group.maps.map(copyOf) })));
  }

  /** Notes that an entry was added to several maps at once. */
  add(key: string, maps: readonly Dict[]): void {
    if (maps.length > 1) this.#groups.push({ key, maps, text: scalarText(maps[0]?.get(key)) });
  }

  /** Brings what changed in one place to the others. */
  follow(): void {
    for (const group of this.#groups) {
      const { key, maps, text } = group;
      let changed: Item | undefined;
      for (const map of maps) {
        const entry = map.get(key);
        if (entry !== undefined && scalarText(entry) !== text) changed = entry;
      }
      if (changed === undefined) continue;
      for (const map of maps) if (map.has(key)) map.set(key, changed, map.get(key)?.key);
      group.text = scalarText(changed);
    }
  }

  /** A JSON patch makes new nodes of everything. */
  clear(): void {
    this.#groups = [];
  }
}
