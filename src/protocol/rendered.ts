import type { WirePosition } from './requests.ts';

/** A stretch of a document. */
export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

/** Asks what a file renders to; `null` when no stack renders it. */
export const renderedRequest = 'portolan/rendered';

/** A file, and which of its stacks to show: the first of these that renders it, else the first of all. */
export interface RenderedParams {
  readonly uri: string;
  readonly preferred: readonly string[];
}

/** What a stack renders from a file. */
export interface RenderedInfo {
  /** The first line names the stack, or says why there is no more. */
  readonly text: string;
  /** Why the file does not render as it is; `text` is then what is left. */
  readonly failure?: string | undefined;
  readonly stack: string;
  /** All that render the file. */
  readonly stacks: readonly { readonly name: string; readonly why: string }[];
}

export type RenderedResult = RenderedInfo | null;

/** Asks where in what a file renders to something stands that another place, or the same file, wrote. */
export const stretchesRequest = 'portolan/renderedStretches';

/** The rendered file and the place that is looked for. */
export interface StretchesParams extends RenderedParams {
  readonly from: { readonly uri: string; readonly range: WireRange };
}

/** In order; with `exact` they are what the place wrote, else where it would stand. */
export interface StretchesResult {
  readonly ranges: readonly WireRange[];
  readonly exact: boolean;
}

/** Asks where what stands at a position of what a file renders to is written. */
export const sourcesRequest = 'portolan/renderedSources';

/** The rendered file and a position in what it renders to. */
export interface SourcesParams extends RenderedParams {
  readonly position: WirePosition;
}

/** The template's place first, then the helper's that it calls, then that of the value. */
export type SourcesResult = readonly { readonly uri: string; readonly range: WireRange }[];

/** Asks what a kustomization changes; `null` when the file is part of none. */
export const overlayRequest = 'portolan/overlay';

/** The objects as they are written and as they come out of the kustomization, in one layout and order. */
export interface OverlayInfo {
  readonly stack: string;
  readonly written: string;
  readonly result: string;
  /** Why the kustomization does not build as it is; `result` is then what is left. */
  readonly failure?: string | undefined;
}

export type OverlayResult = OverlayInfo | null;
