import type { MapEdge, MapModel, MapNode } from './model.ts';

/** A map's nodes and edges by what one asks for. */
export interface MapIndex<Place = unknown> {
  readonly byId: ReadonlyMap<string, MapNode<Place>>;
  /** Nodes without parent, in order. */
  readonly roots: readonly MapNode<Place>[];
  readonly children: (id: string) => readonly MapNode<Place>[];
  /** Edges that begin or end at a node. */
  readonly edgesOf: (id: string) => readonly MapEdge<Place>[];
  /** The card that a row, port or container belongs to; the node itself for cards. */
  readonly cardOf: (id: string) => MapNode<Place> | undefined;
  /** The node without parent that a node lies in: its namespace, or itself. */
  readonly rootOf: (id: string) => MapNode<Place> | undefined;
}

/** Kinds that are drawn as cards of their own. */
const cards: ReadonlySet<string> = new Set(['entry', 'service', 'workload', 'internet', 'external', 'namespace']);

/** Indexes a map. */
export function indexModel<Place>(model: MapModel<Place>): MapIndex<Place> {
  const byId = new Map(model.nodes.map((node) => [node.id, node]));
  const children = new Map<string, MapNode<Place>[]>();
  const roots: MapNode<Place>[] = [];
  for (const node of model.nodes) {
    if (node.parent === undefined) roots.push(node);
    else push(children, node.parent, node);
  }
  for (const list of children.values()) list.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  const edges = new Map<string, MapEdge<Place>[]>();
  for (const edge of model.edges) {
    push(edges, edge.from, edge);
    push(edges, edge.to, edge);
  }
  const climb = (id: string, until: (node: MapNode<Place>) => boolean): MapNode<Place> | undefined => {
    let node = byId.get(id);
    while (node !== undefined && !until(node)) node = node.parent === undefined ? undefined : byId.get(node.parent);
    return node;
  };
  return {
    byId,
    roots,
    children: (id) => children.get(id) ?? [],
    edgesOf: (id) => edges.get(id) ?? [],
    cardOf: (id) => climb(id, ({ kind }) => cards.has(kind)),
    rootOf: (id) => climb(id, ({ parent }) => parent === undefined),
  };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
