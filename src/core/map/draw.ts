import type { MapIndex } from './index-model.ts';
import { characterWidth, fit, sizes } from './measure.ts';
import type { Box, MapEdge, MapNode } from './model.ts';
import { isUndocked } from './units.ts';

/** A primitive of the picture. Classes name what it is; how that looks is the style sheet's business. */
export type Shape =
  | { readonly type: 'rect'; readonly class: string; readonly box: Box; readonly radius: number }
  | { readonly type: 'circle'; readonly class: string; readonly x: number; readonly y: number; readonly radius: number }
  | { readonly type: 'path'; readonly class: string; readonly d: string }
  | {
      readonly type: 'text';
      readonly class: string;
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
    };

/** How much of the picture is drawn: namespaces only, cards, or everything. */
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
      return [
        rect('card outside', box, 6),
        text('name', box.x + 14, box.y + 20, fit(node.label, box.width - 24, characterWidth.name)),
        text('small', box.x + 14, box.y + 37, node.detail),
      ];
    case 'namespace':
      return drawNamespace(node, box, index, detail);
    case 'service':
      return drawService(node, box, index);
    case 'workload':
      return drawWorkload(node, box);
    case 'entry':
      return [...drawCard(node, box, 'card entry', box.x + 14), ...badge(node, box)];
    case 'row':
    case 'port':
      return drawRow(node, box);
    case 'container':
      return [
        rect('container', box, 4),
        text('small', box.x + 10, box.y + 15, fit(node.label, box.width - 80, characterWidth.small)),
        text('small', box.x + box.width - 10, box.y + 15, node.detail, 'end'),
      ];
    case 'containerPort':
      return [
        { type: 'circle', class: node.used ? 'dot used' : 'dot', x: box.x + 14, y: box.y + 7, radius: 4 },
        text('mono', box.x + 25, box.y + 11, fit(node.label, box.width - 36, characterWidth.mono)),
      ];
  }
}

/** The shapes of one edge along its way. */
export function drawEdge(edge: MapEdge<unknown>, d: string): readonly Shape[] {
  const shapes: Shape[] = [{ type: 'path', class: `edge ${edge.kind} ${edge.verdict}`, d }];
  const end = edge.kind === 'routes' ? endOf(d) : undefined;
  if (end !== undefined)
    shapes.push({
      type: 'path',
      class: `arrow ${edge.verdict}`,
      d: `M${end.x},${end.y} L${end.x - 7},${end.y - 4} L${end.x - 7},${end.y + 4} Z`,
    });
  return shapes;
}

function endOf(d: string): { x: number; y: number } | undefined {
  const [x, y] = (d.slice(d.lastIndexOf(' ') + 1).split(',') ?? []).map(Number);
  return x === undefined || y === undefined || Number.isNaN(x + y) ? undefined : { x, y };
}

function drawInternet({ label }: MapNode<unknown>, { x, y, width, height }: Box): readonly Shape[] {
  const middle = { x: x + width / 2, y: y + height / 2 };
  return [
    { type: 'circle', class: 'internet', ...middle, radius: width / 2 },
    text('small strong', middle.x, middle.y + 4, label, 'middle'),
  ];
}

function drawNamespace(node: MapNode<unknown>, box: Box, index: MapIndex, detail: Detail): readonly Shape[] {
  const title = `namespace ${node.label}${node.detail === '' ? '' : ` (${node.detail})`}`;
  const counts = countsOf(node, index);
  if (detail === 'far') {
    const middle = box.x + box.width / 2;
    return [
      rect('namespace', box, 8),
      text('far', middle, box.y + box.height / 2 - 10, fit(node.label, box.width, 34), 'middle'),
      text('far small', middle, box.y + box.height / 2 + 44, fit(counts, box.width, 15), 'middle'),
    ];
  }
  const room = box.width - 48 - counts.length * characterWidth.small;
  return [
    rect('namespace', box, 8),
    text('title', box.x + 16, box.y + 24, fit(title, Math.max(room, 120), characterWidth.name)),
    ...(room > 120 ? [text('small', box.x + box.width - 16, box.y + 24, counts, 'end')] : []),
  ];
}

function countsOf(namespace: MapNode<unknown>, index: MapIndex): string {
  const cards = index.children(namespace.id);
  const count = (kind: string) => cards.filter((card) => card.kind === kind).length;
  const findings = cards.reduce((sum, card) => sum + serious(card).length, 0);
  return [
    plural(count('service'), 'Service'),
    plural(count('workload'), 'workload'),
    ...(findings === 0 ? [] : [plural(findings, 'finding')]),
  ].join(' · ');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function drawService(node: MapNode<unknown>, box: Box, index: MapIndex): readonly Shape[] {
  const apart = isUndocked(node, index);
  const shapes: Shape[] = [
    ...drawCard(node, box, `card service ${apart ? 'broken' : node.verdict}`, box.x + 28),
    { type: 'circle', class: 'ring', x: box.x + 16, y: box.y + 16, radius: 5 },
  ];
  const reason =
    node.reason ?? (apart ? index.children(node.id).find((port) => port.reason !== undefined)?.reason : undefined);
  if (reason !== undefined && (node.docks?.length ?? 0) > 0 && apart)
    shapes.push(text('reason', box.x + 12, box.y + box.height + 19, fit(reason, box.width - 46, characterWidth.small)));
  else if (node.reason !== undefined && index.children(node.id).length === 0)
    shapes.push(text('reason', box.x + 8, box.y + box.height + 15, node.reason));
  return [...shapes, ...badge(node, box)];
}

function drawWorkload(node: MapNode<unknown>, box: Box): readonly Shape[] {
  const behind = (offset: number): Shape => rect('card stacked', { ...box, x: box.x + offset, y: box.y + offset }, 6);
  return [
    ...(node.several ? [behind(6), behind(3)] : []),
    ...drawCard(node, box, 'card workload', box.x + 14),
    ...badge(node, box),
  ];
}

function drawCard(node: MapNode<unknown>, box: Box, kind: string, x: number): Shape[] {
  const detailWidth = node.detail.length * characterWidth.small;
  return [
    rect(kind, box, 6),
    text('name', x, box.y + 20, fit(node.label, box.x + box.width - x - detailWidth - 20, characterWidth.name)),
    text('small', box.x + box.width - 14, box.y + 20, node.detail, 'end'),
  ];
}

/** Serious findings are a mark with a sign at the card's corner: not a colour alone. */
function badge(node: MapNode<unknown>, box: Box): readonly Shape[] {
  const findings = serious(node);
  if (findings.length === 0) return [];
  const worst = findings.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
  return [
    { type: 'circle', class: `badge ${worst}`, x: box.x + box.width, y: box.y, radius: 8 },
    text(`badge-sign ${worst}`, box.x + box.width, box.y + 4, worst === 'error' ? '✗' : '!', 'middle'),
  ];
}

function serious({ findings }: MapNode<unknown>) {
  return findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
}

function drawRow(node: MapNode<unknown>, box: Box): readonly Shape[] {
  const y = box.y + 14;
  const left = box.x + 28;
  const broken = node.verdict === 'broken' || node.verdict === 'degraded';
  const labelWidth = Math.min(Math.max(44, node.label.length * characterWidth.mono + 10), box.width * 0.55);
  const target = left + labelWidth;
  return [
    text('mono strong', left, y, fit(node.label, labelWidth, characterWidth.mono)),
    text('small', target, y, '→'),
    text(
      `mono ${broken ? 'broken' : node.verdict}`,
      target + 18,
      y,
      fit(node.detail, box.x + box.width - target - 18 - (broken ? 26 : 12), characterWidth.mono),
    ),
    ...(broken ? [text('reason', box.x + box.width - 12, y, '✗', 'end')] : []),
    ...(node.kind === 'port'
      ? [{ type: 'circle', class: 'port', x: box.x, y: box.y + sizes.row / 2, radius: 3.5 } as const]
      : [
          {
            type: 'circle',
            class: `port ${broken ? 'broken' : ''}`,
            x: box.x + box.width,
            y: box.y + sizes.row / 2,
            radius: 2.5,
          } as const,
        ]),
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
): Shape {
  return { type: 'text', class: name, x, y, text: content, anchor };
}
