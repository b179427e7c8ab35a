import type { Block, Strip } from './block.ts';
import { Lanes } from './lanes.ts';
import type { Box } from './model.ts';

/** Distance between lines that run side by side, in map units. */
const pitch = 5;

/** A strip in which lines run up and down; where exactly is decided when all of them are known. */
export interface Channel extends Strip {
  /** By bundle. */
  readonly stretches: Map<number, Stretch>;
}

/** What the lines of one bundle take of a channel, from top to bottom. */
export interface Stretch {
  from: number;
  to: number;
  readonly down: boolean;
}

/** A strip in which lines run left and right. */
export class Gap implements Strip {
  readonly low: number;
  readonly high: number;
  readonly #first: number;
  readonly #lanes: Lanes;
  readonly #heights = new Map<number, number>();

  constructor({ low, high }: Strip) {
    // One grid for the whole map, so that a line that keeps its height has the same lane in every gap.
    const first = Math.ceil(low / pitch) * pitch;
    this.#first = first > high ? (low + high) / 2 : first;
    this.low = low;
    this.high = high;
    this.#lanes = new Lanes(Math.floor((high - this.#first) / pitch) + 1);
  }

  /** The height at which a bundle runs from one place to another: the free one nearest to where it would like to be. */
  choose(bundle: number, wanted: number, from: number, to: number): number {
    const known = this.#heights.get(bundle);
    const lane = Math.round((wanted - this.#first) / pitch);
    const chosen = this.#lanes.nearest(bundle, lane, from, to);
    // A line that may stay at its height makes no step to the middle of a lane.
    const isInside = wanted >= this.low && wanted <= this.high;
    const height = known ?? (chosen === lane && isInside ? wanted : this.#first + pitch * chosen);
    this.#heights.set(bundle, height);
    return height;
  }
}

/** A namespace as lines see it: columns to cross in their gaps, channels between them. */
export interface Area {
  readonly columns: readonly { readonly left: number; readonly right: number; readonly gaps: readonly Gap[] }[];
  /** One before each column and one behind the last. */
  readonly channels: readonly Channel[];
  readonly shelf: number;
  readonly position: number;
}

/** Where a card stands. */
export interface Site {
  readonly area: Area;
  readonly column: number;
}

/** Everything between the cards: in which strips lines may run. */
export class Ground {
  /** Channel between the internet and the namespaces, and the one before the hosts elsewhere. */
  readonly leftOutside = channel(-60, -20);
  readonly rightOutside: Channel;
  /** Rows of namespaces: the channels between them, the two outer ones included. */
  readonly shelves: readonly (readonly Channel[])[];
  /** Above each row, and below the last. */
  readonly corridors: readonly Gap[];
  /** x of the lane of each line between a Service and its workloads. */
  readonly lanes = new Map<string, number>();
  readonly #sites = new Map<string, Site>();

  constructor(blocks: readonly Block[], slots: ReadonlyMap<string, Box>, right: number) {
    this.rightOutside = channel(right + 20, right + 60);
    const rows = new Map<number, { readonly block: Block; readonly slot: Box }[]>();
    for (const block of blocks) {
      const slot = slots.get(block.id);
      if (slot === undefined) continue;
      const row = rows.get(slot.y);
      if (row === undefined) rows.set(slot.y, [{ block, slot }]);
      else row.push({ block, slot });
    }
    const shelves: Channel[][] = [];
    const corridors: Gap[] = [];
    let bottom = -48;
    for (const [y, row] of [...rows].sort(([a], [b]) => a - b)) {
      corridors.push(new Gap({ low: bottom + 12, high: y - 12 }));
      const channels = [this.leftOutside];
      row.sort((a, b) => a.slot.x - b.slot.x);
      for (const [position, { block, slot }] of row.entries()) {
        const before = row[position - 1];
        if (before !== undefined) channels.push(channel(before.slot.x + before.slot.width, slot.x));
        this.#add(block, slot, shelves.length, position);
        bottom = Math.max(bottom, slot.y + slot.height);
      }
      shelves.push([...channels, this.rightOutside]);
    }
    corridors.push(new Gap({ low: bottom + 12, high: bottom + 36 }));
    this.shelves = shelves;
    this.corridors = corridors;
  }

  /** Where a card stands; `undefined` outside the namespaces. */
  siteOf(card: string): Site | undefined {
    return this.#sites.get(card);
  }

  #add(block: Block, { x, y }: Box, shelf: number, position: number): void {
    const columns = block.columns.map((column) => ({
      left: x + column.x,
      right: x + column.x + column.width,
      gaps: column.gaps.map(({ low, high }) => new Gap({ low: y + low, high: y + high })),
    }));
    const channels = [...columns, undefined].map((column, index) =>
      channel(columns[index - 1]?.right ?? x, column?.left ?? x + block.width),
    );
    const area = { columns, channels, shelf, position };
    for (const [card, column] of block.columnOf) this.#sites.set(card, { area, column });
    for (const [edge, lane] of block.lanes) this.lanes.set(edge, x + lane);
  }
}

function channel(low: number, high: number): Channel {
  return { low, high, stretches: new Map() };
}

/** Distance between lines in a channel where there is room. */
const spread = 7;

/**
 * Where each bundle runs in a channel. Lines that go down stand at the right, the upper ones outside; lines that go up at
 * the left, the upper ones outside too: so those that start and end in the same order do not cross.
 */
export function resolve({ low, high, stretches }: Channel): ReadonlyMap<number, number> {
  const most = Math.max(1, Math.floor((high - low) / 3));
  const all = [...stretches].sort(([bundleA, a], [bundleB, b]) => a.from - b.from || bundleA - bundleB);
  const up = new Lanes(most);
  const down = new Lanes(most);
  const lanes = all.map(([bundle, { from, to, down: goesDown }]) => ({
    bundle,
    goesDown,
    lane: (goesDown ? down : up).first(from, to),
  }));
  const count = up.count + down.count;
  const step = Math.min(spread, (high - low) / (count + 1));
  const first = (low + high) / 2 - ((count - 1) * step) / 2;
  return new Map(
    lanes.map(({ bundle, goesDown, lane }) => [bundle, first + step * (goesDown ? count - 1 - lane : lane)]),
  );
}
