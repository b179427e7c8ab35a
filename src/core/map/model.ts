import type { Location } from '../manifest/document.ts';
import type { Severity } from '../rules/rule.ts';

/** Whether a connection works. */
export type Verdict = 'ok' | 'degraded' | 'broken' | 'unknown';

/** Whether a connection of a verdict works, if only for some. */
export function works(verdict: Verdict): boolean {
  return verdict === 'ok' || verdict === 'degraded';
}

/** A finding as the map shows it. */
export interface MapFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** What a node of the map stands for. */
export type MapKind =
  | 'internet'
  | 'external'
  | 'namespace'
  | 'entry'
  | 'row'
  | 'service'
  | 'port'
  | 'workload'
  | 'container'
  | 'containerPort';

/**
 * One thing of the map. `parent` nests: namespaces hold entries, Services and workloads; entries hold rows (a route or a
 * listener each), Services hold ports, workloads containers, containers their ports. The internet and external hosts have
 * no parent.
 */
export interface MapNode<Place = Location> {
  /** Stable over edits: made of kind, namespace, name (and row), never of positions in the text. */
  readonly id: string;
  readonly kind: MapKind;
  readonly label: string;
  /** What stands at the right of the label: `Deployment ×3`, `ClusterIP`, `sidecar`; of rows and ports what they lead to. */
  readonly detail: string;
  readonly parent: string | undefined;
  /** Position among the children of its parent, as the text has them; 0 where it does not matter. */
  readonly order: number;
  /** Lines for the side panel and for screen readers. */
  readonly explanation: readonly string[];
  readonly findings: readonly MapFinding[];
  readonly place: Place | undefined;
  readonly verdict: Verdict;
  /** Why it is not ok, in words short enough for the picture. */
  readonly reason?: string;
  /** Services: ids of the workloads that they select or, when nothing matches, that they were meant for. */
  readonly docks?: readonly string[];
  /** Container ports: whether a Service sends to it. */
  readonly used?: boolean;
  /** Workloads: whether they run several pods. */
  readonly several?: boolean;
  /** Workloads: what policies close, in words for the picture, and the policies that do so. */
  readonly shield?: { readonly words: string; readonly evidence: readonly Place[] };
}

/** One line of the map. */
export interface MapEdge<Place = Location> {
  readonly id: string;
  readonly kind: 'routes' | 'calls' | 'selects' | 'localhost';
  readonly from: string;
  readonly to: string;
  /**
   * `80 → http` of what a Service port selects, `/cart` of a route, `API_URL` of a call, `ADMIN_URL → 9901` of one within the
   * pod; empty where there is nothing to say.
   */
  readonly label: string;
  readonly verdict: Verdict;
  /** Why it is not ok, or which policy lets it pass; absent where there is nothing to say. */
  readonly reason?: string;
  /** The places that it follows from: what says so first, then what decides. */
  readonly evidence: readonly Place[];
}

/** The diagram's content without positions. Nodes and edges are sorted by id, whatever order the input had. */
export interface MapModel<Place = Location> {
  readonly stack: string;
  readonly nodes: readonly MapNode<Place>[];
  readonly edges: readonly MapEdge<Place>[];
}

/** A rectangle in map units (CSS pixels at zoom 1). */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything stands. */
export interface MapLayout {
  readonly boxes: ReadonlyMap<string, Box>;
  /** An edge's way as an SVG path (absolute M, L and C only). */
  readonly routes: ReadonlyMap<string, string>;
  /** Room that each namespace may grow in before others have to move. */
  readonly slots: ReadonlyMap<string, Box>;
  /** What all boxes and routes lie in; begins left of and above 0 where there is an outside. */
  readonly bounds: Box;
}
