import { indexModel, type MapIndex } from './index-model.ts';
import { cardHeight, cardWidth, characterWidth, sizes } from './measure.ts';
import type { Box, MapLayout, MapModel } from './model.ts';
import { routeEdges } from './routes.ts';
import { type Unit, unitsOf } from './units.ts';

const padding = 24;
const namespaceHead = 40;
const columnGap = 64;
const unitGap = 34;
const namespaceGap = 48;
/** Slots grow in steps, so that a namespace can grow a little before others have to move. */
const slotStep = 160;

/** A namespace's content; boxes count from the namespace's corner. */
interface Block {
  readonly id: string;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
}

/**
 * Places a map: the outside at the left, namespaces in rows, in each of them entries before what they lead to. The same
 * model gives the same picture. With a previous layout, namespaces stay where they were as long as each fits its slot.
 */
export function layoutMap(model: MapModel<unknown>, previous?: MapLayout): MapLayout {
  const index = indexModel(model);
  const blocks = index.roots
    .filter(({ kind }) => kind === 'namespace')
    .map(({ id }) => placeNamespace(id, model, index));
  const left = index.byId.has('Internet') ? 130 : 0;
  const slots = keepSlots(blocks, left, previous) ?? packBlocks(blocks, left);
  const boxes = new Map<string, Box>();
  for (const block of blocks) {
    const slot = slots.get(block.id);
    if (slot === undefined) continue;
    boxes.set(block.id, { x: slot.x, y: slot.y, width: block.width, height: block.height });
    for (const [id, box] of block.boxes) boxes.set(id, { ...box, x: box.x + slot.x, y: box.y + slot.y });
  }
  placeOutside(model, index, boxes, previous);
  const { width, height } = extent(boxes);
  return { boxes, routes: routeEdges(model, index, boxes), slots, width, height };
}

function placeNamespace(id: string, model: MapModel<unknown>, index: MapIndex): Block {
  const units = unitsOf(id, index);
  const order = routedOrder(model, index);
  const rank = (unit: Unit) => Math.min(...unit.ids.map((each) => order.get(each) ?? Number.MAX_SAFE_INTEGER));
  const entries = units.filter(({ isEntry }) => isEntry).sort(byId);
  const rest = units.filter(({ isEntry }) => !isEntry).sort((a, b) => rank(a) - rank(b) || byId(a, b));
  const height = columnHeight(rest, entries);
  const boxes = new Map<string, Box>();
  let x = padding;
  let bottom = 0;
  for (const column of [...columnsOf(entries, height), ...columnsOf(rest, height)]) {
    let y = namespaceHead;
    for (const unit of column) {
      for (const [each, box] of unit.boxes) boxes.set(each, { ...box, x: box.x + x, y: box.y + y });
      y += unit.height + unitGap;
    }
    bottom = Math.max(bottom, y - unitGap);
    x += Math.max(...column.map(({ width }) => width)) + columnGap;
  }
  const title = 260 + Math.max(0, (index.byId.get(id)?.label.length ?? 0) - 10) * characterWidth.name;
  const width = Math.max(title, x - columnGap + padding);
  return { id, boxes, width, height: Math.max(bottom, namespaceHead) + padding };
}

/** Cards in the order in which entries lead to them. */
function routedOrder(model: MapModel<unknown>, index: MapIndex): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  for (const { kind, to } of model.edges) {
    const card = kind === 'routes' ? index.cardOf(to) : undefined;
    if (card !== undefined && !order.has(card.id)) order.set(card.id, order.size);
  }
  return order;
}

/** Height of columns that makes the namespace one and a half times as wide as high. */
function columnHeight(rest: readonly Unit[], entries: readonly Unit[]): number {
  const area = [...rest, ...entries].reduce(
    (sum, { width, height }) => sum + (width + columnGap) * (height + unitGap),
    0,
  );
  const tallest = Math.max(0, ...[...rest, ...entries].map(({ height }) => height));
  return Math.max(tallest, Math.sqrt(area / 1.6));
}

function columnsOf(units: readonly Unit[], limit: number): readonly (readonly Unit[])[] {
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

/** The previous slots, when every namespace fits its own; new namespaces go below everything. */
function keepSlots(
  blocks: readonly Block[],
  left: number,
  previous: MapLayout | undefined,
): Map<string, Box> | undefined {
  if (previous === undefined) return undefined;
  const slots = new Map<string, Box>();
  for (const { id, width, height } of blocks) {
    const slot = previous.slots.get(id);
    if (slot === undefined) continue;
    if (slot.x < left || width > slot.width || height > slot.height) return undefined;
    slots.set(id, slot);
  }
  let y = Math.max(0, ...[...previous.slots.values()].map((slot) => slot.y + slot.height + namespaceGap));
  for (const block of blocks) {
    if (slots.has(block.id)) continue;
    slots.set(block.id, { x: left, y, ...slotSize(block) });
    y += slotSize(block).height + namespaceGap;
  }
  return slots;
}

function packBlocks(blocks: readonly Block[], left: number): Map<string, Box> {
  const slots = new Map<string, Box>();
  const area = blocks.reduce((sum, block) => sum + slotSize(block).width * slotSize(block).height, 0);
  const limit = Math.max(...blocks.map((block) => slotSize(block).width), Math.sqrt(area * 1.8));
  let x = 0;
  let y = 0;
  let shelf = 0;
  for (const block of blocks) {
    const size = slotSize(block);
    if (x > 0 && x + size.width > limit) {
      x = 0;
      y += shelf + namespaceGap;
      shelf = 0;
    }
    slots.set(block.id, { x: left + x, y, ...size });
    x += size.width + namespaceGap;
    shelf = Math.max(shelf, size.height);
  }
  return slots;
}

function slotSize({ width, height }: Block): { width: number; height: number } {
  return { width: Math.ceil(width / slotStep) * slotStep, height: Math.ceil(height / slotStep) * slotStep };
}

/** The internet at the left, at the height of what it reaches first; hosts outside at the right. */
function placeOutside(
  model: MapModel<unknown>,
  index: MapIndex,
  boxes: Map<string, Box>,
  previous: MapLayout | undefined,
): void {
  const right = Math.max(0, ...[...boxes.values()].map(({ x, width }) => x + width)) + 70;
  let y = 40;
  for (const node of index.roots) {
    if (node.kind === 'internet') {
      const first = model.edges.find(({ from }) => from === node.id);
      const target = first === undefined ? undefined : boxes.get(first.to);
      const middle = target === undefined ? 60 : target.y + Math.min(target.height, sizes.cardHead) / 2;
      const box = { x: 20, y: Math.max(0, middle - sizes.internet / 2), width: sizes.internet, height: sizes.internet };
      boxes.set(node.id, previous?.boxes.get(node.id) ?? box);
    } else if (node.kind === 'external') {
      const size = { width: cardWidth(node, index), height: cardHeight(node, index) };
      const kept = previous?.boxes.get(node.id);
      const box = kept !== undefined && kept.x >= right - 70 ? kept : { x: right, y, ...size };
      boxes.set(node.id, box);
      y = Math.max(y, box.y + size.height + 20);
    }
  }
}

function extent(boxes: ReadonlyMap<string, Box>): { width: number; height: number } {
  let width = 0;
  let height = 0;
  for (const box of boxes.values()) {
    width = Math.max(width, box.x + box.width);
    height = Math.max(height, box.y + box.height);
  }
  return { width, height };
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
