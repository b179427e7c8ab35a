import type { Dict } from '../../render/value.ts';
import type { Span } from '../../text/span.ts';
import type { Setting } from './settings.ts';

/** A path, and from where on it is meant: the chart's folder, the top of the repository, or the workspace's. */
export interface StatedPath {
  readonly path: string;
  readonly from: 'chart' | 'repository' | 'workspace';
}

/** Values as a deployment states them: in a file, or where it stands itself as a map, a block of text or single settings. */
export type StatedValues =
  | { readonly kind: 'file'; readonly at: StatedPath; readonly optional: boolean }
  | { readonly kind: 'inline'; readonly span: Span; readonly values: Dict }
  | { readonly kind: 'settings'; readonly span: Span; readonly settings: readonly Setting[] };

/** How a chart is installed: name and namespace of the release, where something states them. */
export interface Release {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** What a file of the workspace says about how a chart is deployed, all of it known. */
export interface Deployment {
  /** The file that says it. */
  readonly file: string;
  /** What it is called there, unlike others of the file. */
  readonly name: string;
  /** In words: `the Argo CD Application shop`. */
  readonly what: string;
  readonly chart: StatedPath;
  /** Later ones win. */
  readonly values: readonly StatedValues[];
  /** Whether the values files stand in for the chart's own values.yaml. */
  readonly replacesDefaults: boolean;
  readonly release: Release;
}
