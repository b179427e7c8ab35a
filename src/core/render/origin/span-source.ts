import type { Source } from './origin.ts';
import type { Text } from './text.ts';
import { isGone } from './text-change.ts';

/**
 * The source of a stretch of rendered text as a whole: of its pieces the first that an action wrote, else the first that has a
 * source; one that is not there any more only where all are. Its origin ends where the stretch does; where another piece has an entry of a values file and it has none, that is
 * taken over.
 */
export function sourceOfSpan(text: Text, start: number, end: number): Source | undefined {
  if (text.length === 0) return undefined;
  const pieces = start >= end ? text.slice(start, start + 1) : text.slice(start, end);
  const found = pieces.segments.flatMap(({ start: at, source }) => (source === undefined ? [] : [{ at, source }]));
  const there = found.filter(({ source }) => !isGone(source));
  const chosen = there.find(({ source }) => source.fidelity !== 'characters') ?? there[0] ?? found[0];
  if (chosen === undefined) return start >= text.length ? text.sourceAt(text.length - 1) : undefined;
  const { at, fidelity, values } = chosen.source;
  const length = (pieces.segments.find((segment) => segment.start > chosen.at)?.start ?? pieces.length) - chosen.at;
  const own = fidelity === 'characters' ? { ...at, end: Math.min(at.end, at.start + length) } : at;
  if (values === at) return { ...chosen.source, at: own, values: own };
  const other = values ?? found.find(({ source }) => source.values !== undefined)?.source.values;
  return { ...chosen.source, at: own, values: other };
}
