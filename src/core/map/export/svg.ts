import { drawEdge, drawNode, type Shape } from '../draw.ts';
import { indexModel } from '../index-model.ts';
import { legendHeight, legendItems } from '../legend.ts';
import { characterWidth } from '../measure.ts';
import type { MapEdge, MapKind, MapLayout, MapModel } from '../model.ts';
import { escapeXml } from './escape.ts';
import type { Theme } from './theme.ts';

/** The order in which kinds are painted; what comes later lies on top. Edges come last. */
const paintOrder: readonly MapKind[] = [
  'namespace',
  'workload',
  'container',
  'service',
  'entry',
  'internet',
  'external',
  'row',
  'port',
  'containerPort',
];

const margin = 24;
const nothing = 'Nothing to draw: this stack holds no Service, workload, Ingress, Gateway or route.';

/** The whole map with its legend as an SVG file that stands alone. */
export function toSvg(model: MapModel<unknown>, layout: MapLayout, theme: Theme): string {
  const index = indexModel(model);
  const { bounds } = layout;
  const bottom = bounds.y + bounds.height;
  const parts: string[] = [];
  for (const kind of paintOrder)
    for (const node of model.nodes) {
      const box = node.kind === kind ? layout.boxes.get(node.id) : undefined;
      if (box === undefined) continue;
      const shapes = drawNode(node, box, index, 'near').map(toElement).join('');
      parts.push(`<g><title>${escapeXml(`${node.label} ${node.detail}`.trim())}</title>${shapes}</g>`);
    }
  for (const edge of model.edges) {
    const d = layout.routes.get(edge.id);
    if (d !== undefined)
      parts.push(`<g><title>${escapeXml(edgeWords(edge))}</title>${drawEdge(edge, d).map(toElement).join('')}</g>`);
  }
  let legendWidth = model.nodes.length === 0 ? nothing.length * characterWidth.small : 0;
  if (model.nodes.length === 0) parts.push(`<text x="${bounds.x}" y="${bounds.y + margin}">${nothing}</text>`);
  else
    for (const { shapes, width } of legendItems(model)) {
      const place = `translate(${bounds.x + legendWidth} ${bottom + margin})`;
      parts.push(`<g transform="${place}">${shapes.map(toElement).join('')}</g>`);
      legendWidth += width + margin;
    }
  const title = escapeXml(`Network map of ${model.stack}`);
  const box = {
    x: Math.floor(bounds.x) - margin,
    y: Math.floor(bounds.y) - margin,
    width: Math.ceil(Math.max(bounds.width, legendWidth)) + 2 * margin,
    height: Math.ceil(bounds.height) + legendHeight + 3 * margin,
  };
  const place = `x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width}" height="${box.height}" ` +
    `viewBox="${box.x} ${box.y} ${box.width} ${box.height}" role="img" aria-label="${title}">` +
    `<title>${title}</title><style>${style(theme)}</style><rect class="page" ${place}/>${parts.join('\n')}</svg>\n`
  );
}

/** `API_URL, broken: NetworkPolicy …`: what a pointer that rests on a line is told. */
function edgeWords({ kind, label, verdict, reason }: MapEdge<unknown>): string {
  const what = label === '' ? kind : label;
  const state = verdict === 'ok' ? what : `${what}, ${verdict === 'unknown' ? 'not known' : verdict}`;
  return reason === undefined ? state : `${state}: ${reason}`;
}

function toElement(shape: Shape): string {
  switch (shape.type) {
    case 'rect': {
      const { x, y, width, height } = shape.box;
      return `<rect class="${shape.class}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${shape.radius}"/>`;
    }
    case 'circle':
      return `<circle class="${shape.class}" cx="${shape.x}" cy="${shape.y}" r="${shape.radius}"/>`;
    case 'path':
      return `<path class="${shape.class}" d="${shape.d}"/>`;
    case 'text':
      return `<text class="${shape.class}" x="${shape.x}" y="${shape.y}" text-anchor="${shape.anchor}">${escapeXml(shape.text)}</text>`;
  }
}

function style(theme: Theme): string {
  const { background, panel, card, inner, line, text, muted, routes, accent, error, errorFill, warning } = theme;
  return [
    `text{font:10.5px system-ui,-apple-system,"Segoe UI",Ubuntu,sans-serif;fill:${muted}}`,
    `.page{fill:${background}}`,
    `.name{font-size:12.5px;font-weight:600;fill:${text}}.title{font-size:12px;font-weight:600;fill:${text}}`,
    `.mono{font:11px ui-monospace,"SF Mono",Menlo,Consolas,monospace;fill:${text}}.strong{font-weight:600;fill:${text}}`,
    `.namespace{fill:${panel};stroke:${line}}.card{fill:${card};stroke:${line}}.service,.entry{fill:${inner}}`,
    `.container{fill:${inner};stroke:${line}}.card.outside{fill:none;stroke-dasharray:4 3}.internet{fill:none;stroke:${line}}`,
    `.card.broken{fill:${errorFill};stroke:${error}}.ring{fill:none;stroke:${accent};stroke-width:2}`,
    `.dot{fill:none;stroke:${muted};stroke-width:1.5}.dot.used{fill:${accent};stroke:${accent}}`,
    `.port{fill:${background};stroke:${routes};stroke-width:1.5}.port.broken{stroke:${error}}.port.unknown{stroke:${muted}}`,
    `.edge{fill:none;stroke:${routes};stroke-width:1.6}.edge.localhost{stroke:${muted};stroke-dasharray:1.5 3}`,
    `.edge.calls{stroke:${accent}}.arrow.calls{fill:${accent}}`,
    `.edge.broken{stroke:${error};stroke-dasharray:5 4}.edge.unknown{stroke:${muted}}`,
    `.arrow{fill:${routes}}.arrow.unknown{fill:none;stroke:${muted};stroke-width:1.6}`,
    `.cross{fill:none;stroke:${error};stroke-width:2.2}`,
    `.mono.broken,.reason.broken{fill:${error};font-weight:600}.reason.degraded{fill:${warning};font-weight:600}`,
    `.mono.unknown,.reason.unknown{fill:${muted}}`,
    `.shield{fill:none;stroke:${muted};stroke-width:1.3}.arrow.localhost{fill:${muted}}`,
    `.badge.error{fill:${error}}.badge.warning{fill:${warning}}.badge-sign{font-weight:700;fill:${background}}`,
  ].join('');
}
