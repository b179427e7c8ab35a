import { isUndocked } from './captions.ts';
import type { Ground } from './ground.ts';
import type { MapIndex } from './index-model.ts';
import { sizes } from './measure.ts';
import type { Box, MapEdge, MapModel, MapNode } from './model.ts';
import { anchorY, wayOf } from './units.ts';
import { findWays, type Point, type Trip } from './ways.ts';

/** An end of a line: its node, the node's box and the box of the card that it belongs to. */
interface End {
  readonly node: MapNode<unknown>;
  readonly card: MapNode<unknown>;
  readonly box: Box;
  readonly cardBox: Box;
}

/** The way of every edge whose ends are placed, as SVG paths of absolute M, L and C; and what boxes and ways lie in. */
export function routeEdges(
  model: MapModel<unknown>,
  index: MapIndex,
  boxes: ReadonlyMap<string, Box>,
  ground: Ground,
): { readonly routes: ReadonlyMap<string, string>; readonly bounds: Box } {
  const endOf = (id: string): End | undefined => {
    const node = index.byId.get(id);
    const card = index.cardOf(id);
    const box = boxes.get(id);
    const cardBox = boxes.get(card?.id ?? '');
    return node === undefined || card === undefined || box === undefined || cardBox === undefined
      ? undefined
      : { node, card, box, cardBox };
  };
  const routes = new Map<string, string>();
  const trips: Trip[] = [];
  const bundles = new Map<string, number>();
  const send = (edge: MapEdge<unknown>, from: End, to: End) => {
    // What comes from outside fans out from one trunk; everything else gathers on the way to its goal.
    const key = `${from.node.kind === 'internet' ? edge.from : edge.to} ${edge.kind} ${edge.verdict}`;
    const bundle = bundles.get(key) ?? bundles.size;
    bundles.set(key, bundle);
    trips.push({
      id: edge.id,
      bundle,
      start: { x: from.cardBox.x + from.cardBox.width, y: anchorY(from.node, from.box) },
      end: { x: to.cardBox.x, y: anchorY(to.node, to.box) },
      from: ground.siteOf(from.card.id),
      to: ground.siteOf(to.card.id),
    });
  };
  for (const edge of model.edges) {
    const from = endOf(edge.from);
    const to = endOf(edge.to);
    if (from === undefined || to === undefined) continue;
    const lane = ground.lanes.get(edge.id);
    if (edge.kind === 'localhost')
      routes.set(edge.id, to.node.kind === 'containerPort' ? inside(from, to) : between(from.box, to.box));
    else if (lane !== undefined) routes.set(edge.id, path(onLane(from, to, lane), 6));
    else if (edge.kind === 'routes' || edge.kind === 'calls') send(edge, from, to);
    else if (from.card.parent !== to.card.parent) {
      if (isUndocked(from.card, index)) send(edge, from, to);
    } else if (wayOf(edge, index, boxes) === 'down') routes.set(edge.id, down(from.cardBox, to.cardBox));
  }
  const bounds = new Bounds();
  for (const { x, y, width, height } of boxes.values()) bounds.add({ x, y }).add({ x: x + width, y: y + height });
  findWays(trips, ground, (id, points) => {
    routes.set(id, path(points, 10));
    for (const point of points) bounds.add(point);
  });
  return { routes, bounds: bounds.box };
}

/** From a Service's port down to the container port, beside the cards. */
function onLane(from: End, to: End, x: number): readonly Point[] {
  const start = { x: from.box.x + from.box.width, y: anchorY(from.node, from.box) };
  const end = { x: to.box.x + to.box.width, y: anchorY(to.node, to.box) };
  return [start, { x, y: start.y }, { x, y: end.y }, end];
}

/** The broken line through the gap below a Service that stands apart. */
function down(from: Box, to: Box): string {
  const x = from.x + from.width - 24;
  return path(
    [
      { x, y: from.y + from.height },
      { x, y: to.y },
    ],
    0,
  );
}

/** From the head of a container to the dot of another one's port, between the containers and the left edge of their card. */
function inside({ node, card, box }: End, to: End): string {
  const [head, left] = node === card ? [sizes.cardHead, to.box.x] : [sizes.containerHead, box.x];
  const start = { x: left, y: box.y + head / 2 };
  const end = { x: to.box.x + sizes.inset - 1, y: to.box.y + sizes.portDot };
  const lane = left - (end.y > start.y ? 6 : 3);
  return path([start, { x: lane, y: start.y }, { x: lane, y: end.y }, end], 4);
}

/** The dotted line between two containers of one pod. */
function between(from: Box, to: Box): string {
  const x = from.x + 14;
  return path(
    [
      { x, y: from.y + from.height },
      { x, y: to.y },
    ],
    0,
  );
}

/** A line through points with round corners. */
function path(points: readonly Point[], radius: number): string {
  const [first, ...corners] = cornersOf(points);
  if (first === undefined) return '';
  let d = `M${at(first.x, first.y)}`;
  let before = first;
  for (const [index, point] of corners.entries()) {
    const after = corners[index + 1];
    if (after === undefined) return `${d} L${at(point.x, point.y)}`;
    const bend = Math.min(radius, length(before, point) / 2, length(point, after) / 2);
    const corner = at(point.x, point.y);
    d += ` L${towards(point, before, bend)} C${corner} ${corner} ${towards(point, after, bend)}`;
    before = point;
  }
  return d;
}

/** The points at which a line turns, and its ends. */
function cornersOf(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last?.x === point.x && last.y === point.y) continue;
    const before = kept.at(-2);
    const straight = (before?.x === last?.x && last?.x === point.x) || (before?.y === last?.y && last?.y === point.y);
    if (before !== undefined && straight) kept.pop();
    kept.push(point);
  }
  return kept;
}

function towards(from: Point, to: Point, distance: number): string {
  const part = distance / length(from, to);
  return at(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
}

function length(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function at(x: number, y: number): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}

/** The smallest box around points, in whole units. */
class Bounds {
  #left = Number.POSITIVE_INFINITY;
  #top = Number.POSITIVE_INFINITY;
  #right = Number.NEGATIVE_INFINITY;
  #bottom = Number.NEGATIVE_INFINITY;

  add({ x, y }: Point): this {
    this.#left = Math.min(this.#left, x);
    this.#top = Math.min(this.#top, y);
    this.#right = Math.max(this.#right, x);
    this.#bottom = Math.max(this.#bottom, y);
    return this;
  }

  get box(): Box {
    if (this.#left > this.#right) return { x: 0, y: 0, width: 0, height: 0 };
    const [x, y] = [Math.floor(this.#left), Math.floor(this.#top)];
    return { x, y, width: Math.ceil(this.#right) - x, height: Math.ceil(this.#bottom) - y };
  }
}
