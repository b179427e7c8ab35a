import type { Span } from '../../text/span.ts';

/**
 * Where a part of a scalar's value stands in the document's text. The value differs from the text by quotes, escapes,
 * indentation and folded lines; a part without any of them is found again. Where that is not certain it is the whole
 * scalar.
 */
export function spanInScalar(text: string, scalar: Span, value: string, part: Span): Span {
  const { start, end } = scalar;
  const first = text.charCodeAt(start);
  // As it stands, or between quotes with nothing escaped.
  if (end - start === value.length && text.startsWith(value, start)) return moved(part, start);
  if ((first === 34 || first === 39) && end - start === value.length + 2 && text.startsWith(value, start + 1))
    return moved(part, start + 1);
  return (
    (first === 124 ? inLiteral(text, scalar, value, part) : undefined) ??
    byCount(text, scalar, value, part) ?? { start, end }
  );
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** Each line of a literal block is one of the value, behind the indentation. */
function inLiteral(text: string, { start, end }: Span, value: string, part: Span): Span | undefined {
  let line = 0;
  let lineStart = 0;
  for (let next = value.indexOf('\n'); next !== -1 && next < part.start; next = value.indexOf('\n', lineStart)) {
    line++;
    lineStart = next + 1;
  }
  const lineEnd = value.indexOf('\n', lineStart);
  const content = value.slice(lineStart, lineEnd === -1 ? value.length : lineEnd);
  let at = start;
  for (let skip = 0; skip <= line; skip++) {
    const newline = text.indexOf('\n', at);
    if (newline === -1 || newline >= end) return undefined;
    at = newline + 1;
  }
  const newline = text.indexOf('\n', at);
  const stop = newline === -1 || newline > end ? end : newline;
  const found = stop - content.length - (text.charCodeAt(stop - 1) === 13 ? 1 : 0);
  if (found < at || !text.startsWith(content, found)) return undefined;
  return moved({ start: part.start - lineStart, end: part.end - lineStart }, found);
}

/** The same occurrence of the same words, where the text has as many of them as the value. */
function byCount(text: string, { start, end }: Span, value: string, part: Span): Span | undefined {
  const words = value.slice(part.start, part.end);
  if (words === '') return undefined;
  const inValue = occurrences(value, words);
  const inText = occurrences(text.slice(start, end), words);
  const found = inText[inValue.indexOf(part.start)];
  if (inText.length !== inValue.length || found === undefined) return undefined;
  return { start: start + found, end: start + found + words.length };
}

function occurrences(text: string, words: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + words.length)) found.push(at);
  return found;
}
