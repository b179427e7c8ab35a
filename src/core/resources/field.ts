import type { Span } from '../text/span.ts';

/** A value that the text states, with the span that states it. */
export interface Field<T> extends Span {
  readonly value: T;
  /** Set when the text is silent and the API server's default stands here; the span is then that of the enclosing object. */
  readonly defaulted?: true;
}

/** A value that cannot be known: a placeholder, a template, a wrong type. */
export interface UnknownField extends Span {
  readonly value: undefined;
  /** Why it is not known, as a phrase that can follow "because": `it is the placeholder ${PORT}`. */
  readonly unknown: string;
}

/** What the text says about a value. Absent fields are `undefined` instead. */
export type Stated<T> = Field<T> | UnknownField;

/** Why a value is not known; `undefined` where it is, or where the text is silent. */
export function doubtOf(field: Stated<unknown> | undefined): string | undefined {
  return field !== undefined && 'unknown' in field ? field.unknown : undefined;
}

/** One pair of a map of strings (labels, annotations, a Service's selector). The span is the value's. */
export interface Pair extends Span {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** `undefined` when it is unknown or not a string. */
  readonly value: string | undefined;
  /** Why the value (or, with templates, the key) is not known. */
  readonly unknown?: string;
  /** The value as written when it is no string: the API server refuses it. */
  readonly notString?: number | boolean | null | 'map' | 'sequence';
  /**
   * Who adds the pair, where the text does not hold it: a controller. The spans are then those of the whole map, good for
   * pointing and not for editing.
   */
  readonly added?: string;
}

/** A map of strings in the order of the text. `span` is that of the whole map, of the enclosing object when absent. */
export interface Pairs extends Span {
  readonly pairs: readonly Pair[];
  /** Whether more pairs than the stated ones may exist, and why (a template computes them). */
  readonly open?: string;
}

/** A field of the wrong type, or that lacks what its kind requires: finding KN002. */
export interface ResourceProblem extends Span {
  readonly message: string;
}

/** Yes, no, or not to be known. */
export type Ternary = 'yes' | 'no' | 'unknown';
