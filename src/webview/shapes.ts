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
    case 'path': {
      const path = svgElement('path', { class: shape.class, d: shape.d });
      if (shape.width !== undefined) path.style.strokeWidth = String(shape.width);
      return path;
    }
    case 'text': {
      const text = svgElement('text', { class: shape.class, x: shape.x, y: shape.y, 'text-anchor': shape.anchor });
      if (shape.size !== undefined) text.style.fontSize = `${shape.size}px`;
      text.textContent = shape.text;
      return text;
    }
  }
}
