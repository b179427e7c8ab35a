import { legendHeight, legendItems } from '../core/map/legend.ts';
import { element, svgElement } from './dom.ts';
import { toSvgElement } from './shapes.ts';

/** What the picture's signs mean, as a strip at its bottom. */
export function legend(): HTMLElement {
  const items = legendItems().map(({ words, shapes, width }) => {
    const svg = svgElement('svg', { width, height: legendHeight, role: 'img', 'aria-label': words });
    svg.append(...shapes.map(toSvgElement));
    return element('li', {}, svg);
  });
  return element('ul', { class: 'legend', 'aria-label': 'Legend' }, ...items);
}
