import type { MapLayout, MapModel } from '../model.ts';
import type { WirePlace } from '../wire.ts';

/** The contract of `portolan map --format json`, version 1. `box` is in map units; `null` where there is none. */
export function toJson({ stack, nodes, edges }: MapModel<WirePlace>, layout: MapLayout): string {
  const document = {
    version: 1,
    stack,
    nodes: nodes.map(({ id, kind, label, parent, findings }) => ({
      id,
      kind,
      label,
      parent: parent ?? null,
      box: layout.boxes.get(id) ?? null,
      findings,
    })),
    edges: edges.map(({ id, kind, from, to, label, verdict, evidence }) => ({
      id,
      kind,
      from,
      to,
      label,
      verdict,
      evidence,
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
