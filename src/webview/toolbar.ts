import { type ExportFormat, exportFormats } from '../protocol/map.ts';
import { element } from './dom.ts';

/** What a user asked for in the toolbar. */
export interface ToolbarEvents {
  search(text: string): void;
  next(): void;
  stack(name: string): void;
  fit(): void;
  zoom(factor: number): void;
  list(): void;
  export(format: ExportFormat): void;
}

/** The row above the picture. */
export class Toolbar {
  readonly root = element('header', { class: 'toolbar' });
  readonly #search = element('input', {
    type: 'search',
    placeholder: 'Search name, label, port, host…',
    'aria-label': 'Search the map',
  });
  readonly #count = element('output', { class: 'muted' });
  readonly #stacks = element('select', { 'aria-label': 'Stack' });
  readonly #stack = element('span', { class: 'stack muted' });
  readonly #list: HTMLButtonElement;

  constructor(events: ToolbarEvents) {
    const button = (label: string, title: string, run: () => void) => {
      const made = element('button', { type: 'button', title, 'aria-label': title }, label);
      made.addEventListener('click', run);
      return made;
    };
    this.#list = button('List', 'Show as list (l)', () => events.list());
    this.#list.setAttribute('aria-pressed', 'false');
    const exporter = element('select', { 'aria-label': 'Export' }, element('option', { value: '' }, 'Export…'));
    for (const format of exportFormats) exporter.append(element('option', { value: format }, format.toUpperCase()));
    exporter.addEventListener('change', () => {
      const format = exportFormats.find((each) => each === exporter.value);
      exporter.value = '';
      if (format !== undefined) events.export(format);
    });
    this.#stacks.addEventListener('change', () => events.stack(this.#stacks.value));
    this.#search.addEventListener('input', () => events.search(this.#search.value));
    this.#search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') events.next();
      event.stopPropagation();
      if (event.key === 'Escape') this.#search.blur();
    });
    this.root.append(
      element('h1', {}, 'Network map'),
      this.#stack,
      this.#stacks,
      this.#search,
      this.#count,
      element('span', { class: 'space' }),
      button('−', 'Zoom out (−)', () => events.zoom(1 / 1.3)),
      button('+', 'Zoom in (+)', () => events.zoom(1.3)),
      button('Fit', 'Fit (f)', () => events.fit()),
      this.#list,
      exporter,
    );
  }

  /** Offers the stacks that can be drawn. */
  showStacks(current: string, names: readonly string[]): void {
    const label = (name: string) => (name === '.' ? 'this folder' : name);
    this.#stacks.replaceChildren(...names.map((name) => element('option', { value: name }, label(name))));
    this.#stacks.value = current;
    this.#stacks.hidden = names.length < 2;
    this.#stack.hidden = names.length > 1;
    this.#stack.textContent = label(current);
  }

  /** Says what a search found. */
  showCount(text: string): void {
    this.#count.textContent = text;
  }

  /** Whether the list is shown. */
  showList(on: boolean): void {
    this.#list.setAttribute('aria-pressed', String(on));
  }

  /** Puts the cursor into the search. */
  focusSearch(): void {
    this.#search.focus();
    this.#search.select();
  }
}
