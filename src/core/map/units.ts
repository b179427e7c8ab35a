import { isUndocked, reasonBelow } from './captions.ts';
import type { MapIndex } from './index-model.ts';
import { Lanes } from './lanes.ts';
import { cardHeight, cardWidth, containerHeight, gapBelow, sizes } from './measure.ts';
import type { Box, MapEdge, MapNode } from './model.ts';

/** Cards that stay together: Services and the workloads they stand on, or one entry. Boxes count from the unit's corner. */
export interface Unit {
  /** The first of its ids, for sorting. */
  readonly id: string;
  readonly ids: readonly string[];
  readonly boxes: ReadonlyMap<string, Box>;
  /** Width of its cards. */
  readonly width: number;
  readonly height: number;
  /** Lane at the right of the cards of each line from a Service port to a container port, by the edge's id. */
  readonly lanes: ReadonlyMap<string, number>;
  readonly laneCount: number;
  readonly isEntry: boolean;
}

/** Groups the cards of a namespace into units and places the cards of each. */
export function unitsOf(namespace: string, index: MapIndex): readonly Unit[] {
  const cards = index.children(namespace);
  const groups = new Groups();
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

/** A unit with cards of another width; what is inside them grows alike. */
export function widen(unit: Unit, width: number): Unit {
  const more = width - unit.width;
  if (more === 0) return unit;
  const boxes = new Map([...unit.boxes].map(([id, box]) => [id, { ...box, width: box.width + more }]));
  return { ...unit, boxes, width };
}

function placeUnit(cards: readonly MapNode<unknown>[], index: MapIndex): Unit {
  const width = Math.max(...cards.map((card) => cardWidth(card, index)));
  const services = cards.filter(({ kind }) => kind === 'service');
  const others = cards.filter(({ kind }) => kind !== 'service');
  const here = new Set(others.map(({ id }) => id));
  const docksOf = (service: MapNode<unknown>) => (service.docks ?? []).filter((dock) => here.has(dock));
  const boxes = new Map<string, Box>();
  let y = 0;
  const place = (card: MapNode<unknown>) => {
    const box = { x: 0, y, width, height: cardHeight(card, index) };
    boxes.set(card.id, box);
    placeRows(card, box, index, boxes);
    y += box.height;
  };
  const placeServices = (list: readonly MapNode<unknown>[]) => {
    for (const service of list.toSorted((a, b) => Number(isUndocked(b, index)) - Number(isUndocked(a, index)))) {
      place(service);
      if (docksOf(service).length > 0) y += isUndocked(service, index) ? sizes.undocked : 0;
      else if (reasonBelow(service, index) !== undefined) y += sizes.reasonLine;
    }
  };
  // What spans several workloads stands above them all; the rest stands on its own workload.
  placeServices(services.filter((service) => docksOf(service).length !== 1));
  for (const card of others) {
    if (y > 0) y += sizes.apart;
    placeServices(services.filter((service) => docksOf(service).length === 1 && docksOf(service)[0] === card.id));
    place(card);
  }
  const ids = cards.map(({ id }) => id);
  return {
    ...{ id: ids[0] ?? '', ids, boxes, width, height: y, isEntry: cards[0]?.kind === 'entry' },
    ...lanesOf(services, index, boxes),
  };
}

function placeRows(card: MapNode<unknown>, box: Box, index: MapIndex, boxes: Map<string, Box>): void {
  let y = box.y + sizes.cardHead;
  const children = index.children(card.id);
  for (const [position, child] of children.entries()) {
    if (card.kind !== 'workload') {
      boxes.set(child.id, { x: box.x, y, width: box.width, height: sizes.row });
      y += sizes.row;
      continue;
    }
    const ports = index.children(child.id);
    const x = box.x + sizes.inset;
    const width = box.width - 2 * sizes.inset;
    const height = containerHeight(ports.length);
    boxes.set(child.id, { x, y, width, height });
    for (const [number, port] of ports.entries())
      boxes.set(port.id, {
        x,
        y: y + sizes.containerHead + number * sizes.containerPort,
        width,
        height: sizes.containerPort,
      });
    y += height + gapBelow(position, children.length);
  }
}

/**
 * How a line of a Service goes to a workload of its unit: on a lane at the right, straight down through the gap below a
 * Service that stands apart, or not at all where a row already says that there is no such port.
 */
export function wayOf(
  edge: MapEdge<unknown>,
  index: MapIndex,
  boxes: ReadonlyMap<string, Box>,
): 'lane' | 'down' | undefined {
  const service = index.cardOf(edge.from);
  const top = boxes.get(service?.id ?? '');
  const bottom = boxes.get(index.cardOf(edge.to)?.id ?? '');
  if (service === undefined || top === undefined || bottom === undefined) return undefined;
  if (edge.verdict !== 'broken') return 'lane';
  if (!isUndocked(service, index)) return index.byId.get(edge.from)?.verdict === 'degraded' ? 'lane' : undefined;
  const gap = bottom.y - top.y - top.height;
  return gap > 0 && gap <= sizes.undocked + sizes.apart ? 'down' : 'lane';
}

/** The height at which a line leaves or reaches a node: the middle of a row, of a card its title. */
export function anchorY(node: MapNode<unknown>, { y, height }: Box): number {
  const isCard = node.kind === 'service' || node.kind === 'workload' || node.kind === 'entry';
  return y + (isCard ? sizes.cardHead : height) / 2;
}

/** The lane of each line of a unit, short ones inside; the lines of one port run in one. */
function lanesOf(
  services: readonly MapNode<unknown>[],
  index: MapIndex,
  boxes: ReadonlyMap<string, Box>,
): Pick<Unit, 'lanes' | 'laneCount'> {
  const bundles = new Map<string, { readonly edges: string[]; from: number; to: number }>();
  for (const service of services)
    for (const { id } of [service, ...index.children(service.id)])
      for (const edge of index.edgesOf(id)) {
        if (edge.from !== id || edge.kind !== 'selects' || wayOf(edge, index, boxes) !== 'lane') continue;
        const ends = [edge.from, edge.to].map((end) => {
          const node = index.byId.get(end);
          const box = boxes.get(end);
          return node === undefined || box === undefined ? 0 : anchorY(node, box);
        });
        const key = `${id} ${edge.verdict}`;
        const bundle = bundles.get(key) ?? { edges: [], from: Number.POSITIVE_INFINITY, to: 0 };
        bundle.edges.push(edge.id);
        bundle.from = Math.min(bundle.from, ...ends);
        bundle.to = Math.max(bundle.to, ...ends);
        bundles.set(key, bundle);
      }
  const lanes = new Lanes(mostLanes);
  const lane = new Map<string, number>();
  for (const { edges, from, to } of [...bundles.values()].sort((a, b) => a.to - a.from - (b.to - b.from))) {
    const chosen = lanes.first(from, to);
    for (const id of edges) lane.set(id, chosen);
  }
  return { lanes: lane, laneCount: lanes.count };
}

const mostLanes = 12;

/** Sets that are joined pair by pair. */
class Groups {
  readonly #parents = new Map<string, string>();

  find(id: string): string {
    let root = id;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    for (let each = id; each !== root; ) {
      const parent = this.#parents.get(each) ?? root;
      this.#parents.set(each, root);
      each = parent;
    }
    return root;
  }

  join(a: string, b: string): void {
    const [first, second] = [this.find(a), this.find(b)].sort();
    if (first !== undefined && second !== undefined && first !== second) this.#parents.set(second, first);
  }
}
