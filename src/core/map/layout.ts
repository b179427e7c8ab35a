import { type Block, placeNamespace, routedOrder } from './block.ts';
import { Ground } from './ground.ts';
import { indexModel, type MapIndex } from './index-model.ts';
import { cardHeight, cardWidth, sizes } from './measure.ts';
import type { Box, MapLayout, MapModel, MapNode } from './model.ts';
import { routeEdges } from './routes.ts';
import { anchorY } from './units.ts';

/** Room between namespaces, and between them and the outside; lines run in it. */
const namespaceGap = 48;
/** Slots grow in steps, so that a namespace can grow a little before others have to move. */
const slotStep = 120;
const aspect = 1.6;

/**
 * Places a map: the outside at the left, namespaces in rows, hosts elsewhere at the right; in each namespace entries
 * before what they lead to. The same model gives the same picture. With a previous layout, namespaces stay where they
 * were as long as each fits its slot.
 */
export function layoutMap(model: MapModel<unknown>, previous?: MapLayout): MapLayout {
  const index = indexModel(model);
  const order = routedOrder(model, index);
  const blocks = index.roots
    .filter(({ kind }) => kind === 'namespace')
    .map((namespace) => placeNamespace(namespace, index, order));
  const slots = keepSlots(blocks, previous) ?? packBlocks(blocks, widthOutside(index));
  const boxes = new Map<string, Box>();
  for (const block of blocks) {
    const slot = slots.get(block.id);
    if (slot === undefined) continue;
    boxes.set(block.id, { x: slot.x, y: slot.y, width: block.width, height: block.height });
    for (const [id, box] of block.boxes) boxes.set(id, { ...box, x: box.x + slot.x, y: box.y + slot.y });
  }
  const right = Math.max(0, ...[...slots.values()].map(({ x, width }) => x + width));
  placeOutside(index, boxes, right, previous);
  const { routes, bounds } = routeEdges(model, index, boxes, new Ground(blocks, slots, right));
  return { boxes, routes, slots, bounds };
}

/** The previous slots, when every namespace fits its own or can grow it in place; new namespaces go below everything. */
function keepSlots(blocks: readonly Block[], previous: MapLayout | undefined): Map<string, Box> | undefined {
  if (previous === undefined) return undefined;
  const slots = new Map<string, Box>();
  for (const block of blocks) {
    const slot = previous.slots.get(block.id);
    if (slot === undefined) continue;
    const kept = grow(slot, block, previous.slots);
    if (kept === undefined) return undefined;
    slots.set(block.id, kept);
  }
  let y = Math.max(0, ...[...previous.slots, ...slots].map(([, slot]) => slot.y + slot.height + namespaceGap));
  for (const block of blocks) {
    if (slots.has(block.id)) continue;
    const size = slotSize(block);
    slots.set(block.id, { x: 0, y, ...size });
    y += size.height + namespaceGap;
  }
  return slots;
}

/** A slot that a namespace fits: the one it has, or a larger one that reaches neither its neighbour nor the next row. */
function grow(slot: Box, block: Block, all: ReadonlyMap<string, Box>): Box | undefined {
  if (block.width <= slot.width && block.height <= slot.height) return slot;
  const size = slotSize(block);
  const grown = {
    ...slot,
    width: Math.max(slot.width, size.width),
    height: Math.max(slot.height, size.height),
  };
  for (const { x, y } of all.values()) {
    if (y === slot.y && x > slot.x && grown.x + grown.width + namespaceGap > x) return undefined;
    if (y > slot.y && grown.y + grown.height + namespaceGap > y) return undefined;
  }
  return grown;
}

/** Slots in rows, the tallest first, in the width that comes nearest to the shape of a window with what stands outside. */
function packBlocks(blocks: readonly Block[], beside: number): Map<string, Box> {
  const sized = blocks.map((block) => ({ id: block.id, ...slotSize(block) }));
  sized.sort((a, b) => b.height - a.height || (a.id < b.id ? -1 : 1));
  let best: { readonly slots: Map<string, Box>; readonly cost: number } | undefined;
  const widest = Math.max(0, ...sized.map(({ width }) => width));
  const area = sized.reduce((sum, { width, height }) => sum + (width + namespaceGap) * (height + namespaceGap), 0);
  for (let tries = 0; tries < 12; tries++) {
    const limit = Math.max(widest, Math.sqrt(area * aspect) * (0.7 + tries * 0.1));
    const packed = pack(sized, limit);
    const cost = Math.max((packed.width + beside) / aspect, packed.height);
    if (best === undefined || cost < best.cost) best = { slots: packed.slots, cost };
  }
  return best?.slots ?? new Map();
}

function pack(
  sized: readonly { readonly id: string; readonly width: number; readonly height: number }[],
  limit: number,
): { readonly slots: Map<string, Box>; readonly width: number; readonly height: number } {
  const slots = new Map<string, Box>();
  let [x, y, shelf, widest] = [0, 0, 0, 0];
  for (const { id, width, height } of sized) {
    if (x > 0 && x + width > limit) {
      y += shelf + namespaceGap;
      x = 0;
      shelf = 0;
    }
    slots.set(id, { x, y, width, height });
    x += width + namespaceGap;
    widest = Math.max(widest, x - namespaceGap);
    shelf = Math.max(shelf, height);
  }
  return { slots, width: widest, height: y + shelf };
}

function slotSize({ width, height }: Block): { width: number; height: number } {
  return { width: Math.ceil(width / slotStep) * slotStep, height: Math.ceil(height / slotStep) * slotStep };
}

/** Room that the internet and hosts elsewhere take beside the namespaces. */
function widthOutside(index: MapIndex): number {
  const hosts = index.roots.filter(({ kind }) => kind === 'external').map((host) => cardWidth(host, index) + outside);
  return Math.max(0, ...hosts) + (index.roots.some(({ kind }) => kind === 'internet') ? outside + sizes.internet : 0);
}

/** The internet at the left, hosts elsewhere at the right, each at the height of what it is connected to first. */
function placeOutside(index: MapIndex, boxes: Map<string, Box>, right: number, previous: MapLayout | undefined): void {
  const wanted = (node: MapNode<unknown>, height: number): number => {
    const ends = index.edgesOf(node.id).flatMap(({ from, to }) => {
      const other = index.byId.get(from === node.id ? to : from);
      const box = boxes.get(other?.id ?? '');
      return other === undefined || box === undefined ? [] : [anchorY(other, box)];
    });
    return Math.max(0, ends.length === 0 ? 0 : Math.min(...ends) - height / 2);
  };
  const hosts: { readonly id: string; readonly box: Box }[] = [];
  for (const node of index.roots) {
    if (node.kind === 'internet') {
      const [width, height] = [sizes.internet, sizes.internet];
      const box = { x: -outside - width, y: wanted(node, height), width, height };
      boxes.set(node.id, previous?.boxes.get(node.id) ?? box);
    } else if (node.kind === 'external') {
      const height = cardHeight(node, index);
      hosts.push({
        id: node.id,
        box: { x: right + outside, y: wanted(node, height), width: cardWidth(node, index), height },
      });
    }
  }
  const stays = ({ id, box }: (typeof hosts)[number]) => previous?.boxes.get(id)?.x === box.x;
  const taken: Box[] = [];
  for (const host of hosts)
    if (stays(host)) {
      const { y } = previous?.boxes.get(host.id) ?? host.box;
      taken.push({ ...host.box, y });
      boxes.set(host.id, { ...host.box, y });
    }
  for (const { id, box } of hosts.filter((host) => !stays(host)).sort((a, b) => a.box.y - b.box.y)) {
    const y = free(box, taken);
    taken.push({ ...box, y });
    boxes.set(id, { ...box, y });
  }
}

/** Distance of the outside from the namespaces. */
const outside = 80;

/** The first free place at or below where a box would like to be. */
function free({ y, height }: Box, taken: readonly Box[]): number {
  let at = y;
  for (const other of taken.toSorted((a, b) => a.y - b.y))
    if (at < other.y + other.height + 16 && other.y < at + height + 16) at = other.y + other.height + 16;
  return at;
}
