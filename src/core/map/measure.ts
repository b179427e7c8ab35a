import { reasonBelow, rowRemark, worstFinding } from './captions.ts';
import type { MapIndex } from './index-model.ts';
import type { MapNode } from './model.ts';

/** Sizes of the picture's parts, in map units. */
export const sizes = {
  cardHead: 32,
  row: 20,
  cardFoot: 8,
  containerHead: 22,
  containerPort: 18,
  containerFoot: 5,
  /** Middle of a container port's dot. */
  portDot: 7,
  /** Below a container; between two of them stands the word "localhost". */
  containerGap: 6,
  localhostGap: 18,
  inset: 10,
  minCard: 200,
  maxCard: 460,
  /** Line at the bottom of a workload that says what policies close, its sign, and the width that its words may ask for. */
  shieldLine: 22,
  shield: 16,
  shieldWords: 240,
  /** Gap between an undocked Service and the workload that it was meant for; the reason stands in it. */
  undocked: 30,
  /** Line below a Service without workload that says why. */
  reasonLine: 20,
  /** Gap between the cards of one unit that are not docked on each other. */
  apart: 16,
  /** Width of a badge with the room around it. */
  badge: 20,
  internet: 60,
} as const;

/** Widths of a character in the picture's fonts; estimates, so that the layout is the same wherever it is computed. */
export const characterWidth = { name: 7.3, mono: 6.7, small: 6.1 } as const;

/** A text shortened to a width in characters of a font. */
export function fit(text: string, width: number, character: number): string {
  const room = Math.max(1, Math.floor(width / character));
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}

/** Columns of a card's rows: all labels, then all targets. Offsets from the card's left side. */
export interface RowColumns {
  readonly label: number;
  readonly labelWidth: number;
  readonly target: number;
}

/** Where the rows of a card have their label and their target, so that they line up. */
export function rowColumns(card: MapNode<unknown>, index: MapIndex): RowColumns {
  const label = card.kind === 'service' ? 28 : 14;
  let longest = 5;
  for (const child of index.children(card.id)) longest = Math.max(longest, child.label.length);
  const labelWidth = Math.min(longest * characterWidth.mono, 220);
  return { label, labelWidth, target: label + labelWidth + 12 };
}

/** Width that a card needs to show its texts, within limits. */
export function cardWidth(card: MapNode<unknown>, index: MapIndex): number {
  let needed = 60 + card.label.length * characterWidth.name + card.detail.length * characterWidth.small;
  if (worstFinding(card) !== undefined) needed += sizes.badge;
  const reason = reasonBelow(card, index);
  if (reason !== undefined) needed = Math.max(needed, 56 + reason.length * characterWidth.small);
  if (card.shield !== undefined) {
    const words = Math.min(card.shield.words.length * characterWidth.small, sizes.shieldWords);
    needed = Math.max(needed, 28 + sizes.shield + words);
  }
  const { target } = rowColumns(card, index);
  for (const child of index.children(card.id)) {
    if (card.kind === 'workload') {
      const head = (child.label.length + child.detail.length) * characterWidth.small;
      needed = Math.max(needed, 2 * sizes.inset + 40 + head);
      for (const port of index.children(child.id))
        needed = Math.max(needed, 2 * sizes.inset + 40 + port.label.length * characterWidth.mono);
    } else {
      const remark = rowRemark(child, index)?.text.length ?? 0;
      const detail = child.detail.length === 0 ? 0 : 20 + child.detail.length * characterWidth.mono;
      needed = Math.max(needed, target + detail + (remark === 0 ? 0 : 14 + remark * characterWidth.small) + 14);
    }
  }
  return Math.min(sizes.maxCard, Math.max(sizes.minCard, Math.ceil(needed / 10) * 10));
}

/** Height of a card with all its rows. */
export function cardHeight(card: MapNode<unknown>, index: MapIndex): number {
  const children = index.children(card.id);
  if (card.kind === 'external') return 48;
  if (card.kind !== 'workload')
    return sizes.cardHead + (children.length === 0 ? 0 : children.length * sizes.row + sizes.cardFoot);
  let height = sizes.cardHead + 4 + (card.shield === undefined ? 0 : sizes.shieldLine);
  for (const [position, child] of children.entries())
    height += containerHeight(index.children(child.id).length) + gapBelow(position, children.length);
  return height;
}

/** Height of a container with a number of ports. */
export function containerHeight(ports: number): number {
  return sizes.containerHead + ports * sizes.containerPort + (ports === 0 ? 0 : sizes.containerFoot);
}

/** Room below a container: the word "localhost" stands between two. */
export function gapBelow(position: number, count: number): number {
  return position === count - 1 ? sizes.containerGap : sizes.localhostGap;
}
