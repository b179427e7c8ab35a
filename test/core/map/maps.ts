import assert from 'node:assert/strict';
import { pathContext } from '../../../src/core/language/path-context.ts';
import { buildMap } from '../../../src/core/map/build.ts';
import type { MapEdge, MapNode } from '../../../src/core/map/model.ts';
import { toWire, type WireModel, type WirePlace } from '../../../src/core/map/wire.ts';
import { workspaceOf } from '../../support/workspace.ts';

/** The map of some files that are all one stack, with all findings or those of some rules. */
export function mapOf(files: Readonly<Record<string, string>>, codes?: readonly string[]): WireModel {
  const { snapshot } = workspaceOf({ ...files, '.portolan.yaml': 'stacks: [{ name: all, paths: ["**"] }]\n' });
  assert.deepEqual(snapshot.failures, []);
  const [world] = snapshot.worlds;
  if (world === undefined) throw new Error('these files are no stack');
  const findings = snapshot.allFindings().filter(({ code }) => codes?.includes(code) ?? true);
  return toWire(buildMap(pathContext(snapshot, world), findings), (location) => snapshot.locate(location));
}

/** A node of a map by its id. */
export function nodeOf({ nodes }: WireModel, id: string): MapNode<WirePlace> {
  const node = nodes.find((each) => each.id === id);
  if (node === undefined) throw new Error(`no node ${id} among ${nodes.map((each) => each.id).join(', ')}`);
  return node;
}

/** The lines of a map in words: `from -kind-> to`, with label, and verdict where it is not ok. */
export function linesOf({ edges }: WireModel, kind: MapEdge['kind']): readonly string[] {
  return edges
    .filter((edge) => edge.kind === kind)
    .map(({ from, to, label, verdict }) =>
      [from, '>', to, ...(label === '' ? [] : [`(${label})`]), ...(verdict === 'ok' ? [] : [verdict])].join(' '),
    );
}

/** A Deployment of namespace shop with one container main. */
export function deployment(name: string, ports: string, more = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  ${more}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: i, ports: ${ports} }] }
---
`;
}

/** A Service of namespace shop. */
export function service(name: string, spec: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
---
`;
}
