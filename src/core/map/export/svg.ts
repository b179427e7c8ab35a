import { type Detail, drawEdge, drawNode, type Shape } from '../draw.ts';
import { indexModel } from '../index-model.ts';
import type { MapKind, MapLayout, MapModel } from '../model.ts';
import { escapeXml } from './escape.ts';
import type { Theme } from './theme.ts';

/** The order in which kinds are painted; what comes later lies on top. Edges lie above namespaces and below nothing. */
export const paintOrder: readonly MapKind[] = [
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

/** The whole map as an SVG file that stands alone. */
export function toSvg(model: MapModel<unknown>, layout: MapLayout, theme: Theme, detail: Detail = 'near'): string {
  const index = indexModel(model);
  const margin = 24;
  const width = Math.ceil(layout.width + 2 * margin);
  const height = Math.ceil(layout.height + 2 * margin);
  const parts: string[] = [];
  const paintKind = (kind: MapKind) => {
    for (const node of model.nodes) {
      const box = node.kind === kind ? layout.boxes.get(node.id) : undefined;
      if (box === undefined) continue;
      const shapes = drawNode(node, box, index, detail).map(toElement).join('');
      parts.push(`<g><title>${escapeXml(`${node.label} ${node.detail}`.trim())}</title>${shapes}</g>`);
    }
  };
  paintKind('namespace');
  for (const kind of paintOrder.slice(1)) paintKind(kind);
  for (const edge of model.edges) {
    const d = layout.routes.get(edge.id);
    if (d !== undefined) parts.push(drawEdge(edge, d).map(toElement).join(''));
  }
  const title = escapeXml(`Network map of ${model.stack}`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="${-margin} ${-margin} ${width} ${height}" role="img" aria-label="${title}">` +
    `<title>${title}</title><style>${style(theme)}</style>` +
    `<rect class="page" x="${-margin}" y="${-margin}" width="${width}" height="${height}"/>${parts.join('\n')}</svg>\n`
  );
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
    `.name{font-size:12.5px;font-weight:600;fill:${text}}.title{font-size:12px;font-weight:600}`,
    `.strong{font-weight:600;fill:${text}}.mono{font:11px ui-monospace,"SF Mono",Menlo,Consolas,monospace;fill:${text}}`,
    `.far{font-size:56px;font-weight:600;fill:${text}}.far.small{font-size:24px;font-weight:400;fill:${muted}}`,
    `.namespace{fill:${panel};stroke:${line}}.card{fill:${card};stroke:${line}}.service,.entry{fill:${inner}}`,
    `.container{fill:${inner};stroke:${line}}.card.outside{fill:none;stroke-dasharray:4 3}.internet{fill:none;stroke:${line}}`,
    `.card.broken{fill:${errorFill};stroke:${error}}.ring{fill:none;stroke:${accent};stroke-width:2}`,
    `.dot{fill:none;stroke:${muted};stroke-width:1.5}.dot.used{fill:${accent};stroke:${accent}}`,
    `.port{fill:${background};stroke:${routes};stroke-width:1.5}.port.broken{stroke:${error}}`,
    `.edge{fill:none;stroke:${routes};stroke-width:1.6}.edge.localhost{stroke:${muted};stroke-dasharray:1.5 3}`,
    `.edge.broken{stroke:${error};stroke-dasharray:5 4}.edge.unknown{stroke:${muted}}`,
    `.arrow{fill:${routes}}.arrow.broken{fill:${error}}.arrow.unknown{fill:${muted}}`,
    `.mono.broken,.reason{fill:${error};font-weight:600}.mono.unknown{fill:${muted}}`,
    `.badge.error{fill:${error}}.badge.warning{fill:${warning}}.badge-sign{font-weight:700;fill:${background}}`,
  ].join('');
}
