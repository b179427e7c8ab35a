import { select } from 'd3-selection';
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import { type Detail, drawEdge, drawNode } from '../core/map/draw.ts';
import type { Box, MapEdge, MapKind } from '../core/map/model.ts';
import { svgElement } from './dom.ts';
import { describeNode, middleOf, type Scene, type SceneNode } from './scene.ts';
import { toSvgElement } from './shapes.ts';

/** What a user did in the picture. */
export interface CanvasEvents {
  select(id: string | undefined): void;
  open(id: string): void;
  moved(): void;
}

/** What is drawn at each level of detail. */
const middleKinds: ReadonlySet<MapKind> = new Set([
  'namespace',
  'internet',
  'external',
  'entry',
  'service',
  'workload',
]);
const farKinds: ReadonlySet<MapKind> = new Set(['namespace', 'internet', 'external']);
const layers: readonly (readonly MapKind[])[] = [
  ['namespace'],
  ['workload', 'container'],
  ['service', 'entry', 'internet', 'external'],
  ['row', 'port', 'containerPort'],
];

/** The zoom below which a map is not opened. */
const readable = 0.55;

/** The picture: draws what is visible, at the detail that the zoom allows. */
export class Canvas {
  readonly svg = svgElement('svg', { class: 'canvas', tabindex: 0, role: 'application', 'aria-label': 'Network map' });
  readonly #viewport = svgElement('g');
  readonly #layers: readonly SVGGElement[];
  readonly #edges = svgElement('g', { class: 'edges' });
  readonly #zoom: ZoomBehavior<SVGSVGElement, unknown>;
  #scene: Scene | undefined;
  #selected: string | undefined;
  #transform: ZoomTransform = zoomIdentity;
  #frame = 0;
  /** Groups that are in the document, by node or edge; with the detail they were drawn at. */
  readonly #drawn = new Map<string, { readonly group: SVGGElement; readonly of: unknown; readonly detail: Detail }>();

  constructor(events: CanvasEvents) {
    this.#layers = layers.map(() => svgElement('g'));
    this.#viewport.append(...this.#layers, this.#edges);
    this.svg.append(this.#viewport);
    this.#zoom = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.02, 3])
      // A plain wheel pans, as everywhere in an editor; with Ctrl (or a pinch) it zooms.
      .filter((event: MouseEvent) => (event.type !== 'wheel' || event.ctrlKey) && event.button !== 2)
      .on('zoom', ({ transform }: { transform: ZoomTransform }) => {
        this.#transform = transform;
        this.#schedule();
        events.moved();
      });
    select(this.svg).call(this.#zoom).on('dblclick.zoom', null);
    this.svg.addEventListener('wheel', (event) => this.#pan(event), { passive: false });
    this.svg.addEventListener('click', (event) => events.select(idOf(event.target)));
    this.svg.addEventListener('dblclick', (event) => {
      const id = idOf(event.target);
      if (id !== undefined) events.open(id);
    });
    new ResizeObserver(() => this.#schedule()).observe(this.svg);
  }

  /** Draws a map; `fit` shows all of it, or as much of it as can be read. */
  show(scene: Scene, fit: boolean): void {
    this.#scene = scene;
    if (fit) this.fit();
    // Where all of it is too small to be read, its beginning is worth more.
    if (fit && this.#transform.k < readable) this.restore({ x: 12, y: 12, k: readable });
    this.#draw();
  }

  /** Marks a node, and what it is connected to. */
  mark(id: string | undefined): void {
    this.#selected = id;
    this.#draw();
    const group = id === undefined ? undefined : this.#drawn.get(id)?.group;
    if (group === undefined) this.svg.removeAttribute('aria-activedescendant');
    else this.svg.setAttribute('aria-activedescendant', group.id);
  }

  /** Shows the whole map. */
  fit(): void {
    const { width, height } = this.#size();
    const layout = this.#scene?.layout;
    if (layout === undefined || layout.width === 0) return;
    const scale = Math.min(1.1, (width - 48) / layout.width, (height - 48) / layout.height);
    const x = (width - layout.width * scale) / 2;
    const y = (height - layout.height * scale) / 2;
    this.restore({ x, y, k: Math.max(scale, 0.02) });
  }

  /** Zooms about the middle. */
  zoomBy(factor: number): void {
    this.#zoom.scaleBy(select(this.svg), factor);
  }

  /** Moves so that a node can be seen; not at all when it can. */
  reveal(id: string): void {
    const box = this.#scene?.layout.boxes.get(id);
    if (box === undefined) return;
    const { width, height } = this.#size();
    const [left, top] = this.#transform.apply([box.x, box.y]);
    const [right, bottom] = this.#transform.apply([box.x + box.width, box.y + box.height]);
    if (this.#transform.k >= 0.5 && left >= 0 && top >= 0 && right <= width && bottom <= height) return;
    const k = Math.max(this.#transform.k, 0.8);
    const { x, y } = middleOf(box);
    this.restore({ x: width / 2 - x * k, y: height / 2 - y * k, k });
  }

  /** The part that is shown, for keeping. */
  get view(): { readonly x: number; readonly y: number; readonly k: number } {
    const { x, y, k } = this.#transform;
    return { x, y, k };
  }

  /** Shows a part that was kept. */
  restore({ x, y, k }: { readonly x: number; readonly y: number; readonly k: number }): void {
    this.#zoom.transform(select(this.svg), zoomIdentity.translate(x, y).scale(k));
  }

  #size(): { width: number; height: number } {
    return { width: this.svg.clientWidth || 800, height: this.svg.clientHeight || 600 };
  }

  #pan(event: WheelEvent): void {
    if (event.ctrlKey) return;
    event.preventDefault();
    const { k } = this.#transform;
    const [dx, dy] = event.shiftKey ? [event.deltaY, event.deltaX] : [event.deltaX, event.deltaY];
    this.#zoom.translateBy(select(this.svg), -dx / k, -dy / k);
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const scene = this.#scene;
    this.#viewport.setAttribute('transform', this.#transform.toString());
    if (scene === undefined) return;
    const { k } = this.#transform;
    const detail: Detail = k < 0.18 ? 'far' : k < 0.4 ? 'middle' : 'near';
    const isVisible = this.#visibility();
    const keep = new Set<string>();
    for (const node of scene.model.nodes) {
      if (detail === 'far' && !farKinds.has(node.kind)) continue;
      if (detail === 'middle' && !middleKinds.has(node.kind)) continue;
      const box = scene.layout.boxes.get(node.id);
      if (box === undefined || !isVisible(box)) continue;
      keep.add(node.id);
      this.#drawNode(node, box, scene, detail);
    }
    if (detail !== 'far')
      for (const edge of scene.model.edges) if (this.#drawEdge(edge, scene, detail, isVisible)) keep.add(edge.id);
    for (const [id, { group }] of this.#drawn)
      if (!keep.has(id)) {
        group.remove();
        this.#drawn.delete(id);
      }
    this.#markAll(scene);
  }

  #drawNode(node: SceneNode, box: Box, scene: Scene, detail: Detail): void {
    const known = this.#drawn.get(node.id);
    if (known?.of === node && known.detail === detail) return;
    const group = svgElement('g', { class: `node ${node.kind}`, role: 'img', 'aria-label': describeNode(node) });
    group.id = `node-${node.id}`;
    group.dataset.id = node.id;
    group.append(...drawNode(node, box, scene.index, detail).map(toSvgElement));
    if (known === undefined) this.#layers[layers.findIndex((kinds) => kinds.includes(node.kind))]?.append(group);
    else known.group.replaceWith(group);
    this.#drawn.set(node.id, { group, of: node, detail });
  }

  #drawEdge(edge: MapEdge<unknown>, scene: Scene, detail: Detail, isVisible: (box: Box) => boolean): boolean {
    const d = scene.layout.routes.get(edge.id);
    const from = scene.layout.boxes.get(edge.from);
    const to = scene.layout.boxes.get(edge.to);
    if (d === undefined || from === undefined || to === undefined) return false;
    if (detail === 'middle' && edge.kind === 'localhost') return false;
    if (!isVisible(around(from, to))) return false;
    const known = this.#drawn.get(edge.id);
    if (known?.of === edge) return true;
    const group = svgElement('g', { class: 'link', 'aria-hidden': 'true' });
    group.append(...drawEdge(edge, d).map(toSvgElement));
    if (known === undefined) this.#edges.append(group);
    else known.group.replaceWith(group);
    this.#drawn.set(edge.id, { group, of: edge, detail });
    return true;
  }

  #markAll(scene: Scene): void {
    const selected = this.#selected;
    const edges = selected === undefined ? [] : scene.index.edgesOf(selected);
    const near = new Set(edges.flatMap(({ id, from, to }) => [id, from, to]));
    for (const [id, { group }] of this.#drawn) {
      group.classList.toggle('selected', id === selected);
      group.classList.toggle('near', near.has(id) && id !== selected);
    }
  }

  /** Whether a box lies in what the window shows, and a little around. */
  #visibility(): (box: Box) => boolean {
    const { width, height } = this.#size();
    const [left, top] = this.#transform.invert([-80, -80]);
    const [right, bottom] = this.#transform.invert([width + 80, height + 80]);
    return (box) => box.x <= right && box.x + box.width >= left && box.y <= bottom && box.y + box.height >= top;
  }
}

function around(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

function idOf(target: EventTarget | null): string | undefined {
  const group = target instanceof Element ? target.closest<SVGGElement>('[data-id]') : null;
  return group?.dataset.id;
}
