import type { WirePlace } from '../core/map/wire.ts';
import { element } from './dom.ts';
import { describeNode, type Scene, type SceneNode } from './scene.ts';

/** Where the panel's links lead. */
export interface PanelEvents {
  open(place: WirePlace): void;
  select(id: string): void;
}

const signs = { error: '✗', warning: '!', info: 'i', hint: '·' } as const;

/** The panel beside the picture: what is selected, what is wrong with it, what it is connected to. */
export class SidePanel {
  readonly root = element('aside', { class: 'panel', 'aria-label': 'Selected object' });
  readonly #events: PanelEvents;
  readonly #canOpen: boolean;

  constructor(events: PanelEvents, canOpen: boolean) {
    this.#events = events;
    this.#canOpen = canOpen;
  }

  /** Shows a node, or how to use the map when none is selected. */
  show(scene: Scene | undefined, id: string | undefined): void {
    const node = id === undefined ? undefined : scene?.index.byId.get(id);
    if (scene === undefined || node === undefined) this.root.replaceChildren(...this.#overview(scene));
    else this.root.replaceChildren(...this.#node(scene, node));
  }

  #node(scene: Scene, node: SceneNode): readonly Node[] {
    const parts: Node[] = [
      element('h2', {}, node.label),
      element('p', { class: 'muted' }, describeNode(node)),
      ...node.explanation.map((line) => element('p', {}, line)),
    ];
    if (node.reason !== undefined) parts.push(element('p', { class: 'broken' }, `✗ ${node.reason}`));
    if (node.place !== undefined) parts.push(this.#placeLink(node.place));
    if (node.findings.length > 0) parts.push(element('h3', {}, 'Findings'), this.#findings(node));
    const connections = this.#connections(scene, node);
    if (connections.length > 0)
      parts.push(element('h3', {}, 'Connections'), element('ul', { class: 'plain' }, ...connections));
    return parts;
  }

  #overview(scene: Scene | undefined): readonly Node[] {
    const broken =
      scene?.model.nodes.filter(
        ({ findings, kind }) =>
          findings.some(({ severity }) => severity === 'error') &&
          (kind === 'service' || kind === 'entry' || kind === 'workload'),
      ) ?? [];
    const parts: Node[] = [];
    if (broken.length > 0)
      parts.push(
        element('h2', {}, 'What does not meet'),
        element('ul', { class: 'plain' }, ...broken.map((node) => element('li', {}, this.#nodeLink(node, '✗ ')))),
      );
    else if (scene !== undefined) parts.push(element('h2', {}, 'Everything meets'));
    const keys = [
      ['arrows', 'move'],
      ['Enter', this.#canOpen ? 'open the source' : 'show'],
      ['/', 'search'],
      ['f', 'fit'],
      ['+ −', 'zoom'],
      ['l', 'list'],
      ['Esc', 'back'],
    ];
    const rows = keys.flatMap(([key = '', meaning = '']) => [
      element('dt', {}, element('kbd', {}, key)),
      element('dd', {}, meaning),
    ]);
    return [...parts, element('h3', {}, 'Keys'), element('dl', {}, ...rows), legend()];
  }

  #findings(node: SceneNode): HTMLElement {
    const items = node.findings.map(({ code, severity, message }) =>
      element('li', { class: `finding ${severity}` }, `${signs[severity]} ${code} ${message}`),
    );
    return element('ul', { class: 'plain' }, ...items);
  }

  #connections(scene: Scene, node: SceneNode): readonly HTMLElement[] {
    const ids = [node.id, ...scene.index.children(node.id).map(({ id }) => id)];
    const lines = ids.flatMap((id) =>
      scene.index.edgesOf(id).map(({ kind, from, to, verdict }) => {
        const other = from === id ? to : from;
        const shown = scene.index.byId.get(other);
        const card = scene.index.cardOf(other);
        if (kind === 'localhost' || shown === undefined || card === undefined) return undefined;
        const sign = verdict === 'broken' ? '✗ ' : verdict === 'unknown' ? '? ' : '';
        const own = id === node.id ? '' : `${scene.index.byId.get(id)?.label ?? ''} `;
        const text = `${own}${from === id ? '→' : '←'} ${sign}`;
        return element('li', {}, text, this.#nodeLink(shown, '', card === shown ? '' : ` of ${card.label}`));
      }),
    );
    return lines.filter((line) => line !== undefined);
  }

  #nodeLink(node: SceneNode, before: string, after = ''): HTMLElement {
    const button = element('button', { class: 'link', type: 'button' }, `${before}${node.label}${after}`);
    button.addEventListener('click', () => this.#events.select(node.id));
    return button;
  }

  #placeLink(place: WirePlace): HTMLElement {
    const name = place.file.slice(place.file.lastIndexOf('/') + 1);
    const text = `${decode(name)}:${place.range.start.line + 1}`;
    if (!this.#canOpen)
      return element('p', {}, element('code', {}, `${decode(place.file)}:${place.range.start.line + 1}`));
    const button = element('button', { class: 'link', type: 'button' }, `Open ${text}`);
    button.addEventListener('click', () => this.#events.open(place));
    return element('p', {}, button);
  }
}

function legend(): HTMLElement {
  const item = (sign: string, meaning: string) => [element('dt', {}, sign), element('dd', {}, meaning)];
  return element(
    'dl',
    { class: 'legend' },
    ...item('●', 'port that a Service sends to'),
    ...item('○', 'port that no Service uses'),
    ...item('——', 'routes, selects'),
    ...item('- - ✗', 'does not meet'),
    ...item('···', 'localhost, inside one pod'),
    ...item('×3', 'pods of one workload'),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
