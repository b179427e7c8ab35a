import { toDot } from '../core/map/export/dot.ts';
import { toJson } from '../core/map/export/json.ts';
import { toMermaid } from '../core/map/export/mermaid.ts';
import { toSvg } from '../core/map/export/svg.ts';
import { lightTheme } from '../core/map/export/theme.ts';
import type { ExportFormat, MapToWebview } from '../protocol/map.ts';
import { Canvas, type View } from './canvas.ts';
import { element } from './dom.ts';
import type { Host } from './host.ts';
import { Legend } from './legend.ts';
import { List } from './list.ts';
import { describeNode, makeScene, neighbour, nodeAtLine, type Scene, search } from './scene.ts';
import { SidePanel } from './side-panel.ts';
import { Toolbar } from './toolbar.ts';
import { Tooltip } from './tooltip.ts';

/** What is kept while the panel is hidden. */
interface Kept {
  readonly stack: string;
  readonly view: View;
}

/** The network map's page: picture, list, panel and toolbar around one selection. */
export class App {
  readonly #host: Host;
  readonly #toolbar: Toolbar;
  readonly #canvas: Canvas;
  readonly #list: List;
  readonly #panel: SidePanel;
  readonly #tooltip = new Tooltip();
  readonly #legend = new Legend();
  readonly #message = element('section', { class: 'message', role: 'status' }, 'Reading the manifests…');
  /** Says to screen readers what is selected. */
  readonly #live = element('p', { class: 'live', 'aria-live': 'polite' });
  readonly #stage = element('div', { class: 'stage' });
  #scene: Scene | undefined;
  /** Selected nodes, the current one last; Escape goes back. */
  #trail: string[] = [];
  #found: readonly string[] = [];

  constructor(root: HTMLElement, host: Host) {
    this.#host = host;
    this.#canvas = new Canvas({
      select: (id) => this.#select(id),
      open: (id) => this.#open(id),
      hover: (id) => this.#hover(id),
      moved: () => {
        this.#tooltip.hide();
        this.#keep();
      },
    });
    this.#list = new List({ select: (id) => this.#select(id, false), open: (id) => this.#open(id) });
    this.#panel = new SidePanel(
      {
        open: ({ file, range }) => host.send({ type: 'open', file, range }),
        select: (id) => this.#select(id),
      },
      host.canOpen,
    );
    this.#toolbar = new Toolbar({
      search: (text) => this.#search(text),
      next: () => this.#next(),
      stack: (name) => host.send({ type: 'stack', name }),
      fit: () => this.#canvas.fit(),
      zoom: (factor) => this.#canvas.zoomBy(factor),
      list: () => this.#toggleList(),
      export: (format) => this.#export(format),
    });
    this.#list.root.hidden = true;
    this.#stage.append(this.#canvas.svg, this.#legend.root, this.#list.root, this.#tooltip.root, this.#message);
    root.append(this.#toolbar.root, this.#stage, this.#panel.root, this.#live);
    this.#panel.show(undefined, undefined);
    document.addEventListener('keydown', (event) => this.#key(event));
    host.listen((message) => this.#receive(message));
    host.send({ type: 'ready' });
  }

  #receive(message: MapToWebview): void {
    if (message.type === 'empty') this.#say(message.message);
    else if (message.type === 'focus') this.#follow(message.file, message.line);
    else {
      const before = this.#scene;
      const scene = makeScene(message.model, before);
      this.#scene = scene;
      this.#toolbar.showStacks(message.stack, message.stacks);
      this.#message.hidden = true;
      if (scene.model.nodes.length === 0)
        this.#say(
          `The stack "${message.stack}" holds no Service, workload, Ingress, Gateway or route.`,
          ...(message.stacks.length > 1 ? ['Choose another stack above.'] : []),
        );
      this.#list.show(scene);
      this.#legend.show(scene.model);
      const kept = before === undefined ? (this.#host.state() as Kept | undefined) : undefined;
      const isKept = kept?.stack === message.stack && typeof kept.view?.k === 'number';
      this.#canvas.show(scene, !isKept && before?.model.stack !== message.stack);
      if (isKept) this.#canvas.restore(kept.view);
      this.#trail = this.#trail.filter((id) => scene.index.byId.has(id));
      this.#show();
    }
  }

  /** Says why nothing is drawn, and what would be. */
  #say(...reasons: readonly string[]): void {
    this.#message.replaceChildren(
      element('h2', {}, 'Nothing to draw yet'),
      ...reasons.map((reason) => element('p', {}, reason)),
      element(
        'p',
        { class: 'muted' },
        'The map shows Services, the workloads that they select, Ingresses, Gateways and routes from the .yaml, .yml and ' +
          '.json files of the folder. Add a manifest and it appears here.',
      ),
    );
    this.#message.hidden = false;
  }

  #select(id: string | undefined, reveal = true): void {
    if (id === undefined) this.#trail = [];
    else if (this.#trail.at(-1) !== id) this.#trail.push(id);
    if (id !== undefined && reveal) this.#canvas.reveal(id);
    this.#show();
    const node = id === undefined ? undefined : this.#scene?.index.byId.get(id);
    this.#live.textContent = node === undefined ? '' : describeNode(node);
  }

  #show(): void {
    const id = this.#trail.at(-1);
    this.#canvas.mark(id);
    this.#panel.show(this.#scene, id);
  }

  #open(id: string): void {
    const place = this.#scene?.index.byId.get(id)?.place;
    if (place !== undefined) this.#host.send({ type: 'open', file: place.file, range: place.range });
  }

  #follow(file: string, line: number): void {
    const node = this.#scene === undefined ? undefined : nodeAtLine(this.#scene, file, line);
    if (node !== undefined && node.id !== this.#trail.at(-1)) this.#select(node.id);
  }

  #hover(id: string | undefined): void {
    const node = id === undefined ? undefined : this.#scene?.index.byId.get(id);
    if (node === undefined) this.#tooltip.hide();
    else this.#tooltip.show(node, () => this.#canvas.placeOf(node.id));
  }

  #search(text: string): void {
    const found = this.#scene === undefined ? [] : search(this.#scene, text);
    this.#found = found.map(({ id }) => id);
    this.#canvas.markFound(text.trim() === '' ? undefined : new Set(this.#found));
    if (this.#found[0] !== undefined) this.#select(this.#found[0]);
    this.#count(text);
  }

  #count(text: string): void {
    const at = this.#found.indexOf(this.#trail.at(-1) ?? '') + 1;
    const count = this.#found.length;
    this.#toolbar.showCount(text.trim() === '' ? '' : count === 0 ? 'none found' : `${at} of ${count}`);
  }

  #next(): void {
    const at = this.#found.indexOf(this.#trail.at(-1) ?? '');
    const next = this.#found[(at + 1) % Math.max(1, this.#found.length)];
    if (next !== undefined) this.#select(next);
    this.#count('…');
  }

  #toggleList(): void {
    const on = this.#list.root.hidden === true;
    this.#list.root.hidden = !on;
    this.#canvas.svg.classList.toggle('hidden', on);
    this.#legend.root.classList.toggle('hidden', on);
    this.#toolbar.showList(on);
    if (on) this.#list.focus();
    else this.#canvas.svg.focus();
  }

  #export(format: ExportFormat): void {
    const scene = this.#scene;
    if (scene === undefined) return;
    const { model, layout } = scene;
    const writers = {
      svg: () => toSvg(model, layout, lightTheme),
      mermaid: () => toMermaid(model),
      dot: () => toDot(model),
      json: () => toJson(model, layout),
    };
    this.#host.send({ type: 'export', format, content: writers[format]() });
  }

  #keep(): void {
    if (this.#scene === undefined) return;
    const kept: Kept = { stack: this.#scene.model.stack, view: this.#canvas.view };
    this.#host.keep(kept);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    const selected = this.#trail.at(-1);
    if (key === '/') this.#toolbar.focusSearch();
    else if (key === 'f') this.#canvas.fit();
    else if (key === '+' || key === '=') this.#canvas.zoomBy(1.3);
    else if (key === '-') this.#canvas.zoomBy(1 / 1.3);
    else if (key === 'l') this.#toggleList();
    else if (key === 'Escape') {
      this.#trail.pop();
      this.#show();
    } else if (target instanceof HTMLButtonElement) return;
    else if (key === 'Enter' && selected !== undefined) this.#open(selected);
    else if (key.startsWith('Arrow') && this.#scene !== undefined)
      this.#select(neighbour(this.#scene, selected, key) ?? selected);
    else return;
    event.preventDefault();
  }
}
