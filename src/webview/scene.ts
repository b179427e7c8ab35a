import { plural } from '../core/map/captions.ts';
import type { Detail } from '../core/map/draw.ts';
import { indexModel, type MapIndex } from '../core/map/index-model.ts';
import { layoutMap } from '../core/map/layout.ts';
import type { Box, MapKind, MapLayout, MapNode } from '../core/map/model.ts';
import { type SummaryLine, summarize } from '../core/map/summary.ts';
import type { WireModel, WirePlace } from '../core/map/wire.ts';

/** A node of a map that was sent. */
export type SceneNode = MapNode<WirePlace>;

/** A map with everything that drawing and moving in it need. */
export interface Scene {
  readonly model: WireModel;
  readonly index: MapIndex<WirePlace>;
  readonly layout: MapLayout;
  /** Lines between namespaces, for far out. */
  readonly summary: readonly SummaryLine[];
}

/** Places a map, near where things were in the previous one of the same stack. */
export function makeScene(model: WireModel, previous: Scene | undefined): Scene {
  const before = previous?.model.stack === model.stack ? previous.layout : undefined;
  const index = indexModel(model);
  const layout = layoutMap(model, before);
  return { model, index, layout, summary: summarize(model, index, layout) };
}

const cards: ReadonlySet<MapKind> = new Set(['entry', 'service', 'workload']);
const roots: ReadonlySet<MapKind> = new Set(['namespace', 'internet', 'external']);

/** Whether nodes of a kind are drawn at a level of detail. */
export function isDrawnAt(kind: MapKind, detail: Detail): boolean {
  return detail === 'near' || roots.has(kind) || (detail === 'middle' && cards.has(kind));
}

/** Most elements that may be in the document, so that moving stays smooth. */
const budget = 950;

/** Elements that a node of each kind takes when everything is drawn. */
const weights: Readonly<Record<MapKind, number>> = {
  ...{ internet: 3, external: 4, namespace: 4, entry: 4, row: 4, service: 5, port: 4 },
  ...{ workload: 5, container: 4, containerPort: 3 },
};
const shieldWeight = 2;

/** The level of detail at a zoom; less where so much is visible that it would be slow and full. */
export function detailAt(zoom: number, visible: readonly SceneNode[]): Detail {
  if (zoom < 0.18) return 'far';
  const near = visible.reduce(
    (sum, { kind, shield }) => sum + weights[kind] + (shield === undefined ? 0 : shieldWeight),
    0,
  );
  if (zoom >= 0.4 && near <= budget) return 'near';
  const middle = visible.filter(({ kind }) => isDrawnAt(kind, 'middle')).length * 3;
  return middle <= budget ? 'middle' : 'far';
}

/** What a node is called in words. */
export function nameNode({ kind, label, detail }: SceneNode): string {
  const names: Readonly<Record<MapKind, string>> = {
    internet: 'Internet',
    external: `${label}, outside the cluster`,
    namespace: `namespace ${label}`,
    entry: `${detail} ${label}`,
    row: detail === '' ? `listener ${label}` : `route ${label} to ${detail}`,
    service: `Service ${label}, ${detail}`,
    port: `port ${label} to ${detail}`,
    workload: `${detail} ${label}`,
    container: detail === '' ? `container ${label}` : `container ${label}, ${detail}`,
    containerPort: `container port ${label}`,
  };
  return names[kind];
}

/** A node in words with what is wrong with it: for screen readers and the list. */
export function describeNode(node: SceneNode): string {
  const count = (wanted: string) => node.findings.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  return [
    nameNode(node),
    ...(node.reason === undefined ? [] : [node.reason]),
    ...(node.shield === undefined ? [] : [node.shield.words]),
    ...(errors === 0 ? [] : [plural(errors, 'error')]),
    ...(warnings === 0 ? [] : [plural(warnings, 'warning')]),
  ].join(', ');
}

/** The node that stands at a line of a file: the last one that begins there or before. */
export function nodeAtLine({ model }: Pick<Scene, 'model'>, file: string, line: number): SceneNode | undefined {
  let found: SceneNode | undefined;
  for (const node of model.nodes) {
    const { place } = node;
    if (place?.file !== file || place.range.start.line > line || node.kind === 'namespace') continue;
    if (found?.place === undefined || place.range.start.line >= found.place.range.start.line) found = node;
  }
  return found;
}

/** Nodes that a search is about, in the order in which one meets them: by name, words, target or finding. */
export function search({ model }: Pick<Scene, 'model'>, text: string): readonly SceneNode[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return model.nodes.filter(({ label, detail, explanation, findings }) =>
    [label, detail, ...explanation, ...findings.map(({ code }) => code)].some((each) =>
      each.toLowerCase().includes(wanted),
    ),
  );
}

/** Where an arrow key leads: the nearest node in that direction. */
export function neighbour(scene: Scene, from: string | undefined, key: string): string | undefined {
  const start = from === undefined ? undefined : scene.layout.boxes.get(from);
  const candidates = scene.model.nodes.filter(({ kind }) => kind !== 'namespace' && kind !== 'container');
  if (start === undefined) return candidates[0]?.id;
  const origin = middleOf(start);
  let best: { id: string; distance: number } | undefined;
  for (const { id } of candidates) {
    const box = scene.layout.boxes.get(id);
    if (box === undefined || id === from) continue;
    const { x, y } = middleOf(box);
    const [along, across] = turned(key, x - origin.x, y - origin.y);
    if (along < 4) continue;
    const distance = along + 2.5 * Math.abs(across);
    if (best === undefined || distance < best.distance) best = { id, distance };
  }
  return best?.id;
}

function turned(key: string, x: number, y: number): [number, number] {
  if (key === 'ArrowRight') return [x, y];
  if (key === 'ArrowLeft') return [-x, y];
  return key === 'ArrowDown' ? [y, x] : [-y, x];
}

/** A box with some room on all sides. */
export function widened({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** Whether two boxes have something in common. */
export function touches(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

/** Whether a box lies wholly in another. */
export function contains(outer: Box, inner: Box): boolean {
  const right = inner.x + inner.width <= outer.x + outer.width;
  return outer.x <= inner.x && outer.y <= inner.y && right && inner.y + inner.height <= outer.y + outer.height;
}

/** The centre of a box. */
export function middleOf({ x, y, width, height }: Box): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}
