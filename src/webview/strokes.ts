import type { Box } from '../core/map/model.ts';

/** A straight stretch of a way, along x or y. */
interface Stretch {
  readonly isFlat: boolean;
  /** y of a flat stretch, x of an upright one. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** A round corner as it is written, and where it ends. */
interface Corner {
  readonly d: string;
  readonly x: number;
  readonly y: number;
}

/** A way taken apart: straight stretches and round corners. */
export interface Strokes {
  readonly stretches: readonly Stretch[];
  readonly corners: readonly Corner[];
  /** Where the way ends. */
  readonly end: { readonly x: number; readonly y: number };
  /** The box that the way lies in. */
  readonly extent: Box;
}

/** Takes a way apart: absolute M, L and C only, as layouts write them. */
export function strokesOf(d: string): Strokes {
  const stretches: Stretch[] = [];
  const corners: Corner[] = [];
  const parts = d.split(' ');
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  let here = '';
  let [x, y] = [0, 0];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] ?? '';
    const curve = part.startsWith('C') ? `${part} ${parts[index + 1]} ${parts[index + 2]}` : undefined;
    if (curve !== undefined) index += 2;
    const end = curve === undefined ? part.slice(1) : (parts[index] ?? '');
    const comma = end.indexOf(',');
    const [nextX, nextY] = [Number(end.slice(0, comma)), Number(end.slice(comma + 1))];
    if (curve !== undefined) corners.push({ d: `M${here} ${curve}`, x: nextX, y: nextY });
    else if (part.startsWith('L') && (nextX === x || nextY === y)) {
      const isFlat = nextY === y;
      const [a, b] = isFlat ? [x, nextX] : [y, nextY];
      stretches.push({ isFlat, at: isFlat ? y : x, from: Math.min(a, b), to: Math.max(a, b) });
    } else if (part.startsWith('L')) corners.push({ d: `M${here} ${part}`, x: nextX, y: nextY });
    [here, x, y] = [end, nextX, nextY];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { stretches, corners, end: { x, y }, extent: { x: left, y: top, width: right - left, height: bottom - top } };
}

/** Whether a point lies in a box. */
export function isIn({ x, y }: { readonly x: number; readonly y: number }, box: Box): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/**
 * One way that covers what some ways cover in a region, each stretch once: lines that run together are one line, and what
 * nobody sees costs nothing.
 */
export function together(all: readonly Strokes[], region: Box): string {
  const rows = new Map<string, Stretch[]>();
  const corners = new Set<string>();
  for (const strokes of all) {
    for (const corner of strokes.corners) if (isIn(corner, region)) corners.add(corner.d);
    for (const stretch of strokes.stretches) {
      if (!passes(stretch, region)) continue;
      const key = `${stretch.isFlat ? 'y' : 'x'}${stretch.at}`;
      const row = rows.get(key);
      if (row === undefined) rows.set(key, [stretch]);
      else row.push(stretch);
    }
  }
  const parts = [...corners];
  for (const row of rows.values()) {
    row.sort((a, b) => a.from - b.from);
    let open: Stretch | undefined;
    for (const stretch of row) {
      if (open !== undefined && stretch.from <= open.to) {
        if (stretch.to > open.to) open = { ...open, to: stretch.to };
        continue;
      }
      if (open !== undefined) parts.push(written(open));
      open = stretch;
    }
    if (open !== undefined) parts.push(written(open));
  }
  return parts.join(' ');
}

function passes({ isFlat, at, from, to }: Stretch, { x, y, width, height }: Box): boolean {
  const [across, along] = isFlat ? [y, x] : [x, y];
  const [depth, length] = isFlat ? [height, width] : [width, height];
  return at >= across && at <= across + depth && to >= along && from <= along + length;
}

function written({ isFlat, at, from, to }: Stretch): string {
  return isFlat ? `M${from},${at} L${to},${at}` : `M${at},${from} L${at},${to}`;
}
