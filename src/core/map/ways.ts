import { type Area, type Channel, type Gap, type Ground, resolve, type Site } from './ground.ts';

/** A point in map units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line that has to find its way between the cards. */
export interface Trip {
  readonly id: string;
  /** Lines of one bundle run together as far as they go the same way. */
  readonly bundle: number;
  readonly start: Point;
  readonly end: Point;
  /** `undefined`: outside; the start is then the internet, the end a host elsewhere. */
  readonly from: Site | undefined;
  readonly to: Site | undefined;
}

/** A way through channels, changing from one to the next at a height. */
interface Way {
  readonly trip: Trip;
  readonly channels: Channel[];
  readonly heights: number[];
}

/**
 * Finds the way of each trip and hands out its corners, one trip after the other. Ways run up and down between columns, and
 * cross columns where no card is.
 */
export function findWays(
  trips: readonly Trip[],
  ground: Ground,
  visit: (id: string, points: readonly Point[]) => void,
): void {
  const ways = trips.map((trip) => findWay(trip, ground));
  for (const way of ways) claim(way);
  const resolved = new Map<Channel, ReadonlyMap<number, number>>();
  const xOf = (channel: Channel, bundle: number): number => {
    let places = resolved.get(channel);
    if (places === undefined) {
      places = resolve(channel);
      resolved.set(channel, places);
    }
    return places.get(bundle) ?? middle(channel);
  };
  for (const way of ways) visit(way.trip.id, corners(way, xOf));
}

function findWay(trip: Trip, ground: Ground): Way {
  const way: Way = { trip, channels: [], heights: [] };
  const { from, to } = trip;
  if (from === undefined) way.channels.push(ground.leftOutside);
  else if (to?.area === from.area) {
    way.channels.push(channelOf(from.area, from.column + 1));
    cross(way, from.area, from.column + 1, to.column);
    return way;
  } else leave(way, from, to, ground);
  if (to === undefined) along(way, ground.corridors[(from?.area.shelf ?? 0) + 1], ground.rightOutside);
  else {
    reach(way, ground, to.area.shelf, passageBefore(ground, to.area));
    enter(way, to);
  }
  return way;
}

/** Out of a namespace: at the right when the goal is next to it, else below. */
function leave(way: Way, { area, column }: Site, to: Site | undefined, ground: Ground): void {
  const shelf = ground.shelves[area.shelf] ?? [];
  const last = area.position === shelf.length - 2;
  const beside = to === undefined ? last : to.area.shelf === area.shelf && to.area.position === area.position + 1;
  if (!beside) {
    way.channels.push(channelOf(area, column + 1));
    return;
  }
  const passage = shelf[area.position + 1] ?? ground.rightOutside;
  if (column + 1 === area.columns.length) way.channels.push(passage);
  else {
    way.channels.push(channelOf(area, column + 1));
    cross(way, area, column + 1, area.columns.length);
    way.channels[way.channels.length - 1] = passage;
  }
}

/** Along the corridors between the rows of namespaces to a channel beside a namespace. */
function reach(way: Way, ground: Ground, shelf: number, goal: Channel): void {
  const at = way.channels.at(-1);
  if (at === undefined || at === goal) return;
  // The outer channels touch every corridor; from inside a namespace the way out is below it.
  let row = way.trip.from === undefined ? shelf : way.trip.from.area.shelf + 1;
  for (; row < shelf; row++) along(way, ground.corridors[row], nearest(ground.shelves[row] ?? [], goal));
  for (; row > shelf + 1; row--) along(way, ground.corridors[row], nearest(ground.shelves[row - 1] ?? [], goal));
  along(way, ground.corridors[row], goal);
}

function along(way: Way, corridor: Gap | undefined, goal: Channel): void {
  const at = way.channels.at(-1);
  if (corridor === undefined || at === undefined || at === goal) return;
  way.heights.push(corridor.choose(way.trip.bundle, heightOf(way), middle(at), middle(goal)));
  way.channels.push(goal);
}

/** Into a namespace from its left side. */
function enter(way: Way, { area, column }: Site): void {
  if (column > 0) cross(way, area, 0, column);
}

/** Across columns from the channel before one to the channel before another, forward or back. */
function cross(way: Way, area: Area, from: number, to: number): void {
  const step = to > from ? 1 : -1;
  for (let channel = from; channel !== to; channel += step) {
    const column = area.columns[step > 0 ? channel : channel - 1];
    const gap = column === undefined ? undefined : gapFor(column.gaps, heightOf(way), way.trip.end.y);
    if (column === undefined || gap === undefined) return;
    way.heights.push(gap.choose(way.trip.bundle, heightOf(way), column.left, column.right));
    way.channels.push(channelOf(area, channel + step));
  }
}

/** The gap on the way to a height, else the one that costs the least detour. */
function gapFor(gaps: readonly Gap[], at: number, goal: number): Gap | undefined {
  let best: Gap | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const gap of gaps) {
    const y = Math.min(Math.max(at, gap.low), gap.high);
    // The detour counts, and of two without any the one that is nearer now.
    const cost = Math.abs(y - at) * 1.01 + Math.abs(y - goal);
    if (cost < least) [best, least] = [gap, cost];
  }
  return best;
}

function heightOf({ heights, trip }: Way): number {
  return heights.at(-1) ?? trip.start.y;
}

function nearest(channels: readonly Channel[], goal: Channel): Channel {
  let best = goal;
  let least = Number.POSITIVE_INFINITY;
  for (const channel of channels) {
    const distance = Math.abs(middle(channel) - middle(goal));
    if (distance < least) [best, least] = [channel, distance];
  }
  return best;
}

function passageBefore({ shelves, leftOutside }: Ground, { shelf, position }: Area): Channel {
  return shelves[shelf]?.[position] ?? leftOutside;
}

function channelOf({ channels }: Area, index: number): Channel {
  return channels[index] ?? { low: 0, high: 0, stretches: new Map() };
}

function middle({ low, high }: Channel): number {
  return (low + high) / 2;
}

/** Tells each channel which stretch of it a way needs. */
function claim({ trip: { bundle, start, end }, channels, heights }: Way): void {
  for (let index = 0; index < channels.length; index++) {
    const stretches = channels[index]?.stretches;
    const from = heights[index - 1] ?? start.y;
    const to = heights[index] ?? end.y;
    const known = stretches?.get(bundle);
    if (known === undefined)
      stretches?.set(bundle, { from: Math.min(from, to), to: Math.max(from, to), down: to >= from });
    else {
      known.from = Math.min(known.from, from, to);
      known.to = Math.max(known.to, from, to);
    }
  }
}

function corners(
  { trip: { bundle, start, end }, channels, heights }: Way,
  xOf: (channel: Channel, bundle: number) => number,
): readonly Point[] {
  const points: Point[] = [start];
  for (const [index, channel] of channels.entries()) {
    const x = xOf(channel, bundle);
    points.push({ x, y: heights[index - 1] ?? start.y }, { x, y: heights[index] ?? end.y });
  }
  points.push(end);
  return points;
}
