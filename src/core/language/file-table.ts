/**
 * Values by path, immutable. A table in which only values differ from another shares its paths, so that an edit costs one
 * copy of a list whatever the number of files.
 */
export class FileTable<T extends object> {
  readonly #positions: ReadonlyMap<string, number>;
  readonly #values: readonly T[];

  private constructor(positions: ReadonlyMap<string, number>, values: readonly T[]) {
    this.#positions = positions;
    this.#values = values;
  }

  /** A table without files. */
  static empty<T extends object>(): FileTable<T> {
    return new FileTable<T>(new Map(), []);
  }

  get size(): number {
    return this.#values.length;
  }

  has(path: string): boolean {
    return this.#positions.has(path);
  }

  get(path: string): T | undefined {
    const position = this.#positions.get(path);
    return position === undefined ? undefined : this.#values[position];
  }

  /** Where a path's value stands among {@link values}. */
  positionOf(path: string): number | undefined {
    return this.#positions.get(path);
  }

  /** Whether another table has the same paths in the same order, as an edit leaves them. */
  sharesPaths(other: FileTable<object>): boolean {
    return this.#positions === other.#positions;
  }

  /** The paths of the values that a test holds for. */
  pathsOf(test: (value: T) => boolean): readonly string[] {
    const positions = new Set<number>();
    for (let position = 0; position < this.#values.length; position++) {
      const value = this.#values[position];
      if (value !== undefined && test(value)) positions.add(position);
    }
    return positions.size === 0
      ? []
      : [...this.#positions].flatMap(([path, position]) => (positions.has(position) ? [path] : []));
  }

  /** In the order in which the paths came. */
  keys(): MapIterator<string> {
    return this.#positions.keys();
  }

  /** In the order of {@link keys}. */
  get values(): readonly T[] {
    return this.#values;
  }

  /** The table after some changes; `undefined` stands for a path that goes. */
  with(changes: ReadonlyMap<string, T | undefined>): FileTable<T> {
    const values: T[] = [...this.#values];
    const added: [string, T][] = [];
    const gone = new Set<string>();
    for (const [path, value] of changes) {
      const position = this.#positions.get(path);
      if (value === undefined) gone.add(path);
      else if (position === undefined) added.push([path, value]);
      else values[position] = value;
    }
    if (added.length === 0 && ![...gone].some((path) => this.has(path))) return new FileTable(this.#positions, values);
    const positions = new Map<string, number>();
    const rest: T[] = [];
    const put = (path: string, value: T) => {
      positions.set(path, rest.length);
      rest.push(value);
    };
    for (const [path, position] of this.#positions) {
      const value = values[position];
      if (value !== undefined && !gone.has(path)) put(path, value);
    }
    for (const [path, value] of added) put(path, value);
    return new FileTable(positions, rest);
  }
}

/** A table as a map, seen through a function of its values; costs nothing until it is asked. */
export class FileView<A extends object, B> implements ReadonlyMap<string, B> {
  readonly #table: FileTable<A>;
  readonly #show: (value: A) => B;

  constructor(table: FileTable<A>, show: (value: A) => B) {
    this.#table = table;
    this.#show = show;
  }

  get size(): number {
    return this.#table.size;
  }

  has(path: string): boolean {
    return this.#table.has(path);
  }

  get(path: string): B | undefined {
    const value = this.#table.get(path);
    return value === undefined ? undefined : this.#show(value);
  }

  keys(): MapIterator<string> {
    return this.#table.keys();
  }

  *values(): Generator<B, undefined> {
    for (const value of this.#table.values) yield this.#show(value);
  }

  *entries(): Generator<[string, B], undefined> {
    for (const path of this.#table.keys()) {
      const value = this.#table.get(path);
      if (value !== undefined) yield [path, this.#show(value)];
    }
  }

  [Symbol.iterator](): Generator<[string, B], undefined> {
    return this.entries();
  }

  forEach(callback: (value: B, path: string, map: ReadonlyMap<string, B>) => void): void {
    for (const [path, value] of this) callback(value, path, this);
  }
}
