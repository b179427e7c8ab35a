import type { Location, ManifestDocument, ManifestFile, PlacedDocument } from '../manifest/document.ts';
import type { Origin } from '../render/origin/origin.ts';
import { pathOfGone } from '../render/origin/text-change.ts';
import type { Position } from '../text/span.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** The files that origins lead to; a snapshot has them. */
type Files = Pick<Snapshot, 'files' | 'lines'>;

/** A place of a file as a location; `undefined` where there is no such file, as inside of a packed chart. */
export type LocationOf = (origin: Origin) => Location | undefined;

/** The offset at which whoever renders sees a position of a file: without the mark of the byte order. */
export function originOffset(snapshot: Files, file: string, position: Position): number {
  return Math.max(0, snapshot.lines(file).offset(position) - markOf(snapshot.files.get(file)));
}

/** A place of a file that takes part in rendering as editors name it; `undefined` inside of packed charts. */
export function originRange(snapshot: Files, origin: Origin): FileRange | undefined {
  return snapshot.files.has(origin.file) ? rangeOf(snapshot, origin) : undefined;
}

/** The same, at the beginning of a file that is not there, or whose lines are not there any more. */
export function rangeOf(snapshot: Files, { file, start, end }: Origin): FileRange {
  const path = pathOfGone(file);
  if (path !== file) return rangeOf(snapshot, { file: path, start: 0, end: 0 });
  const lines = snapshot.lines(file);
  const mark = markOf(snapshot.files.get(file));
  return { file, range: { start: lines.position(start + mark), end: lines.position(end + mark) } };
}

/** The same place as a location, in one of the file's documents, or in the whole of it. */
export function originLocation(file: ManifestFile | undefined, { start, end }: Origin): Location | undefined {
  if (file === undefined) return undefined;
  const placed = documentAt(file, start);
  return placed === undefined || end > placed.start + placed.document.text.length
    ? { document: wholeFile(file), start: start + markOf(file), end: end + markOf(file) }
    : { document: placed.document, start: start - placed.start, end: end - placed.start };
}

/** The last document that begins at an offset or before it, placed as whoever renders sees it. */
export function documentAt(file: ManifestFile | undefined, offset: number): PlacedDocument | undefined {
  const mark = markOf(file);
  const placed = file?.documents.findLast(({ start }) => start <= offset + mark);
  return placed && { ...placed, start: placed.start - mark };
}

/** The whole of a file as a document. */
export function wholeFile({ path, text }: ManifestFile): ManifestDocument {
  return { file: path, text, problems: [], candidate: false, template: false };
}

function markOf(file: ManifestFile | undefined): number {
  return file?.text.startsWith('\ufeff') === true ? 1 : 0;
}
