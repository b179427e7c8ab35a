import type { Pair, Pairs, Stated, UnknownField } from '../../resources/field.ts';
import type { Span } from '../../text/span.ts';
import type { Touch } from './patch.ts';

/** What an overlay writes into one place, and how sure that is. */
export interface Change {
  readonly touches: readonly Touch[];
  /** Who writes it, for people: `the patch ports.yaml`. */
  readonly by: string;
  /** Whether it surely applies to the object at hand; its values are then known. */
  readonly certain: boolean;
}

/**
 * The part of a change below `prefix`, with paths relative to it; `undefined` when it does not reach there. A touch of
 * something that holds `prefix` covers it all.
 */
export function below(change: Change, ...prefix: readonly string[]): Change | undefined {
  const touches: Touch[] = [];
  for (const { path, value } of change.touches) {
    const shared = Math.min(path.length, prefix.length);
    let same = true;
    for (let i = 0; i < shared; i++) if (!sameSegment(path[i], prefix[i])) same = false;
    if (!same) continue;
    // What is removed is removed with all in it.
    if (path.length < prefix.length) touches.push({ path: [], value: value === null ? null : undefined });
    else touches.push({ path: path.slice(prefix.length), value });
  }
  return touches.length === 0 ? undefined : { ...change, touches };
}

/** Items of lists whose name one side does not tell could be the same. */
function sameSegment(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a === '[]' && b?.startsWith('[') === true) || (b === '[]' && a?.startsWith('[') === true);
}

/** Why something is not known. */
export function reasonOf({ by }: Change): string {
  return `${by} may change it`;
}

/** A value that an overlay may change. */
export function unknownAt({ start, end }: Span, change: Change): UnknownField {
  return { start, end, value: undefined, unknown: reasonOf(change) };
}

/** A field after a change, `undefined` change included: unknown where it is touched. `at` stands for a field that is absent. */
export function changed<T>(field: Stated<T> | undefined, change: Change | undefined, at: Span): Stated<T> | undefined {
  return change === undefined ? field : unknownAt(field ?? at, change);
}

/** Like {@link changed}, for a field that is always there. */
export function changedField<T>(field: Stated<T>, change: Change | undefined): Stated<T> {
  return change === undefined ? field : unknownAt(field, change);
}

/** Like {@link changed}, for a text: known where the change states it for certain. */
export function changedText(
  field: Stated<string> | undefined,
  change: Change | undefined,
  at: Span,
): Stated<string> | undefined {
  const last = change?.touches.at(-1);
  if (change === undefined || last === undefined) return field;
  if (!change.certain || last.value === undefined) return unknownAt(field ?? at, change);
  const { start, end } = field ?? at;
  return last.value === null ? undefined : { value: last.value, start, end, defaulted: true };
}

/** A map of strings after a change: keys whose new text is known get it, others become unknown. */
export function changedPairs(pairs: Pairs, change: Change | undefined): Pairs {
  if (change === undefined) return pairs;
  return change.touches.reduce((result, touch) => touchPairs(result, touch, change), pairs);
}

function touchPairs(pairs: Pairs, { path: [key], value }: Touch, change: Change): Pairs {
  const { start, end } = pairs;
  const unknown = reasonOf(change);
  if (key === undefined) {
    if (value === null && change.certain) return { start, end, pairs: [] };
    return {
      start,
      end,
      open: unknown,
      pairs: pairs.pairs.map((pair) => ({ ...without(pair), value: undefined, unknown })),
    };
  }
  if (value === null && change.certain) return { ...pairs, pairs: pairs.pairs.filter((pair) => pair.key !== key) };
  if (typeof value === 'string' && change.certain) return withPair(pairs, key, value, change.by);
  if (pairs.pairs.some((pair) => pair.key === key))
    return {
      ...pairs,
      pairs: pairs.pairs.map((pair) => (pair.key === key ? { ...without(pair), value: undefined, unknown } : pair)),
    };
  return value === null ? pairs : { ...pairs, open: unknown };
}

/** A map of strings in which `key` has `value`, whatever the text says. */
export function withPair(pairs: Pairs, key: string, value: string, by: string): Pairs {
  const stated = pairs.pairs.find((pair) => pair.key === key);
  if (stated?.value === value) return pairs;
  const { start, end } = pairs;
  const pair: Pair = { key, value, added: by, start, end, keyStart: start, keyEnd: end };
  return {
    ...pairs,
    pairs:
      stated === undefined ? [...pairs.pairs, pair] : pairs.pairs.map((other) => (other === stated ? pair : other)),
  };
}

/** A pair without what was said about its value. */
function without({ key, value, start, end, keyStart, keyEnd }: Pair): Pair {
  return { key, value, start, end, keyStart, keyEnd };
}
