/**
 * Lanes side by side in a strip. A stretch of a line is put where nothing else runs; lines of one bundle share a lane.
 * What is taken is kept merged, so the cost does not grow with the number of lines.
 */
export class Lanes {
  readonly #taken: Stretch[][] = [];
  readonly #of = new Map<number, number>();
  readonly #most: number;

  /** `most`: how many lanes there may be; what finds none free shares one. */
  constructor(most: number) {
    this.#most = Math.max(1, most);
  }

  /** Number of lanes in use. */
  get count(): number {
    return this.#taken.length;
  }

  /** The first lane in which the stretch is free. */
  first(from: number, to: number): number {
    let lane = 0;
    while (lane < this.#most - 1 && !this.#isFree(lane, from, to)) lane++;
    this.#take(lane, from, to);
    return lane;
  }

  /** The lane of a bundle, else the free one that is nearest to a wanted one. */
  nearest(bundle: number, wanted: number, from: number, to: number): number {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const lane = this.#of.get(bundle) ?? this.#nearestFree(Math.min(Math.max(wanted, 0), this.#most - 1), low, high);
    this.#of.set(bundle, lane);
    this.#take(lane, low, high);
    return lane;
  }

  #nearestFree(wanted: number, from: number, to: number): number {
    for (let step = 0; step < this.#most; step++) {
      if (wanted >= step && this.#isFree(wanted - step, from, to)) return wanted - step;
      if (wanted + step < this.#most && this.#isFree(wanted + step, from, to)) return wanted + step;
    }
    return wanted;
  }

  #isFree(lane: number, from: number, to: number): boolean {
    for (const stretch of this.#taken[lane] ?? []) if (overlaps(stretch, from, to)) return false;
    return true;
  }

  #take(lane: number, from: number, to: number): void {
    while (this.#taken.length <= lane) this.#taken.push([]);
    const taken = this.#taken[lane] ?? [];
    let [low, high] = [from, to];
    const rest: Stretch[] = [];
    for (const stretch of taken) {
      if (stretch.from <= from && to <= stretch.to) return;
      if (overlaps(stretch, low, high)) {
        low = Math.min(low, stretch.from);
        high = Math.max(high, stretch.to);
      } else rest.push(stretch);
    }
    rest.push({ from: low, to: high });
    this.#taken[lane] = rest;
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Room between the ends of two lines in one lane, in map units. */
const apart = 8;

function overlaps(stretch: Stretch, from: number, to: number): boolean {
  return stretch.from < to + apart && from < stretch.to + apart;
}
