import type { Shape } from '../core/map/draw.ts';
import { svgElement } from './dom.ts';

/** The SVG element of a shape. */
export function toSvgElement(shape: Shape): SVGElement {
  switch (shape.type) {
    case 'rect': {
      const { x, y, width, height } = shape.box;
      return svgElement('rect', { class: shape.class, x, y, width, height, rx: shape.radius });
    }
    case 'circle':
      return svgElement('circle', { class: shape.class, cx: shape.x, cy: shape.y, r: shape.radius });
    case 'path':
      return svgElement('path', { class: shape.class, d: shape.d });
    case 'text': {
      const text = svgElement('text', { class: shape.class, x: shape.x, y: shape.y, 'text-anchor': shape.anchor });
      text.textContent = shape.text;
      return text;
    }
  }
}
