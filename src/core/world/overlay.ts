import type { Pair, Pairs, Stated, UnknownField } from '../resources/field.ts';
import type { Span } from '../text/span.ts';
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
    touches.push(path.length < prefix.length ? { path: [], value: undefined } : { path: path.slice(prefix.length), value });
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

/** A map of strings after a change: keys whose new text is known get it, others become unknown. */
export function changedPairs(pairs: Pairs, change: Change | undefined): Pairs {
  if (change === undefined) return pairs;
  let result = pairs;
  for (const { path, value } of change.touches) {
    const [key] = path;
    if (key === undefined) {
      const unknown = reasonOf(change);
      result = { ...result, open: unknown, pairs: result.pairs.map((pair) => ({ ...without(pair), value: undefined, unknown })) };
    } else if (value !== undefined && change.certain) result = withPair(result, key, value, change.by);
    else if (result.pairs.some((pair) => pair.key === key))
      result = { ...result, pairs: result.pairs.map((pair) => (pair.key === key ? { ...without(pair), value: undefined, unknown: reasonOf(change) } : pair)) };
    else if (value !== undefined) result = { ...result, open: reasonOf(change) };
  }
  return result;
}

/** A map of strings in which `key` has `value`, whatever the text says. */
export function withPair(pairs: Pairs, key: string, value: string, by: string): Pairs {
  const stated = pairs.pairs.find((pair) => pair.key === key);
  if (stated?.value === value) return pairs;
  const { start, end } = pairs;
  const pair: Pair = { key, value, added: by, start, end, keyStart: start, keyEnd: end };
  return { ...pairs, pairs: stated === undefined ? [...pairs.pairs, pair] : pairs.pairs.map((other) => (other === stated ? pair : other)) };
}

/** A pair without what was said about its value. */
function without({ key, value, start, end, keyStart, keyEnd }: Pair): Pair {
  return { key, value, start, end, keyStart, keyEnd };
}
