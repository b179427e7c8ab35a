import type { Box } from '../core/map/model.ts';
import { element } from './dom.ts';
import { nameNode, type SceneNode } from './scene.ts';
import { findingItems } from './side-panel.ts';

/** How long the pointer has to rest on something, in milliseconds. */
const delay = 350;
const gap = 8;

/** What the pointer rests on, in words, beside it. */
export class Tooltip {
  readonly root = element('div', { class: 'tooltip', role: 'tooltip' });
  #timer = 0;

  constructor() {
    this.root.hidden = true;
  }

  /** Shows a node's words beside its place, after a while. */
  show(node: SceneNode, place: () => Box | undefined): void {
    this.hide();
    // A namespace's title says it all, and its box is everywhere.
    if (node.kind === 'namespace') return;
    this.#timer = window.setTimeout(() => {
      this.root.replaceChildren(
        element('strong', {}, nameNode(node)),
        // A finding says the reason at length.
        ...(node.reason === undefined || node.findings.length > 0
          ? []
          : [element('p', { class: node.verdict }, node.reason)]),
        ...node.explanation.map((line) => element('p', {}, line)),
        element('ul', { class: 'plain' }, ...findingItems(node).slice(0, 3)),
      );
      this.root.hidden = false;
      const at = place();
      if (at !== undefined) this.#place(at);
    }, delay);
  }

  /** Takes it away. */
  hide(): void {
    window.clearTimeout(this.#timer);
    this.root.hidden = true;
  }

  /** Below the node, above where there is no room; never outside the picture. */
  #place({ x, y, width, height }: Box): void {
    const { offsetWidth, offsetHeight, offsetParent } = this.root;
    const room = { width: offsetParent?.clientWidth ?? 0, height: offsetParent?.clientHeight ?? 0 };
    const left = Math.min(Math.max(gap, x + Math.min(24, width / 2)), room.width - offsetWidth - gap);
    const below = y + height + gap;
    const top = below + offsetHeight <= room.height ? below : Math.max(gap, y - offsetHeight - gap);
    this.root.style.left = `${left}px`;
    this.root.style.top = `${top}px`;
  }
}
