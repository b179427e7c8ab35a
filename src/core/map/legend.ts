import { type Shape, shieldPath } from './draw.ts';
import { characterWidth } from './measure.ts';
import { type MapEdge, type MapModel, type MapNode, works } from './model.ts';

/** Height of the legend in map units. */
export const legendHeight = 22;

interface Entry {
  readonly sample: (x: number, y: number) => readonly Shape[];
  readonly words: string;
  /** Whether a map has the sign. */
  readonly isIn: (model: MapModel<unknown>) => boolean;
}

const entries: readonly Entry[] = [
  {
    sample: (x, y) => [line('edge routes ok', x, y), arrow('arrow ok', x + 28, y)],
    words: 'routes, selects',
    isIn: hasEdge(({ kind, verdict }) => (kind === 'routes' || kind === 'selects') && works(verdict)),
  },
  {
    sample: (x, y) => [line('edge calls ok', x, y), arrow('arrow calls ok', x + 28, y)],
    words: 'calls',
    isIn: hasEdge(({ kind, verdict }) => kind === 'calls' && works(verdict)),
  },
  {
    sample: (x, y) => [
      line('edge routes broken', x, y),
      { type: 'path', class: 'cross', d: `M${x + 20},${y - 4} l8,8 m-8,0 l8,-8` },
    ],
    words: 'broken',
    isIn: hasEdge(({ verdict }) => verdict === 'broken'),
  },
  {
    sample: (x, y) => [
      line('edge routes unknown', x, y),
      { type: 'path', class: 'arrow unknown', d: `M${x + 21},${y - 4} L${x + 28},${y} L${x + 21},${y + 4}` },
    ],
    words: 'not known',
    isIn: hasEdge(({ verdict }) => verdict === 'unknown'),
  },
  {
    sample: (x, y) => [line('edge localhost ok', x, y)],
    words: 'localhost, inside one pod',
    isIn: hasEdge(({ kind }) => kind === 'localhost'),
  },
  {
    sample: (x, y) => [dot('dot used', x + 20, y)],
    words: 'port that a Service sends to',
    isIn: hasNode(({ used }) => used === true),
  },
  { sample: (x, y) => [dot('dot', x + 20, y)], words: 'other port', isIn: hasNode(({ used }) => used === false) },
  {
    sample: (x, y) => [{ type: 'path', class: 'shield', d: shieldPath(x + 15, y - 6) }],
    words: 'isolated by policies',
    isIn: hasNode(({ shield }) => shield !== undefined),
  },
  {
    sample: (x, y) => [text('small strong', x + 14, y, '×3')],
    words: 'pods of one workload',
    isIn: hasNode(({ kind, detail }) => kind === 'workload' && detail.includes('×')),
  },
];

function hasEdge(test: (edge: MapEdge<unknown>) => boolean): Entry['isIn'] {
  return ({ edges }) => edges.some(test);
}

function hasNode(test: (node: MapNode<unknown>) => boolean): Entry['isIn'] {
  return ({ nodes }) => nodes.some(test);
}

/** One sign of the picture and what it means; shapes count from the item's corner. */
export interface LegendItem {
  readonly words: string;
  readonly shapes: readonly Shape[];
  readonly width: number;
}

/** What the signs mean that a map has. */
export function legendItems(model: MapModel<unknown>): readonly LegendItem[] {
  const y = legendHeight / 2;
  const shown = entries.filter(({ isIn }) => isIn(model));
  return shown.map(({ sample, words }) => ({
    words,
    shapes: [...sample(0, y), text('small', 36, y, words)],
    width: Math.ceil(36 + words.length * characterWidth.small),
  }));
}

function line(name: string, x: number, y: number): Shape {
  return { type: 'path', class: name, d: `M${x},${y} L${x + 28},${y}` };
}

function arrow(name: string, x: number, y: number): Shape {
  return { type: 'path', class: name, d: `M${x},${y} L${x - 7},${y - 4} L${x - 7},${y + 4} Z` };
}

function dot(name: string, x: number, y: number): Shape {
  return { type: 'circle', class: name, x, y, radius: 4 };
}

function text(name: string, x: number, y: number, words: string): Shape {
  return { type: 'text', class: name, x, y: y + 3.5, text: words, anchor: 'start' };
}
