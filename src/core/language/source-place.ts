import type { Origin } from '../render/origin/origin.ts';
import { sourceOfSpan } from '../render/origin/span-source.ts';
import type { Text } from '../render/origin/text.ts';

/** Where a stretch of a rendered document stands in the files that people edit. */
export interface SourcePlace {
  /** What to underline: the text or the action in the file that is rendered. */
  readonly at: Origin;
  /** Whether the file holds the very characters of the stretch, so that they can be edited there. */
  readonly exact: boolean;
  /** The line of a helper that wrote it, where the file only calls it. */
  readonly helper: Origin | undefined;
  /** The entry of a values file that it was taken from. */
  readonly values: Origin | undefined;
}

/** The place of a stretch of rendered text; what has no source of its own stands where the text before it does. */
export function sourcePlace(text: Text, start: number, end: number): SourcePlace | undefined {
  const source = sourceOfSpan(text, start, end) ?? sourceBefore(text, start);
  if (source === undefined) return undefined;
  const { at, callSite, values } = source;
  const whole = wholePlace(text, start, end);
  return {
    at: whole ?? callSite ?? at,
    exact: whole !== undefined,
    helper: callSite === undefined ? undefined : at,
    values: values === at ? undefined : values,
  };
}

/**
 * The place of a stretch of a text whose lines do not stand in the order of their sources: all that comes from the file of the
 * object, else from that of the stretch.
 */
export function widePlace(text: Text, start: number, end: number, file: string): SourcePlace | undefined {
  const place = sourcePlace(text, start, end);
  if (place === undefined || place.exact || !text.text.slice(start, end).includes('\n')) return place;
  const pieces = text.slice(start, end).segments.flatMap(({ source }) => source?.callSite ?? source?.at ?? []);
  const own = pieces.filter((piece) => piece.file === file);
  const found = own.length > 0 ? own : pieces.filter((piece) => piece.file === place.at.file);
  const from = found.reduce((first, piece) => Math.min(first, piece.start), found[0]?.start ?? place.at.start);
  const to = found.reduce((last, piece) => Math.max(last, piece.end), found[0]?.end ?? place.at.end);
  return { ...place, at: { file: found[0]?.file ?? place.at.file, start: from, end: to } };
}

function sourceBefore(text: Text, offset: number): ReturnType<typeof sourceOfSpan> {
  return text.segments.findLast((segment) => segment.start <= offset && segment.source !== undefined)?.source;
}

/** The stretch of a file that holds the very text, if one does. */
function wholePlace(text: Text, start: number, end: number): Origin | undefined {
  const { segments } = text.slice(start, Math.max(end, start + 1));
  const [first] = segments;
  const origin = first?.source?.at;
  if (first === undefined || origin === undefined || start >= text.length) return undefined;
  for (const { start: offset, source } of segments)
    if (
      source?.fidelity !== 'characters' ||
      source.callSite !== undefined ||
      source.at.file !== origin.file ||
      source.at.start !== origin.start + offset
    )
      return undefined;
  return { file: origin.file, start: origin.start, end: origin.start + (end - start) };
}

/**
 * Where in a rendered text something is written that stands at an offset of a file, and how long that is there: the very
 * character, or the first one that an action wrote. The shortest piece wins, the very characters before what stands for them.
 */
export function renderedOffset(
  text: Text,
  file: string,
  offset: number,
): { readonly offset: number; readonly length: number } | undefined {
  let best: { readonly offset: number; readonly length: number; readonly isExact: boolean } | undefined;
  for (const [index, { start, source }] of text.segments.entries()) {
    if (source === undefined) continue;
    const at = source.callSite ?? source.at;
    const size = (text.segments[index + 1]?.start ?? text.length) - start;
    const isExact = source.fidelity === 'characters' && source.callSite === undefined;
    const last = isExact ? Math.min(at.end, at.start + size) : at.end;
    if (at.file !== file || offset < at.start || offset > last) continue;
    const length = last - at.start;
    // What is written around a key has the key's place too.
    const isBetter = best === undefined || length < best.length || (length === best.length && isExact && !best.isExact);
    if (isBetter) best = { offset: isExact ? start + offset - at.start : start, length, isExact };
  }
  return best;
}
