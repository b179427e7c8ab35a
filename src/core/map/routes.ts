import type { MapIndex } from './index-model.ts';
import { sizes } from './measure.ts';
import type { Box, MapEdge, MapModel } from './model.ts';
import { isUndocked } from './units.ts';

/** The way of every edge whose ends are placed, as SVG paths of absolute M, L and C. */
export function routeEdges(
  model: MapModel<unknown>,
  index: MapIndex,
  boxes: ReadonlyMap<string, Box>,
): ReadonlyMap<string, string> {
  const routes = new Map<string, string>();
  const lanes = new Map<string, number>();
  for (const edge of model.edges) {
    const from = boxes.get(edge.from);
    const to = boxes.get(edge.to);
    if (from === undefined || to === undefined) continue;
    if (edge.kind === 'routes') routes.set(edge.id, sideways(from, to));
    else if (edge.kind === 'localhost') routes.set(edge.id, between(from, to));
    else {
      const path = selects(edge, from, to, index, boxes, lanes);
      if (path !== undefined) routes.set(edge.id, path);
    }
  }
  return routes;
}

/** From a Service's port down to the container port, on a lane of its own at the right of the cards. */
function selects(
  edge: MapEdge<unknown>,
  from: Box,
  to: Box,
  index: MapIndex,
  boxes: ReadonlyMap<string, Box>,
  lanes: Map<string, number>,
): string | undefined {
  const service = index.cardOf(edge.from);
  const workload = index.cardOf(edge.to);
  const top = service === undefined ? undefined : boxes.get(service.id);
  const bottom = workload === undefined ? undefined : boxes.get(workload.id);
  if (service === undefined || top === undefined || bottom === undefined) return undefined;
  if (edge.verdict === 'broken') return isUndocked(service, index) ? down(top, bottom) : undefined;
  const key = workload?.id ?? '';
  const lane = lanes.get(key) ?? 0;
  lanes.set(key, lane + 1);
  const x = Math.max(top.x + top.width, bottom.x + bottom.width) + 8 + Math.min(lane, 10) * sizes.lane;
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x + to.width, y: to.y + (edge.to === workload?.id ? sizes.cardHead / 2 : to.height / 2) };
  const bend = 6;
  const way = end.y >= start.y ? 1 : -1;
  return (
    `M${n(start.x)},${n(start.y)} L${n(x - bend)},${n(start.y)} ` +
    `C${n(x)},${n(start.y)} ${n(x)},${n(start.y)} ${n(x)},${n(start.y + way * bend)} ` +
    `L${n(x)},${n(end.y - way * bend)} C${n(x)},${n(end.y)} ${n(x)},${n(end.y)} ${n(x - bend)},${n(end.y)} ` +
    `L${n(end.x)},${n(end.y)}`
  );
}

/** The broken line through the gap below a Service that stands apart. */
function down(from: Box, to: Box): string {
  const x = from.x + from.width - 24;
  const start = from.y + from.height;
  const below = to.y >= start;
  const y = below ? to.y : to.y + to.height;
  const end = Math.min(Math.max(x, to.x + 20), to.x + to.width - 20);
  if (Math.abs(end - x) < 1) return `M${n(x)},${n(start)} L${n(end)},${n(y)}`;
  const bend = below ? 60 : -60;
  return `M${n(x)},${n(start)} C${n(x)},${n(start + 60)} ${n(end)},${n(y - bend)} ${n(end)},${n(y)}`;
}

/** Left to right between cards; a line that has to go back leaves and arrives in the same directions. */
function sideways(from: Box, to: Box): string {
  const start = { x: from.x + from.width, y: from.y + Math.min(from.height, sizes.internet) / 2 };
  const end = { x: to.x, y: to.y + Math.min(to.height, sizes.cardHead) / 2 };
  const bend = Math.min(160, Math.max(40, Math.abs(end.x - start.x) / 2));
  return `M${n(start.x)},${n(start.y)} C${n(start.x + bend)},${n(start.y)} ${n(end.x - bend)},${n(end.y)} ${n(end.x)},${n(end.y)}`;
}

/** The dotted arc between two containers of one pod. */
function between(from: Box, to: Box): string {
  const x = from.x + from.width - 22;
  const start = from.y + from.height - 8;
  const end = to.y + 8;
  return `M${n(x)},${n(start)} C${n(x + 9)},${n(start + 4)} ${n(x + 9)},${n(end - 4)} ${n(x)},${n(end)}`;
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}
