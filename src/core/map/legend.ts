import type { Shape } from './draw.ts';
import { characterWidth } from './measure.ts';

/** Height of the legend in map units. */
export const legendHeight = 22;

const entries: readonly { readonly sample: (x: number, y: number) => readonly Shape[]; readonly words: string }[] = [
  { sample: (x, y) => [line('edge routes ok', x, y), arrow('arrow ok', x + 28, y)], words: 'routes, selects' },
  { sample: (x, y) => [line('edge calls ok', x, y), arrow('arrow calls ok', x + 28, y)], words: 'calls' },
  {
    sample: (x, y) => [
      line('edge routes broken', x, y),
      { type: 'path', class: 'cross', d: `M${x + 20},${y - 4} l8,8 m-8,0 l8,-8` },
    ],
    words: 'broken',
  },
  {
    sample: (x, y) => [
      line('edge routes unknown', x, y),
      { type: 'path', class: 'arrow unknown', d: `M${x + 21},${y - 4} L${x + 28},${y} L${x + 21},${y + 4}` },
    ],
    words: 'not known',
  },
  { sample: (x, y) => [line('edge localhost ok', x, y)], words: 'localhost, inside one pod' },
  { sample: (x, y) => [dot('dot used', x + 20, y)], words: 'port that a Service sends to' },
  { sample: (x, y) => [dot('dot', x + 20, y)], words: 'other port' },
  { sample: (x, y) => [text('small strong', x + 14, y, '×3')], words: 'pods of one workload' },
];

/** One sign of the picture and what it means; shapes count from the item's corner. */
export interface LegendItem {
  readonly words: string;
  readonly shapes: readonly Shape[];
  readonly width: number;
}

/** What the signs of the picture mean. */
export function legendItems(): readonly LegendItem[] {
  const y = legendHeight / 2;
  return entries.map(({ sample, words }) => ({
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
