import type { Shape } from '../core/map/draw.ts';
import type { Box } from '../core/map/model.ts';
import { svgElement } from './dom.ts';
import { toSvgElement } from './shapes.ts';
import { isIn, type Strokes, strokesOf, together } from './strokes.ts';

type Path = Extract<Shape, { type: 'path' }>;

/** A line of the picture: its way, and what stands at its end. */
export interface Line {
  readonly id: string;
  readonly path: Path;
  readonly strokes: Strokes;
  readonly others: readonly Shape[];
}

/** A line from its shapes, the first of which is its way. */
export function toLine(id: string, [path, ...others]: readonly Shape[]): Line | undefined {
  return path?.type === 'path' ? { id, path, strokes: strokesOf(path.d), others } : undefined;
}

/**
 * The lines of the picture. However many there are, they take one element for each way they look; those that are marked
 * are drawn again on top.
 */
export class Lines {
  readonly root = svgElement('g', { class: 'edges', 'aria-hidden': 'true' });
  readonly #all = svgElement('g', { class: 'all' });
  readonly #marked = svgElement('g');
  #lines: readonly Line[] = [];
  #near = '';

  constructor() {
    this.root.append(this.#all, this.#marked);
  }

  /** Draws what lines have in a region, and marks some of them. The same list is the same picture. */
  draw(lines: readonly Line[], region: Box, marked: ReadonlySet<string>): void {
    const isSame = lines === this.#lines;
    const near = lines.filter(({ id }) => marked.has(id));
    const ids = near.map(({ id }) => id).join('\n');
    if (!isSame) this.#all.replaceChildren(...merged(lines, region).map(toSvgElement));
    if (!isSame || ids !== this.#near)
      this.#marked.replaceChildren(
        ...merged(near, region).flatMap((shape) =>
          shape.type === 'path' ? [toSvgElement({ ...shape, class: `${shape.class} near` })] : [],
        ),
      );
    this.#lines = lines;
    this.#near = ids;
  }
}

/** Lines that look alike as one shape, and so what stands at their ends; texts stay as they are. Only what a region shows. */
export function merged(lines: readonly Line[], region: Box): readonly Shape[] {
  const ways = new Map<string, { readonly path: Path; readonly strokes: Strokes[] }>();
  const ends = new Map<string, Set<string>>();
  const texts: Shape[] = [];
  for (const { path, strokes, others } of lines) {
    const key = `${path.class} ${path.width ?? ''}`;
    const known = ways.get(key);
    if (known === undefined) ways.set(key, { path, strokes: [strokes] });
    else known.strokes.push(strokes);
    if (!isIn(strokes.end, region)) continue;
    for (const shape of others) {
      if (shape.type !== 'path') texts.push(shape);
      else ends.set(shape.class, (ends.get(shape.class) ?? new Set()).add(shape.d));
    }
  }
  return [
    ...[...ways.values()].map(({ path, strokes }) => ({ ...path, d: together(strokes, region) })),
    ...[...ends].map(([look, ds]): Shape => ({ type: 'path', class: look, d: [...ds].join(' ') })),
    ...texts,
  ];
}
