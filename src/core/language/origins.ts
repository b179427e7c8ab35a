import type { Location } from '../manifest/document.ts';
import type { Origin } from '../render/origin/origin.ts';
import type { Position } from '../text/span.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** The offset at which whoever renders sees a position of a file: without the mark of the byte order. */
export function originOffset(snapshot: Snapshot, file: string, position: Position): number {
  return Math.max(0, snapshot.lines(file).offset(position) - markOf(snapshot, file));
}

/** A place of a file that takes part in rendering as editors name it; `undefined` inside of packed charts. */
export function originRange(snapshot: Snapshot, { file, start, end }: Origin): FileRange | undefined {
  if (!snapshot.files.has(file)) return undefined;
  const lines = snapshot.lines(file);
  const mark = markOf(snapshot, file);
  return { file, range: { start: lines.position(start + mark), end: lines.position(end + mark) } };
}

/** The same place as a location, in the file as a whole. */
export function originLocation(snapshot: Snapshot, { file, start, end }: Origin): Location | undefined {
  const text = snapshot.files.get(file)?.text;
  if (text === undefined) return undefined;
  const mark = markOf(snapshot, file);
  const document = { file, text, problems: [], candidate: false, template: false };
  return { document, start: start + mark, end: end + mark };
}

function markOf(snapshot: Snapshot, file: string): number {
  return snapshot.files.get(file)?.text.startsWith('\ufeff') === true ? 1 : 0;
}
