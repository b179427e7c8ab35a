import type { Location } from '../manifest/document.ts';
import type { Range } from '../text/span.ts';
import type { MapEdge, MapModel, MapNode } from './model.ts';

/** A place that can be sent: a file as its receiver names it, and where in it. */
export interface WirePlace {
  readonly file: string;
  readonly range: Range;
}

/** A map that can be sent as JSON. */
export type WireModel = MapModel<WirePlace>;

/** Replaces places in documents by places in files. */
export function toWire(model: MapModel, locate: (location: Location) => WirePlace): WireModel {
  return {
    stack: model.stack,
    nodes: model.nodes.map(
      ({ place, ...node }): MapNode<WirePlace> => ({ ...node, place: place === undefined ? undefined : locate(place) }),
    ),
    edges: model.edges.map(
      ({ evidence, ...edge }): MapEdge<WirePlace> => ({ ...edge, evidence: evidence.map(locate) }),
    ),
  };
}
