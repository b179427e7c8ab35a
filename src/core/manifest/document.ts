import type { Span } from '../text/span.ts';
import type { Node } from './node.ts';

/** What a stretch of text is wrong about, for the finding KN001 (syntax) or KN003 (limit reached). */
export interface ManifestProblem extends Span {
  readonly code: 'KN001' | 'KN003';
  /** `error`: nobody reads the text otherwise; `warning`: readers differ, or something is left out; `info`: it changes nothing. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

/**
 * One YAML or JSON document of a file. Its identity is the object itself: an edit elsewhere in the file keeps it,
 * so everything derived from it stays valid while the document moves. Spans count from the start of `text`.
 */
export interface ManifestDocument {
  /** Path of the file as the host names it, with `/`. */
  readonly file: string;
  /** The document's own text, from behind the separator line before it to the next separator. */
  readonly text: string;
  readonly problems: readonly ManifestProblem[];
  /**
   * Whether the document's text could be the manifest of a Kubernetes object (it states `apiVersion` and `kind`).
   * Documents that could not are never parsed and have no problems.
   */
  readonly candidate: boolean;
  /** Whether the file is a Helm template or the text holds template actions that YAML cannot parse: all its content is unknown. */
  readonly template: boolean;
}

/** A document with where it stands in its file at the moment. */
export interface PlacedDocument {
  readonly document: ManifestDocument;
  /** Offset of the document's text in the file's text. */
  readonly start: number;
}

/** One file of a workspace at one moment. */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
  readonly documents: readonly PlacedDocument[];
  /** Problems of the whole file (too large, not UTF-8); spans count from the start of the file. */
  readonly problems: readonly ManifestProblem[];
}

/** A parsed document: its tree, or `undefined` when nothing of it could be read. */
export interface ParsedDocument {
  readonly root: Node | undefined;
  readonly problems: readonly ManifestProblem[];
}

/** A place in a document; `locate` of the workspace turns it into a file and a range. */
export interface Location extends Span {
  readonly document: ManifestDocument;
}

/** An edit of a document's text. */
export interface DocumentEdit extends Location {
  readonly newText: string;
}
