import type { MapKind } from '../core/map/model.ts';
import { element } from './dom.ts';
import { describeNode, type Scene, type SceneNode } from './scene.ts';

/** What a user did in the list. */
export interface ListEvents {
  select(id: string): void;
  open(id: string): void;
}

/** The same content as a tree of text, for screen readers and for whoever reads faster than looks. */
export class List {
  readonly root = element('ul', { class: 'list', role: 'tree', 'aria-label': 'Network map as a list' });
  readonly #events: ListEvents;

  constructor(events: ListEvents) {
    this.#events = events;
    this.root.addEventListener('keydown', (event) => this.#key(event));
    this.root.addEventListener('click', ({ target }) => {
      const item = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
      if (item?.dataset.id !== undefined) this.#focus(item);
    });
    this.root.addEventListener('dblclick', ({ target }) => {
      const item = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
      if (item?.dataset.id !== undefined) events.open(item.dataset.id);
    });
  }

  /** Shows a map. */
  show(scene: Scene): void {
    const children = (node: SceneNode) => inReadingOrder(scene.index.children(node.id));
    const build = (node: SceneNode, level: number): HTMLElement => {
      const words = element('span', {}, describeNode(node));
      const item = element('li', { role: 'treeitem', 'aria-level': String(level), tabindex: '-1' }, words);
      item.dataset.id = node.id;
      const inner = children(node);
      if (inner.length > 0) {
        item.setAttribute('aria-expanded', 'true');
        item.append(element('ul', { role: 'group' }, ...inner.map((child) => build(child, level + 1))));
      }
      return item;
    };
    this.root.replaceChildren(...inReadingOrder(scene.index.roots).map((node) => build(node, 1)));
    this.#items()[0]?.setAttribute('tabindex', '0');
  }

  /** Moves the focus into the list. */
  focus(): void {
    this.root.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  #items(): readonly HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>('[role=treeitem]')];
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items();
    const current = items.findIndex((each) => each.matches(':focus'));
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: items.length - 1,
      ArrowRight: current + 1,
    };
    const item = items[current];
    if (event.key === 'Enter' && item?.dataset.id !== undefined) this.#events.open(item.dataset.id);
    else if (event.key === 'ArrowLeft') {
      const parent = item?.parentElement?.closest<HTMLElement>('[role=treeitem]');
      if (parent) this.#focus(parent);
    } else {
      const next = items[steps[event.key] ?? -1];
      if (next === undefined) return;
      this.#focus(next);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #focus(item: HTMLElement): void {
    for (const other of this.#items()) other.setAttribute('tabindex', other === item ? '0' : '-1');
    item.focus();
    if (item.dataset.id !== undefined) this.#events.select(item.dataset.id);
  }
}

const reading: readonly MapKind[] = ['internet', 'namespace', 'external', 'entry', 'service', 'workload'];

/** From outside to inside, as a request travels; otherwise as they come. */
export function inReadingOrder(nodes: readonly SceneNode[]): readonly SceneNode[] {
  return nodes.toSorted((a, b) => reading.indexOf(a.kind) - reading.indexOf(b.kind));
}
