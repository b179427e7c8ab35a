import type { Location } from '../manifest/document.ts';
import type { Severity } from '../rules/rule.ts';

/** Whether a connection works. */
export type Verdict = 'ok' | 'degraded' | 'broken' | 'unknown';

/** A finding as the map shows it. */
export interface MapFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/**
 * One thing of the map. `parent` nests: outside and namespaces hold entries, Services and workloads; a workload holds its
 * containers; containers, Services and entries hold ports (or route rows).
 */
export interface MapNode {
  /** Stable over edits: made of kind, namespace, name (and row), never of positions in the text. */
  readonly id: string;
  readonly kind:
    | 'outside'
    | 'namespace'
    | 'ingress'
    | 'gateway'
    | 'service'
    | 'workload'
    | 'container'
    | 'port'
    | 'row'
    | 'external';
  readonly label: string;
  /** What stands at the right of the label: `Deployment ×3`, `ClusterIP`, `sidecar`. */
  readonly detail: string;
  readonly parent: string | undefined;
  /** Text for the side panel and for screen readers: one line each. */
  readonly explanation: readonly string[];
  readonly findings: readonly MapFinding[];
  readonly location: Location | undefined;
  /** Port rows: whether something uses it. Service rows: their verdict. */
  readonly used?: boolean;
  readonly verdict: Verdict;
  /** Workloads: number of pods, `undefined` when not known. */
  readonly replicas?: number | undefined;
  /** Containers: regular, init or sidecar. */
  readonly role?: 'container' | 'init' | 'sidecar';
}

/** One line of the map. */
export interface MapEdge {
  readonly id: string;
  readonly kind: 'routes' | 'selects' | 'calls' | 'localhost';
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly verdict: Verdict;
  /** Why it is not ok, in words. */
  readonly reason: string | undefined;
  readonly evidence: readonly Location[];
}

/** The diagram's content without positions. Nodes and edges are sorted by id, whatever order the input had. */
export interface MapModel {
  readonly stack: string;
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
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
  /** An edge's route as an SVG path (absolute M, L, C commands only) and where its label stands. */
  readonly routes: ReadonlyMap<string, { readonly path: string; readonly labelX: number; readonly labelY: number }>;
  readonly width: number;
  readonly height: number;
}
