/**
 * Positions in text. Everything counts UTF-16 code units, as JavaScript strings and the
 * Language Server Protocol do, so no conversion happens between the core and an editor.
 */

/** A half-open stretch of text, `[start, end)`, in UTF-16 code units from the start of its document. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** 0-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A half-open stretch between two positions. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Replaces the text of a span with `newText`; an insertion has an empty span. */
export interface SpanEdit extends Span {
  readonly newText: string;
}

/** Whether `offset` lies in the span, its end included (a cursor behind the last character still touches it). */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** Whether `inner` lies wholly in `outer`. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
