import { legendHeight, legendItems } from '../core/map/legend.ts';
import type { WireModel } from '../core/map/wire.ts';
import { element, svgElement } from './dom.ts';
import { toSvgElement } from './shapes.ts';

/** What the signs of the picture that is shown mean, as a strip at its bottom. */
export class Legend {
  readonly root = element('ul', { class: 'legend', 'aria-label': 'Legend' });

  /** Explains the signs that a map has. */
  show(model: WireModel): void {
    const items = legendItems(model).map(({ words, shapes, width }) => {
      const svg = svgElement('svg', { width, height: legendHeight, role: 'img', 'aria-label': words });
      svg.append(...shapes.map(toSvgElement));
      return element('li', {}, svg);
    });
    this.root.replaceChildren(...items);
  }
}
