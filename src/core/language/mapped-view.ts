/** A map seen through a function of its values; costs nothing until it is asked. */
export class MappedView<K, A, B> implements ReadonlyMap<K, B> {
  readonly #map: ReadonlyMap<K, A>;
  readonly #show: (value: A) => B;

  constructor(map: ReadonlyMap<K, A>, show: (value: A) => B) {
    this.#map = map;
    this.#show = show;
  }

  get size(): number {
    return this.#map.size;
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  get(key: K): B | undefined {
    const value = this.#map.get(key);
    return value === undefined ? undefined : this.#show(value);
  }

  keys(): MapIterator<K> {
    return this.#map.keys();
  }

  *values(): Generator<B, undefined> {
    for (const value of this.#map.values()) yield this.#show(value);
  }

  *entries(): Generator<[K, B], undefined> {
    for (const [key, value] of this.#map) yield [key, this.#show(value)];
  }

  [Symbol.iterator](): Generator<[K, B], undefined> {
    return this.entries();
  }

  forEach(callback: (value: B, key: K, map: ReadonlyMap<K, B>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }
}
