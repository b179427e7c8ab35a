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

/** Replaces places in documents by places in files, which the receiver knows by the names that `name` gives them. */
export function toWire(
  model: MapModel,
  locate: (location: Location) => WirePlace,
  name: (file: string) => string = (file) => file,
): WireModel {
  const names = new Map<string, string>();
  const toPlace = (location: Location): WirePlace => {
    const { file, range } = locate(location);
    let known = names.get(file);
    if (known === undefined) {
      known = name(file);
      names.set(file, known);
    }
    return { file: known, range };
  };
  return {
    stack: model.stack,
    nodes: model.nodes.map(
      ({ place, shield, ...node }): MapNode<WirePlace> => ({
        ...node,
        place: place === undefined ? undefined : toPlace(place),
        ...(shield === undefined ? {} : { shield: { ...shield, evidence: shield.evidence.map(toPlace) } }),
      }),
    ),
    edges: model.edges.map(
      ({ evidence, ...edge }): MapEdge<WirePlace> => ({ ...edge, evidence: evidence.map(toPlace) }),
    ),
  };
}
