import type { MapEdge, Verdict } from '../core/map/model.ts';
import type { WirePlace } from '../core/map/wire.ts';
import { element } from './dom.ts';
import { nameNode, type Scene, type SceneNode } from './scene.ts';

/** Where the panel's links lead. */
export interface PanelEvents {
  open(place: WirePlace): void;
  select(id: string): void;
}

/** Places beneath a line of the panel; of more the last ones decide. */
const mostPlaces = 3;

/** Broken connections that are listed one by one. */
const mostBroken = 50;

const lineSigns: Readonly<Record<Verdict, string>> = { ok: '', degraded: '! ', broken: '✗ ', unknown: '? ' };

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
      element('p', { class: 'muted' }, nameNode(node)),
      ...this.#within(scene, node),
      ...node.explanation.map((line) => element('p', {}, line)),
    ];
    if (node.reason !== undefined) {
      const tone = node.verdict === 'unknown' ? 'muted' : node.verdict;
      parts.push(element('p', { class: tone }, `${tone === 'muted' ? '?' : '✗'} ${node.reason}`));
    }
    parts.push(...(node.shield?.evidence ?? []).map((place) => this.#placeLink(place)));
    if (node.place !== undefined) parts.push(this.#placeLink(node.place));
    if (node.findings.length > 0)
      parts.push(element('h3', {}, 'Findings'), element('ul', { class: 'plain' }, ...findingItems(node)));
    const connections = this.#connections(scene, node);
    if (connections.length > 0)
      parts.push(element('h3', {}, 'Connections'), element('ul', { class: 'plain' }, ...connections));
    return parts;
  }

  /** What it is part of, from the inside out. */
  #within(scene: Scene, node: SceneNode): readonly Node[] {
    const links: (Node | string)[] = [];
    let outer = node.parent === undefined ? undefined : scene.index.byId.get(node.parent);
    while (outer !== undefined) {
      links.push(links.length === 0 ? 'in ' : ' · ', this.#nodeLink(outer, ''));
      outer = outer.parent === undefined ? undefined : scene.index.byId.get(outer.parent);
    }
    return links.length === 0 ? [] : [element('p', { class: 'muted' }, ...links)];
  }

  #overview(scene: Scene | undefined): readonly Node[] {
    if (scene === undefined || scene.model.nodes.length === 0) return [];
    const wrong = scene.model.nodes.filter(
      ({ findings, kind }) =>
        findings.some(({ severity }) => severity === 'error') &&
        (kind === 'service' || kind === 'entry' || kind === 'workload'),
    );
    const broken = this.#broken(scene, new Set(wrong));
    const parts: Node[] = [];
    if (wrong.length > 0)
      parts.push(
        element('h2', {}, 'Wired wrongly'),
        element('ul', { class: 'plain' }, ...wrong.map((node) => this.#wrong(node))),
      );
    if (broken.length > 0)
      parts.push(
        element('h2', {}, `Broken connections: ${broken.length}`),
        element('ul', { class: 'plain' }, ...broken.slice(0, mostBroken)),
        ...(broken.length > mostBroken
          ? [element('p', { class: 'muted' }, `and ${broken.length - mostBroken} more`)]
          : []),
      );
    if (parts.length === 0) parts.push(element('h2', {}, 'No errors'));
    const keys = [
      ['arrows', 'move'],
      ['Enter', this.#canOpen ? 'open the source' : 'select'],
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
    return [...parts, element('h3', {}, 'Keys'), element('dl', {}, ...rows)];
  }

  #wrong(node: SceneNode): HTMLElement {
    const [worst] = node.findings;
    const words = worst === undefined ? '' : `${worst.code} ${worst.message}`;
    return element('li', {}, this.#nodeLink(node, '✗ '), element('p', { class: 'muted short' }, words));
  }

  /** Lines that break where nothing that stands under the findings is an end of them: those are their consequences. */
  #broken(scene: Scene, wrong: ReadonlySet<SceneNode>): readonly HTMLElement[] {
    return scene.model.edges.flatMap(({ kind, from, to, verdict, reason = '' }) => {
      if (verdict !== 'broken' || kind === 'selects') return [];
      const [source, target] = [scene.index.cardOf(from), scene.index.cardOf(to)];
      if (source === undefined || target === undefined || wrong.has(source) || wrong.has(target)) return [];
      const ends = [this.#nodeLink(source, '✗ '), ' → ', this.#nodeLink(target, '')];
      return [element('li', {}, ...ends, element('p', { class: 'muted short' }, reason))];
    });
  }

  #connections(scene: Scene, node: SceneNode): readonly HTMLElement[] {
    const ids = [node.id, ...scene.index.children(node.id).map(({ id }) => id)];
    const lines = ids.flatMap((id) =>
      scene.index.edgesOf(id).map((edge) => {
        const { from, to, verdict } = edge;
        const other = from === id ? to : from;
        const shown = scene.index.byId.get(other);
        const card = scene.index.cardOf(other);
        // That containers of one pod share a network the card says.
        if (shown === undefined || card === undefined || shown.kind === 'container') return undefined;
        const own = id === node.id ? '' : `${scene.index.byId.get(id)?.label ?? ''} `;
        const text = `${own}${from === id ? '→' : '←'} ${lineSigns[verdict]}`;
        const link = this.#nodeLink(shown, '', card === shown ? '' : ` of ${card.label}`);
        return element('li', {}, text, link, ...this.#why(edge));
      }),
    );
    return lines.filter((line) => line !== undefined);
  }

  /** What says so, why a line is as it is, and the places that it follows from. */
  #why({ kind, label, verdict, reason, evidence }: MapEdge<WirePlace>): readonly HTMLElement[] {
    const says = kind === 'calls' || kind === 'localhost' ? [element('p', { class: 'muted' }, label)] : [];
    if (reason === undefined) return says;
    const tone = verdict === 'broken' ? 'broken' : 'muted';
    return [
      ...says,
      element('p', { class: tone }, reason),
      ...evidence.slice(-mostPlaces).map((place) => this.#placeLink(place)),
    ];
  }

  #nodeLink(node: SceneNode, before: string, after = ''): HTMLElement {
    const button = element('button', { class: 'link', type: 'button' }, `${before}${node.label}${after}`);
    button.addEventListener('click', () => this.#events.select(node.id));
    return button;
  }

  #placeLink(place: WirePlace): HTMLElement {
    const line = place.range.start.line + 1;
    if (!this.#canOpen) return element('p', {}, element('code', {}, `${decode(place.file)}:${line}`));
    const name = decode(place.file.slice(place.file.lastIndexOf('/') + 1));
    const button = element('button', { class: 'link', type: 'button' }, `Open ${name}:${line}`);
    button.addEventListener('click', () => this.#events.open(place));
    return element('p', {}, button);
  }
}

/** A node's findings as items of a list, worst first. */
export function findingItems({ findings }: SceneNode): readonly HTMLElement[] {
  return findings.map(({ code, severity, message }) =>
    element('li', { class: `finding ${severity}` }, `${signs[severity]} ${code} ${message}`),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
