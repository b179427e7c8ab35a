import {
  isUndocked,
  namespaceCounts,
  namespaceTitle,
  plural,
  reasonBelow,
  rowRemark,
  seriousFindings,
  worstFinding,
} from './captions.ts';
import type { MapIndex } from './index-model.ts';
import { characterWidth, fit, rowColumns, sizes } from './measure.ts';
import type { Box, MapEdge, MapNode } from './model.ts';
import type { SummaryLine } from './summary.ts';

/** A primitive of the picture. Classes name what it is; how that looks is the style sheet's business. */
export type Shape =
  | { readonly type: 'rect'; readonly class: string; readonly box: Box; readonly radius: number }
  | { readonly type: 'circle'; readonly class: string; readonly x: number; readonly y: number; readonly radius: number }
  | { readonly type: 'path'; readonly class: string; readonly d: string; readonly width?: number }
  | {
      readonly type: 'text';
      readonly class: string;
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
      /** Font size in map units where the class does not say it. */
      readonly size?: number;
    };

/** Width of a semi-bold character as a part of the font's size; an estimate, as all of them. */
const largeWidth = 0.68;

/** How much of the picture is drawn: namespaces only, cards with their names, or everything. */
export type Detail = 'far' | 'middle' | 'near';

/**
 * The shapes of one node, in map units. This is the one description of the picture: the interactive map and the exported
 * file both draw it.
 */
export function drawNode(node: MapNode<unknown>, box: Box, index: MapIndex, detail: Detail): readonly Shape[] {
  switch (node.kind) {
    case 'internet':
      return drawInternet(node, box);
    case 'external':
      if (detail !== 'near') return [rect('card outside', box, 6), largeName(node.label, box)];
      return [
        rect('card outside', box, 6),
        text('name', box.x + 14, box.y + 20, fit(node.label, box.width - 24, characterWidth.name)),
        text('small', box.x + 14, box.y + 37, node.detail),
      ];
    case 'namespace':
      if (detail === 'far') return drawFarNamespace(node, box, index);
      return detail === 'near' ? drawNamespace(node, box, index) : drawPlainNamespace(node, box);
    case 'service':
    case 'workload':
    case 'entry':
      return detail === 'near' ? drawCard(node, box, index) : drawPlainCard(node, box, index);
    case 'row':
    case 'port':
      return drawRow(node, box, index);
    case 'container':
      return drawContainer(node, box);
    case 'containerPort':
      return [
        { type: 'circle', class: node.used ? 'dot used' : 'dot', x: box.x + 14, y: box.y + sizes.portDot, radius: 4 },
        text('mono', box.x + 25, box.y + 11, fit(node.label, box.width - 36, characterWidth.mono)),
        ...drawBadge(node, box.x + box.width - 14, box.y + sizes.portDot),
      ];
  }
}

/** The shapes of one edge along its way. What is broken ends in a cross. */
export function drawEdge(edge: MapEdge<unknown>, d: string): readonly Shape[] {
  const line: Shape = { type: 'path', class: `edge ${edge.kind} ${edge.verdict}`, d };
  const leg = lastLeg(d);
  if (leg === undefined) return [line];
  const { from, to } = leg;
  // Between two containers of a pod stands the word; what one of them calls ends like any call.
  if (edge.kind === 'localhost' && from.x === to.x)
    return [line, text('small', to.x + 8, (from.y + to.y) / 2 + 3.5, edge.label)];
  const back = to.x < from.x ? 1 : -1;
  if (edge.verdict === 'broken') {
    const middle =
      from.x === to.x
        ? { x: to.x, y: (from.y + to.y) / 2 }
        : { x: to.x + back * (edge.kind === 'localhost' ? 7 : crossRoom), y: to.y };
    return [line, { type: 'path', class: 'cross', d: cross(middle) }];
  }
  if (edge.kind === 'selects') return [line];
  const x = to.x + back * 7;
  // What is not known ends in an open arrow.
  if (edge.verdict === 'unknown')
    return [line, { type: 'path', class: 'arrow unknown', d: `M${x},${to.y - 4} L${to.x},${to.y} L${x},${to.y + 4}` }];
  return [
    line,
    {
      type: 'path',
      class: `arrow ${edge.kind} ${edge.verdict}`,
      d: `M${to.x},${to.y} L${x},${to.y - 4} L${x},${to.y + 4} Z`,
    },
  ];
}

/** Where a line is crossed out before its end: beyond the arrow of one that works and ends there too. */
const crossRoom = 15;

/** One line for all between two namespaces, wider where there are more: one, a few, many. */
export function drawSummary({ d, verdict, count }: SummaryLine): Shape {
  return { type: 'path', class: `edge routes ${verdict} summary`, d, width: count === 1 ? 8 : count < 10 ? 14 : 22 };
}

function cross({ x, y }: { x: number; y: number }): string {
  return `M${x - 4},${y - 4} L${x + 4},${y + 4} M${x - 4},${y + 4} L${x + 4},${y - 4}`;
}

/** The last stretch of a way. */
function lastLeg(d: string): { from: { x: number; y: number }; to: { x: number; y: number } } | undefined {
  const [from, to] = d
    .split(' ')
    .slice(-2)
    .map((part) =>
      part
        .replace(/^[MLC]/, '')
        .split(',')
        .map(Number),
    );
  const [fromX, fromY] = from ?? [];
  const [x, y] = to ?? [];
  if (fromX === undefined || fromY === undefined || x === undefined || y === undefined) return undefined;
  return { from: { x: fromX, y: fromY }, to: { x, y } };
}

function drawInternet({ label }: MapNode<unknown>, { x, y, width, height }: Box): readonly Shape[] {
  const middle = { x: x + width / 2, y: y + height / 2 };
  return [
    { type: 'circle', class: 'internet', ...middle, radius: width / 2 },
    text('small strong', middle.x, middle.y + 4, label, 'middle'),
  ];
}

function drawNamespace(node: MapNode<unknown>, box: Box, index: MapIndex): readonly Shape[] {
  const counts = namespaceCounts(node, index);
  const room = box.width - 48 - counts.length * characterWidth.small;
  return [
    rect('namespace', box, 8),
    text('title', box.x + 16, box.y + 24, fit(namespaceTitle(node), room, characterWidth.name)),
    text('small', box.x + box.width - 16, box.y + 24, counts, 'end'),
  ];
}

/** Far out a namespace is its name as large as it can be, what it holds and how bad it is. */
function drawFarNamespace(node: MapNode<unknown>, box: Box, index: MapIndex): readonly Shape[] {
  const findings = index.children(node.id).flatMap(seriousFindings);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const tone = errors > 0 ? 'broken' : 'degraded';
  const worst = errors > 0 ? `✗ ${plural(errors, 'error')}` : `! ${plural(findings.length, 'warning')}`;
  const size = Math.min(160, box.height / 3, (box.width * 0.9) / (largeWidth * Math.max(6, node.label.length)));
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  return [
    rect(findings.length === 0 ? 'namespace' : `namespace ${tone}`, box, 8),
    { ...text('far', middle.x, middle.y + (findings.length === 0 ? size * 0.35 : 0), node.label, 'middle'), size },
    ...(findings.length === 0
      ? []
      : [{ ...text(`far ${tone}`, middle.x, middle.y + size * 0.8, worst, 'middle'), size: size * 0.55 }]),
  ];
}

/** A card from the middle distance: its name as large as it can be. */
function drawPlainCard(node: MapNode<unknown>, box: Box, index: MapIndex): readonly Shape[] {
  const broken = node.kind === 'service' && isUndocked(node, index);
  const sign = worstFinding(node) === 'error' ? '✗ ' : worstFinding(node) === 'warning' ? '! ' : '';
  return [rect(`card ${node.kind}${broken ? ' broken' : ''}`, box, 6), largeName(sign + node.label, box)];
}

function drawPlainNamespace(node: MapNode<unknown>, box: Box): readonly Shape[] {
  const title = namespaceTitle(node);
  const size = Math.min(25, (box.width - 32) / (largeWidth * title.length));
  return [rect('namespace', box, 8), { ...text('title', box.x + 16, box.y + 28, title), size }];
}

/** A name in the middle of a box, as large as it can be. */
function largeName(name: string, { x, y, width, height }: Box): Shape {
  const size = Math.min(30, height * 0.6, (width * 0.9) / (largeWidth * Math.max(4, name.length)));
  return { ...text('name', x + width / 2, y + height / 2 + size * 0.35, name, 'middle'), size };
}

function drawCard(node: MapNode<unknown>, box: Box, index: MapIndex): readonly Shape[] {
  const isService = node.kind === 'service';
  const apart = isService && isUndocked(node, index);
  const behind = (offset: number): Shape => rect('card stacked', { ...box, x: box.x + offset, y: box.y + offset }, 6);
  const reason = reasonBelow(node, index);
  const x = box.x + (isService ? 28 : 14);
  const badge = drawBadge(node, box.x + box.width - 16, box.y + 16);
  const end = box.x + box.width - (badge.length === 0 ? 14 : 14 + sizes.badge);
  const room = end - x - node.detail.length * characterWidth.small - 12;
  return [
    ...(node.several ? [behind(6), behind(3)] : []),
    rect(`card ${node.kind}${apart ? ' broken' : ''}`, box, 6),
    ...(isService ? [{ type: 'circle', class: 'ring', x: box.x + 16, y: box.y + 16, radius: 5 } as const] : []),
    text('name', x, box.y + 20, fit(node.label, room, characterWidth.name)),
    text('small', end, box.y + 20, node.detail, 'end'),
    ...badge,
    ...(reason === undefined ? [] : [drawReason(node, box, reason)]),
    ...drawShield(node, box),
  ];
}

/** What policies close, at the bottom of the card: a shield with words. */
function drawShield({ shield }: MapNode<unknown>, { x, y, width, height }: Box): readonly Shape[] {
  if (shield === undefined) return [];
  const [left, top] = [x + 14, y + height - sizes.shieldLine + 3];
  const room = width - 28 - sizes.shield;
  return [
    { type: 'path', class: 'shield', d: shieldPath(left, top) },
    text('small', left + sizes.shield, top + 9.5, fit(shield.words, room, characterWidth.small)),
  ];
}

/** The outline of a shield from its upper left corner; 10 wide, 12 high. */
export function shieldPath(x: number, y: number): string {
  return `M${x},${y + 1.5} L${x + 5},${y} L${x + 10},${y + 1.5} L${x + 10},${y + 6} C${x + 10},${y + 9} ${x + 7.5},${y + 11} ${x + 5},${y + 12} C${x + 2.5},${y + 11} ${x},${y + 9} ${x},${y + 6} Z`;
}

/** Why nothing arrives, below the card: in the gap to the workload that was meant, if there is one. */
function drawReason({ verdict }: MapNode<unknown>, box: Box, reason: string): Shape {
  const tone = verdict === 'unknown' ? 'unknown' : 'broken';
  const words = `${tone === 'unknown' ? '? ' : ''}${reason}`;
  return text(`reason ${tone}`, box.x + 12, box.y + box.height + 19, fit(words, box.width - 46, characterWidth.small));
}

/** Serious findings are a mark with a sign: not a colour alone. */
function drawBadge(node: MapNode<unknown>, x: number, y: number): readonly Shape[] {
  const worst = worstFinding(node);
  if (worst === undefined) return [];
  return [
    { type: 'circle', class: `badge ${worst}`, x, y, radius: 7.5 },
    text('badge-sign', x, y + 4, worst === 'error' ? '✗' : '!', 'middle'),
  ];
}

function drawContainer(node: MapNode<unknown>, box: Box): readonly Shape[] {
  const badge = drawBadge(node, box.x + box.width - 14, box.y + 11);
  const end = box.x + box.width - (badge.length === 0 ? 10 : 10 + sizes.badge);
  const room = end - box.x - 20 - node.detail.length * characterWidth.small;
  return [
    rect('container', box, 4),
    text('small', box.x + 10, box.y + 15, fit(node.label, room, characterWidth.small)),
    ...(node.detail === '' ? [] : [text('small', end, box.y + 15, node.detail, 'end')]),
    ...badge,
  ];
}

function drawRow(node: MapNode<unknown>, box: Box, index: MapIndex): readonly Shape[] {
  const card = index.cardOf(node.id) ?? node;
  const columns = rowColumns(card, index);
  const remark = rowRemark(node, index);
  const y = box.y + 14;
  const end = box.x + box.width - 14;
  const label = box.x + columns.label;
  const target = box.x + columns.target;
  const tone = remark?.tone ?? node.verdict;
  const room = end - target - (remark === undefined ? 0 : 14 + remark.text.length * characterWidth.small);
  const isPort = node.kind === 'port';
  const x = box.x + (isPort ? 0 : box.width);
  return [
    text(
      'mono strong',
      label,
      y,
      node.detail === ''
        ? fit(node.label, room + columns.labelWidth, characterWidth.mono)
        : fit(node.label, columns.labelWidth, characterWidth.mono),
    ),
    ...(node.detail === ''
      ? []
      : [text(`mono ${tone}`, target, y, `→ ${fit(node.detail, room - 14, characterWidth.mono)}`)]),
    ...(remark === undefined ? [] : [text(`reason ${remark.tone}`, end, y, remark.text, 'end')]),
    { type: 'circle', class: `port ${tone}`, x, y: box.y + sizes.row / 2, radius: isPort ? 3.5 : 2.5 },
  ];
}

function rect(name: string, box: Box, radius: number): Shape {
  return { type: 'rect', class: name, box, radius };
}

function text(
  name: string,
  x: number,
  y: number,
  content: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): Extract<Shape, { type: 'text' }> {
  return { type: 'text', class: name, x, y, text: content, anchor };
}
