import { Dict, type Item, List, type Value } from '../value.ts';
import type { Resource } from './resource.ts';

/**
 * Where something stands in a resource. What is changed there is the resource's own: where it is shared, it is copied, and so are
 * the maps and lists around it.
 */
export class Place {
  readonly #resource: Resource;
  readonly #put: (item: Item) => void;
  #item: Item;
  /** Whether the item is another one than stands there. */
  #isCopy: boolean;

  /** `put` brings a copy to where the item stands. */
  constructor(resource: Resource, item: Item, put: (item: Item) => void) {
    this.#resource = resource;
    this.#put = put;
    const value = resource.current(item.value);
    this.#isCopy = value !== item.value;
    this.#item = this.#isCopy ? { ...item, value } : item;
  }

  get item(): Item {
    return this.#item;
  }

  get value(): Value {
    return this.#item.value;
  }

  /** The map that stands here, to be changed. */
  dict(): Dict | undefined {
    const value = this.#owned();
    return value instanceof Dict ? value : undefined;
  }

  /** The place of the entry of a map. */
  in(key: string): Place | undefined {
    const { value } = this;
    const entry = value instanceof Dict ? value.get(key) : undefined;
    return entry && new Place(this.#resource, entry, (item) => this.dict()?.set(key, item, entry.key));
  }

  /** Exchanges the items of a list, or those that may change, for what a function gives for their places. */
  mapItems(change: (place: Place) => Item, mayChange: (value: Value) => boolean = () => true): void {
    const { value } = this;
    if (!(value instanceof List)) return;
    const items = value.items.map((item, index) => (mayChange(item.value) ? change(this.#at(item, index)) : item));
    const now = this.value instanceof List ? this.value.items : [];
    if (items.every((item, index) => item === now[index])) return;
    const own = this.#owned();
    if (own instanceof List) own.items = items;
  }

  #at(item: Item, index: number): Place {
    return new Place(this.#resource, item, (by) => {
      const own = this.#owned();
      if (own instanceof List) own.items[index] = by;
    });
  }

  #owned(): Value {
    const { value } = this.#item;
    if (!(value instanceof Dict || value instanceof List)) return value;
    const own = this.#resource.owned(value);
    if (own === value && !this.#isCopy) return own;
    this.#item = { ...this.#item, value: own };
    this.#isCopy = false;
    this.#put(this.#item);
    return own;
  }
}
