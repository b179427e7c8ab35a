import { overlayChange } from '../core/language/overlay-change.ts';
import {
  type RenderedView,
  renderedView,
  renderingStacks,
  sourcesAt,
  stretchesIn,
} from '../core/language/rendered-view.ts';
import type { Snapshot } from '../core/language/workspace.ts';
import type {
  OverlayResult,
  RenderedParams,
  RenderedResult,
  SourcesParams,
  SourcesResult,
  StretchesParams,
  StretchesResult,
} from '../protocol/rendered.ts';
import { toRange } from './convert.ts';
import type { Folder } from './folder.ts';
import type { Folders } from './folders.ts';

/** What a file renders to. */
export function renderedOf(params: RenderedParams, folders: Folders): RenderedResult {
  const found = viewOf(params, folders);
  if (found === undefined) return null;
  const { view, snapshot, path } = found;
  return {
    text: view.text.text,
    failure: view.failure,
    stack: view.stack.name,
    stacks: renderingStacks(snapshot, path).map(({ name, why }) => ({ name, why })),
  };
}

/** Where what a place wrote stands in what a file renders to. */
export function stretchesOf(params: StretchesParams, folders: Folders): StretchesResult {
  const found = viewOf(params, folders);
  const from = folders.locate(params.from.uri);
  if (found === undefined || from.folder !== found.folder) return { ranges: [], exact: false };
  const { ranges, exact } = stretchesIn(found.snapshot, found.view, from.path, params.from.range);
  return { ranges: ranges.map(toRange), exact };
}

/** Where what stands in what a file renders to is written. */
export function sourcesOf(params: SourcesParams, folders: Folders): SourcesResult {
  const found = viewOf(params, folders);
  if (found === undefined) return [];
  const { folder, snapshot, view } = found;
  return sourcesAt(snapshot, view, params.position).map(({ file, range }) => ({
    uri: folder.uriOf(file),
    range: toRange(range),
  }));
}

/** What the kustomization of a file changes. */
export function overlayOf({ uri, preferred }: RenderedParams, folders: Folders): OverlayResult {
  const { folder, path } = folders.locate(uri);
  const change = overlayChange(folder.workspace.snapshot, path, preferred);
  return change === undefined ? null : { ...change, stack: change.stack.name };
}

interface FoundView {
  readonly folder: Folder;
  readonly path: string;
  readonly snapshot: Snapshot;
  readonly view: RenderedView;
}

function viewOf({ uri, preferred }: RenderedParams, folders: Folders): FoundView | undefined {
  const { folder, path } = folders.locate(uri);
  const { snapshot } = folder.workspace;
  const view = renderedView(snapshot, path, preferred);
  return view && { folder, path, snapshot, view };
}
