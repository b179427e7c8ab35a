import { allPorts, intersect, noPorts, type PortSet, subtract, unite } from '../policy/ports.ts';

/** Port sets by number: equal ones have the same, and an operation on two of them is done once. */
export class PortSets {
  readonly none = 0;
  readonly all = 1;
  readonly #sets: PortSet[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #done: readonly [Map<number, number>, Map<number, number>, Map<number, number>] = [
    new Map(),
    new Map(),
    new Map(),
  ];

  constructor() {
    this.number(noPorts);
    this.number(allPorts);
  }

  /** The number of a set. */
  number(set: PortSet): number {
    const key = set.join();
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#sets.length;
      this.#sets.push(set);
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** The set of a number. */
  set(number: number): PortSet {
    return this.#sets[number] ?? noPorts;
  }

  unite(a: number, b: number): number {
    if (a === b || b === this.none || a === this.all) return a;
    return a === this.none || b === this.all ? b : this.#do(0, a, b);
  }

  intersect(a: number, b: number): number {
    if (a === b || b === this.all || a === this.none) return a;
    return a === this.all || b === this.none ? b : this.#do(1, a, b);
  }

  subtract(a: number, b: number): number {
    if (b === this.none || a === this.none) return a;
    return a === b || b === this.all ? this.none : this.#do(2, a, b);
  }

  #do(operation: 0 | 1 | 2, a: number, b: number): number {
    const done = this.#done[operation];
    const key = a * 0x4000000 + b;
    let number = done.get(key);
    if (number === undefined) {
      number = this.number([unite, intersect, subtract][operation]?.(this.set(a), this.set(b)) ?? noPorts);
      done.set(key, number);
    }
    return number;
  }
}
