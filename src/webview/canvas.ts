import { select } from 'd3-selection';
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import { type Detail, drawEdge, drawNode, drawSummary, type Shape } from '../core/map/draw.ts';
import type { Box, MapKind } from '../core/map/model.ts';
import { svgElement } from './dom.ts';
import { type Line, Lines, toLine } from './lines.ts';
import {
  contains,
  describeNode,
  detailAt,
  isDrawnAt,
  middleOf,
  type Scene,
  type SceneNode,
  touches,
  widened,
} from './scene.ts';
import { toSvgElement } from './shapes.ts';

/** What a user did in the picture. */
export interface CanvasEvents {
  select(id: string | undefined): void;
  open(id: string): void;
  /** The pointer rests on a node, or on none. */
  hover(id: string | undefined): void;
  moved(): void;
}

/** A part of the map that is shown. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

const layers: readonly (readonly MapKind[])[] = [
  ['namespace'],
  ['workload', 'container'],
  ['service', 'entry', 'internet', 'external'],
  ['row', 'port', 'containerPort'],
];

/** The zoom below which a map is not opened. */
const readable = 0.6;

/** Height of the strip at the bottom in which the legend stands, in CSS pixels. */
const legendRoom = 48;

/** What is in the document of a node, and what it was drawn from. */
interface Drawn {
  readonly group: SVGGElement;
  readonly of: Box;
  readonly detail: Detail;
}

const none: readonly Line[] = [];

interface Shown {
  readonly of: Scene | undefined;
  readonly detail: Detail;
  readonly region: Box;
  readonly lines: readonly Line[];
}

/** The picture: draws what is visible, at the detail that the zoom allows. */
export class Canvas {
  readonly svg = svgElement('svg', { class: 'canvas', tabindex: 0, role: 'application', 'aria-label': 'Network map' });
  readonly #viewport = svgElement('g');
  readonly #layers: readonly SVGGElement[];
  /** Below the namespaces: far out, only the stretches between them are of interest. */
  readonly #summaries = new Lines();
  readonly #edges = new Lines();
  readonly #zoom: ZoomBehavior<SVGSVGElement, unknown>;
  #scene: Scene | undefined;
  #selected: string | undefined;
  #hovered: string | undefined;
  #found: ReadonlySet<string> | undefined;
  #transform: ZoomTransform = zoomIdentity;
  #frame = 0;
  /** Groups that are in the document, by node. */
  readonly #drawn = new Map<string, Drawn>();
  /** Lines of the scene that were drawn once. */
  readonly #lines = new Map<string, Line>();
  /** The lines that are in the document, and for which part of which scene they were chosen. */
  #shown: Shown = { of: undefined, detail: 'far', region: { x: 0, y: 0, width: 0, height: 0 }, lines: [] };

  constructor(events: CanvasEvents) {
    this.#layers = layers.map(() => svgElement('g'));
    this.#viewport.append(this.#summaries.root, ...this.#layers, this.#edges.root);
    this.svg.append(this.#viewport);
    this.#zoom = zoom<SVGSVGElement, unknown>()
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
    this.svg.addEventListener('pointerover', ({ target }) => this.#hover(idOf(target), events));
    this.svg.addEventListener('pointerleave', () => this.#hover(undefined, events));
    new ResizeObserver(() => this.#schedule()).observe(this.svg);
  }

  /** Draws a map; `fit` shows all of it, or as much of it as can be read. */
  show(scene: Scene, fit: boolean): void {
    this.#scene = scene;
    this.#lines.clear();
    const { x, y, width, height } = scene.layout.bounds;
    // Neither so far out nor so far away that nothing is left to see.
    this.#zoom.scaleExtent([Math.max(0.02, Math.min(0.4, this.#fitting(scene.layout.bounds) / 2)), 3]).translateExtent([
      [x - width - 400, y - height - 400],
      [x + 2 * width + 400, y + 2 * height + 400],
    ]);
    if (fit) this.#open();
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

  /** Marks what a search found, and the rest as what it did not; `undefined` when nothing is searched. */
  markFound(found: ReadonlySet<string> | undefined): void {
    this.#found = found;
    this.svg.classList.toggle('searching', found !== undefined);
    this.#draw();
  }

  /** Shows the whole map. */
  fit(): void {
    const bounds = this.#scene?.layout.bounds;
    if (bounds === undefined || bounds.width === 0) return;
    const { width, height } = this.#size();
    const k = Math.max(0.02, this.#fitting(bounds));
    this.restore({
      x: (width - bounds.width * k) / 2 - bounds.x * k,
      y: (height - legendRoom - bounds.height * k) / 2 - bounds.y * k,
      k,
    });
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

  /** Where a node is in the window, in CSS pixels from the picture's corner. */
  placeOf(id: string): Box | undefined {
    const box = this.#scene?.layout.boxes.get(id);
    if (box === undefined) return undefined;
    const [x, y] = this.#transform.apply([box.x, box.y]);
    return { x, y, width: box.width * this.#transform.k, height: box.height * this.#transform.k };
  }

  /** The part that is shown, for keeping. */
  get view(): View {
    const { x, y, k } = this.#transform;
    return { x, y, k };
  }

  /** Shows a part that was kept. */
  restore({ x, y, k }: View): void {
    this.#zoom.transform(select(this.svg), zoomIdentity.translate(x, y).scale(k));
  }

  /** Where all of it is too small to be read, its beginning is worth more. */
  #open(): void {
    const bounds = this.#scene?.layout.bounds;
    if (bounds === undefined || this.#fitting(bounds) >= readable) this.fit();
    else this.restore({ x: 16 - bounds.x * readable, y: 16 - bounds.y * readable, k: readable });
  }

  #fitting(bounds: Box): number {
    const { width, height } = this.#size();
    return Math.min(1.1, (width - 40) / bounds.width, (height - legendRoom - 40) / bounds.height);
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

  #hover(id: string | undefined, events: CanvasEvents): void {
    if (id === this.#hovered) return;
    this.#hovered = id;
    this.#schedule();
    events.hover(id);
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
    const window = this.#window();
    const seen = widened(window, 80 / this.#transform.k);
    const visible = scene.model.nodes.filter(({ id }) => {
      const box = scene.layout.boxes.get(id);
      return box !== undefined && touches(box, seen);
    });
    const detail = detailAt(this.#transform.k, visible);
    const keep = new Set<string>();
    for (const node of visible) {
      if (!isDrawnAt(node.kind, detail)) continue;
      keep.add(node.id);
      this.#drawNode(node, scene, detail);
    }
    for (const [id, { group }] of this.#drawn)
      if (!keep.has(id)) {
        group.remove();
        this.#drawn.delete(id);
      }
    const near = this.#markAll(scene);
    this.#chooseLines(scene, detail, window);
    const { lines, region } = this.#shown;
    this.#summaries.draw(detail === 'far' ? lines : none, region, near);
    this.#edges.draw(detail === 'far' ? none : lines, region, near);
  }

  #drawNode(node: SceneNode, scene: Scene, detail: Detail): void {
    const box = scene.layout.boxes.get(node.id);
    const known = this.#drawn.get(node.id);
    // A node that is the same may stand elsewhere now: layouts are new with each map.
    if (box === undefined || (known?.of === box && known.detail === detail)) return;
    const group = svgElement('g', { class: `node ${node.kind}`, role: 'img', 'aria-label': describeNode(node) });
    group.id = `node-${node.id}`;
    group.dataset.id = node.id;
    group.append(...drawNode(node, box, scene.index, detail).map(toSvgElement));
    if (known === undefined) this.#layers[layers.findIndex((kinds) => kinds.includes(node.kind))]?.append(group);
    else known.group.replaceWith(group);
    this.#drawn.set(node.id, { group, of: box, detail });
  }

  /** Lines of what the window shows and of as much around it, so that moving on costs nothing for a while. */
  #chooseLines(scene: Scene, detail: Detail, window: Box): void {
    const { of, detail: before, region } = this.#shown;
    // Zooming in leaves a region that is far too large.
    const fits = contains(region, window) && region.width < 5 * window.width;
    if (of === scene && before === detail && (detail === 'far' || fits)) return;
    const around = detail === 'far' ? scene.layout.bounds : widened(window, Math.max(window.width, window.height) / 2);
    const lines = detail === 'far' ? this.#summaryLines(scene) : this.#edgeLines(scene, detail, around);
    this.#shown = { of: scene, detail, region: widened(around, 50), lines };
  }

  #edgeLines(scene: Scene, detail: Detail, region: Box): readonly Line[] {
    const lines: Line[] = [];
    for (const edge of scene.model.edges) {
      const d = scene.layout.routes.get(edge.id);
      // Between cards that show their names only, the lines inside a unit say nothing.
      if (
        d === undefined ||
        (detail === 'middle' && (edge.kind === 'localhost' || (edge.kind === 'selects' && edge.verdict !== 'broken')))
      )
        continue;
      const line = this.#line(edge.id, () => drawEdge(edge, d));
      if (line !== undefined && touches(line.strokes.extent, region)) lines.push(line);
    }
    return lines;
  }

  #summaryLines({ summary }: Scene): readonly Line[] {
    return summary.flatMap((line) => this.#line(line.id, () => [drawSummary(line)]) ?? []);
  }

  #line(id: string, draw: () => readonly Shape[]): Line | undefined {
    const line = this.#lines.get(id) ?? toLine(id, draw());
    if (line !== undefined) this.#lines.set(id, line);
    return line;
  }

  /** Marks what is selected and found, and what the selected or hovered is connected to; ids of the lines among that. */
  #markAll(scene: Scene): ReadonlySet<string> {
    const near = new Set<string>();
    for (const id of [this.#selected, this.#hovered]) {
      if (id === undefined) continue;
      for (const inner of [id, ...scene.index.children(id).map((child) => child.id)])
        for (const edge of scene.index.edgesOf(inner)) near.add(edge.id).add(edge.from).add(edge.to);
      for (const line of scene.summary) if (line.from === id || line.to === id) near.add(line.id);
    }
    for (const [id, { group }] of this.#drawn) {
      group.classList.toggle('selected', id === this.#selected);
      group.classList.toggle('near', near.has(id) && id !== this.#selected);
      group.classList.toggle('found', this.#found?.has(id) ?? false);
    }
    return near;
  }

  /** What the window shows, in map units. */
  #window(): Box {
    const { width, height } = this.#size();
    const [x, y] = this.#transform.invert([0, 0]);
    return { x, y, width: width / this.#transform.k, height: height / this.#transform.k };
  }
}

function idOf(target: EventTarget | null): string | undefined {
  const group = target instanceof Element ? target.closest<SVGGElement>('[data-id]') : null;
  return group?.dataset.id;
}
