import { indexModel, type MapIndex } from '../core/map/index-model.ts';
import { layoutMap } from '../core/map/layout.ts';
import type { Box, MapLayout, MapNode } from '../core/map/model.ts';
import type { WireModel, WirePlace } from '../core/map/wire.ts';

/** A node of a map that was sent. */
export type SceneNode = MapNode<WirePlace>;

/** A map with everything that drawing and moving in it need. */
export interface Scene {
  readonly model: WireModel;
  readonly index: MapIndex<WirePlace>;
  readonly layout: MapLayout;
}

/** Places a map, near where things were in the previous one of the same stack. */
export function makeScene(model: WireModel, previous: Scene | undefined): Scene {
  const before = previous?.model.stack === model.stack ? previous.layout : undefined;
  return { model, index: indexModel(model), layout: layoutMap(model, before) };
}

/** What a node is called in words: for screen readers, the panel and the list. */
export function describeNode({ kind, label, detail, reason, findings }: SceneNode): string {
  const names: Readonly<Record<SceneNode['kind'], string>> = {
    internet: 'Internet',
    external: `${label}, outside the cluster`,
    namespace: `namespace ${label}`,
    entry: `${detail} ${label}`,
    row: `route ${label} to ${detail}`,
    service: `Service ${label}, ${detail}`,
    port: `port ${label} to ${detail}`,
    workload: `${detail} ${label}`,
    container: `container ${label}`,
    containerPort: `container port ${label}`,
  };
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return [
    names[kind],
    ...(reason === undefined ? [] : [reason]),
    ...(errors === 0 ? [] : [`${errors} error${errors === 1 ? '' : 's'}`]),
    ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? '' : 's'}`]),
  ].join(', ');
}

/** The node that stands at a line of a file: the last one that begins there or before. */
export function nodeAtLine({ model }: Scene, file: string, line: number): SceneNode | undefined {
  let found: SceneNode | undefined;
  for (const node of model.nodes) {
    const { place } = node;
    if (place?.file !== file || place.range.start.line > line || node.kind === 'namespace') continue;
    if (found?.place === undefined || place.range.start.line >= found.place.range.start.line) found = node;
  }
  return found;
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

/** The centre of a box. */
export function middleOf({ x, y, width, height }: Box): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}
