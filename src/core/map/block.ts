import { namespaceCounts, namespaceTitle } from './captions.ts';
import type { MapIndex } from './index-model.ts';
import { characterWidth } from './measure.ts';
import type { Box, MapModel, MapNode } from './model.ts';
import { type Unit, unitsOf, widen } from './units.ts';

const padding = 36;
const headRoom = 52;
const footRoom = 30;
const columnGap = 60;
const unitGap = 36;
/** Shape that a namespace comes near to, width by height: that of a window beside a panel. */
const aspect = 1.6;
/** First lane of selects lines right of the cards, beyond the edge of stacked cards; and from lane to lane. */
const firstLane = 12;
const laneStep = 5;

/** A stretch between things, in map units. */
export interface Strip {
  readonly low: number;
  readonly high: number;
}

/** A column of units; lines cross it in the gaps above, between and below them. */
export interface Column {
  readonly x: number;
  /** Cards and lanes. */
  readonly width: number;
  readonly gaps: readonly Strip[];
}

/** A namespace's content; everything counts from the namespace's corner. */
export interface Block {
  readonly id: string;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Column[];
  /** The column of each card. */
  readonly columnOf: ReadonlyMap<string, number>;
  /** x of the lane of each line between a Service and its workloads. */
  readonly lanes: ReadonlyMap<string, number>;
}

/** Places the cards of a namespace in columns: entries, the routes behind them, then what they lead to before the rest. */
export function placeNamespace(
  namespace: MapNode<unknown>,
  index: MapIndex,
  order: ReadonlyMap<string, number>,
): Block {
  const columns = columnsOf(unitsOf(namespace.id, index), index, order);
  const height =
    Math.max(...columns.map((units) => units.reduce((sum, unit) => sum + unit.height + unitGap, 0)), 0) -
    unitGap +
    headRoom +
    footRoom;
  const boxes = new Map<string, Box>();
  const columnOf = new Map<string, number>();
  const lanes = new Map<string, number>();
  const placed: Column[] = [];
  let x = padding;
  for (const [position, units] of columns.entries()) {
    const width = Math.max(...units.map((unit) => unit.width));
    const laneCount = Math.max(...units.map((unit) => unit.laneCount));
    const gaps: Strip[] = [];
    let y = headRoom;
    let low = headRoom - 18;
    for (const unit of units) {
      gaps.push({ low, high: y - 6 });
      for (const [id, box] of widen(unit, width).boxes) boxes.set(id, { ...box, x: box.x + x, y: box.y + y });
      for (const id of unit.ids) columnOf.set(id, position);
      for (const [id, lane] of unit.lanes) lanes.set(id, x + width + firstLane + lane * laneStep);
      y += unit.height;
      low = y + 10;
      y += unitGap;
    }
    gaps.push({ low, high: height - 8 });
    const total = width + (laneCount === 0 ? 8 : firstLane + laneCount * laneStep);
    placed.push({ x, width: total, gaps });
    x += total + columnGap;
  }
  const title =
    48 +
    namespaceTitle(namespace).length * characterWidth.name +
    namespaceCounts(namespace, index).length * characterWidth.small;
  const width = Math.ceil(Math.max(title, x - columnGap + padding));
  return { id: namespace.id, boxes, width, height, columns: placed, columnOf, lanes };
}

/** Cards in the order in which entries lead to them: entries by id, their rows from top to bottom, then the outside. */
export function routedOrder(model: MapModel<unknown>, index: MapIndex): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  const follow = (id: string) => {
    for (const { kind, from, to } of index.edgesOf(id)) {
      const card = kind === 'routes' && from === id ? index.cardOf(to) : undefined;
      if (card !== undefined && !order.has(card.id)) order.set(card.id, order.size);
    }
  };
  for (const { id, kind } of model.nodes)
    if (kind === 'entry') {
      follow(id);
      for (const row of index.children(id)) follow(row.id);
    }
  for (const { id, kind } of index.roots) if (kind === 'internet') follow(id);
  return order;
}

function columnsOf(
  units: readonly Unit[],
  index: MapIndex,
  order: ReadonlyMap<string, number>,
): readonly (readonly Unit[])[] {
  const rank = (unit: Unit) => Math.min(...unit.ids.map((id) => order.get(id) ?? Number.MAX_SAFE_INTEGER));
  const ranked = units.map((unit) => ({ unit, rank: rank(unit), stage: stageOf(unit, index) }));
  ranked.sort((a, b) => a.stage - b.stage || a.rank - b.rank || (a.unit.id < b.unit.id ? -1 : 1));
  const stages = [0, 1, 2].map((stage) => ranked.filter((each) => each.stage === stage).map(({ unit }) => unit));
  const tallest = Math.max(0, ...units.map(({ height }) => height));
  const area = units.reduce((sum, { width, height }) => sum + (width + columnGap) * (height + unitGap), 0);
  let best: { readonly columns: readonly (readonly Unit[])[]; readonly cost: number } | undefined;
  for (let tries = 0; tries < 10; tries++) {
    const limit = Math.max(tallest, Math.sqrt(area / aspect) * (0.8 + tries * 0.15));
    const columns = stages.flatMap((stage) => balanced(stage, limit));
    const cost = costOf(columns);
    if (best === undefined || cost < best.cost) best = { columns, cost };
  }
  return best?.columns ?? [];
}

/** The side of the window that columns need; the smaller the larger everything can be shown. */
function costOf(columns: readonly (readonly Unit[])[]): number {
  let width = 0;
  let highest = 0;
  for (const units of columns) {
    width += columnGap + Math.max(...units.map((unit) => unit.width + unit.laneCount * laneStep));
    highest = Math.max(
      highest,
      units.reduce((sum, unit) => sum + unit.height + unitGap, 0),
    );
  }
  return Math.max(width / aspect, highest);
}

/** How far from outside: an entry, an entry behind another one, everything else. */
function stageOf({ id, isEntry }: Unit, index: MapIndex): number {
  if (!isEntry) return 2;
  return index.edgesOf(id).some(({ to, from }) => to === id && index.cardOf(from)?.kind === 'entry') ? 1 : 0;
}

/** Columns of at most a height, as few as that needs and then as even as their order allows. */
function balanced(units: readonly Unit[], limit: number): readonly (readonly Unit[])[] {
  const { length } = fill(units, limit);
  let low = Math.max(0, ...units.map(({ height }) => height));
  let high = limit;
  while (high - low > 8) {
    const middle = (low + high) / 2;
    if (fill(units, middle).length > length) low = middle;
    else high = middle;
  }
  return fill(units, high);
}

function fill(units: readonly Unit[], limit: number): readonly (readonly Unit[])[] {
  const columns: Unit[][] = [];
  let height = Number.POSITIVE_INFINITY;
  for (const unit of units) {
    if (height + unit.height > limit) {
      columns.push([]);
      height = 0;
    }
    columns.at(-1)?.push(unit);
    height += unit.height + unitGap;
  }
  return columns;
}
