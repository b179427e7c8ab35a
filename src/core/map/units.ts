import type { MapIndex } from './index-model.ts';
import { cardHeight, cardWidth, containerHeight, sizes } from './measure.ts';
import type { Box, MapNode } from './model.ts';

/** Cards that stay together: Services and the workloads they stand on, or one entry. Boxes count from the unit's corner. */
export interface Unit {
  /** The first of its ids, for sorting. */
  readonly id: string;
  readonly ids: readonly string[];
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
  readonly isEntry: boolean;
}

/** Groups the cards of a namespace into units and places the cards of each. */
export function unitsOf(namespace: string, index: MapIndex): readonly Unit[] {
  const cards = index.children(namespace);
  const groups = new Groups();
  for (const { id } of cards) groups.find(id);
  for (const { id, docks = [] } of cards)
    for (const dock of docks) if (index.byId.get(dock)?.parent === namespace) groups.join(id, dock);
  const members = new Map<string, MapNode<unknown>[]>();
  for (const card of cards) {
    const root = groups.find(card.id);
    const list = members.get(root);
    if (list === undefined) members.set(root, [card]);
    else list.push(card);
  }
  return [...members.values()].map((list) => placeUnit(list, index));
}

/** Whether a Service stands apart from what it should reach: nothing of it arrives. */
export function isUndocked(service: MapNode<unknown>, index: MapIndex): boolean {
  const ports = index.children(service.id);
  return service.verdict === 'broken' || (ports.length > 0 && ports.every(({ verdict }) => verdict === 'broken'));
}

function placeUnit(cards: readonly MapNode<unknown>[], index: MapIndex): Unit {
  const width = Math.max(...cards.map((card) => cardWidth(card, index)));
  const services = cards.filter(({ kind }) => kind === 'service');
  const others = cards.filter(({ kind }) => kind !== 'service');
  const apart = services.filter((service) => isUndocked(service, index));
  const docked = services.filter((service) => !apart.includes(service));
  const boxes = new Map<string, Box>();
  let y = 0;
  const place = (card: MapNode<unknown>, x: number, wide: number) => {
    const box = { x, y, width: wide, height: cardHeight(card, index) };
    boxes.set(card.id, box);
    placeRows(card, box, index, boxes);
    y += box.height;
  };
  for (const service of apart) {
    place(service, 0, width);
    y += sizes.undocked;
  }
  for (const service of docked) place(service, 0, width);
  // One workload carries its Services; several hang below on a bracket.
  const several = others.length > 1;
  if (several && docked.length > 0) y += sizes.bracket;
  const indent = several && services.length > 0 ? 16 : 0;
  for (const [position, card] of others.entries()) {
    if (position > 0) y += 14;
    place(card, indent, width - indent);
  }
  if (others.length === 0 && docked.length === 0) y -= 4;
  const lanes =
    services.reduce((sum, service) => sum + index.children(service.id).length, 0) * Math.max(1, others.length);
  const ids = cards.map(({ id }) => id);
  return {
    id: ids[0] ?? '',
    ids,
    boxes,
    width: width + (others.length === 0 ? 0 : 14 + Math.min(lanes, 10) * sizes.lane),
    height: y,
    isEntry: cards[0]?.kind === 'entry',
  };
}

function placeRows(card: MapNode<unknown>, box: Box, index: MapIndex, boxes: Map<string, Box>): void {
  let y = box.y + sizes.cardHead;
  for (const child of index.children(card.id)) {
    if (card.kind !== 'workload') {
      boxes.set(child.id, { x: box.x, y, width: box.width, height: sizes.row });
      y += sizes.row;
      continue;
    }
    const ports = index.children(child.id);
    const inner = {
      x: box.x + sizes.inset,
      y,
      width: box.width - 2 * sizes.inset,
      height: containerHeight(ports.length),
    };
    boxes.set(child.id, inner);
    for (const [position, port] of ports.entries())
      boxes.set(port.id, {
        x: inner.x,
        y: y + sizes.containerHead + position * sizes.containerPort,
        width: inner.width,
        height: sizes.containerPort,
      });
    y += inner.height + sizes.containerGap;
  }
}

/** Sets that are joined pair by pair. */
class Groups {
  readonly #parents = new Map<string, string>();

  find(id: string): string {
    const parent = this.#parents.get(id);
    if (parent === undefined) {
      this.#parents.set(id, id);
      return id;
    }
    if (parent === id) return id;
    const root = this.find(parent);
    this.#parents.set(id, root);
    return root;
  }

  join(a: string, b: string): void {
    const [first, second] = [this.find(a), this.find(b)].sort();
    if (first !== undefined && second !== undefined) this.#parents.set(second, first);
  }
}
