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
  containerGap: 6,
  inset: 10,
  minCard: 200,
  maxCard: 340,
  /** Gap between an undocked Service and the workload that it was meant for; the reason stands in it. */
  undocked: 30,
  /** Gap between a Service and the workloads that it spreads over. */
  bracket: 18,
  lane: 5,
  internet: 60,
} as const;

/** Widths of a character in the picture's fonts; estimates, so that the layout is the same wherever it is computed. */
export const characterWidth = { name: 7.3, mono: 6.7, small: 6.1 } as const;

/** A text shortened to a width in characters of a font. */
export function fit(text: string, width: number, character: number): string {
  const room = Math.max(1, Math.floor(width / character));
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}

/** Width that a card needs to show its texts, within limits. */
export function cardWidth(node: MapNode<unknown>, index: MapIndex): number {
  let needed = 56 + node.label.length * characterWidth.name + node.detail.length * characterWidth.small;
  for (const child of index.children(node.id)) {
    needed = Math.max(
      needed,
      70 + (child.label.length + child.detail.length) * characterWidth.mono + (child.reason === undefined ? 0 : 24),
    );
    for (const port of index.children(child.id))
      needed = Math.max(needed, 60 + port.label.length * characterWidth.mono);
  }
  return Math.min(sizes.maxCard, Math.max(sizes.minCard, Math.ceil(needed / 10) * 10));
}

/** Height of a card with all its rows. */
export function cardHeight(node: MapNode<unknown>, index: MapIndex): number {
  const children = index.children(node.id);
  if (node.kind === 'external') return 48;
  if (node.kind !== 'workload')
    return sizes.cardHead + (children.length === 0 ? 0 : children.length * sizes.row + sizes.cardFoot);
  const containers = children.map((child) => containerHeight(index.children(child.id).length) + sizes.containerGap);
  return sizes.cardHead + containers.reduce((sum, height) => sum + height, 0) + 4;
}

/** Height of a container with a number of ports. */
export function containerHeight(ports: number): number {
  return sizes.containerHead + ports * sizes.containerPort + sizes.containerFoot;
}
