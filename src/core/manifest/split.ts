import type { Span } from '../text/span.ts';

/**
 * The documents of a file's text, by a scan of its lines: YAML forbids `---` and `...` at the start of a line inside any
 * scalar, so a line that begins so separates documents, and an indented one never does. A document's text runs from
 * behind the separator (content on the separator's own line included) to the next one; directives in front of it are no
 * part of it. Stretches of white space are no documents.
 */
export function splitDocuments(text: string): readonly Span[] {
  const documents: Span[] = [];
  const behindLine = lineEnds(text);
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  /** Whether anything but white space, comments and directives stands in the document so far. */
  let stated = false;
  const close = (end: number) => {
    if (!isBlank(text, start, end)) documents.push(...objectsIn(text, start, end));
    stated = false;
  };
  let line = start;
  while (line < text.length) {
    const next = behindLine(line);
    if (isMarker(text, line, 45)) {
      close(line);
      start = line + 3;
      stated = !isIdle(text, start, next);
    } else if (isMarker(text, line, 46)) {
      close(line);
      start = next;
    } else if (!stated) {
      if (text.charCodeAt(line) === 37) start = next;
      else stated = !isIdle(text, line, next);
    }
    line = next;
  }
  close(text.length);
  return documents;
}

/**
 * The objects of a stretch of JSON, which may follow each other with nothing between: kubectl reads such a file as a stream. In
 * YAML a brace that closes the whole document is never followed by one that opens.
 */
function objectsIn(text: string, start: number, end: number): readonly Span[] {
  const whole = [{ start, end }];
  const first = firstInked(text, start, end);
  // A brace and a quote: an action of a template begins otherwise.
  if (text[first] !== '{' || text[firstInked(text, first + 1, end)] !== '"') return whole;
  if (!/\}\s*\{/.test(text.slice(start, end))) return whole;
  const objects: Span[] = [];
  let from = start;
  let depth = 0;
  for (const { 0: token, index } of text.slice(start, end).matchAll(/[{}]|"(?:[^"\\]|\\.)*"/g)) {
    if (token === '{') depth++;
    else if (token === '}' && --depth === 0) {
      const behind = start + index + 1;
      if (text.charCodeAt(firstInked(text, behind, end)) !== 123) continue;
      objects.push({ start: from, end: behind });
      from = behind;
    }
  }
  return objects.length === 0 ? whole : [...objects, { start: from, end }];
}

/** Whether the line at `at` begins with three times the character and then ends or goes on with white space. */
function isMarker(text: string, at: number, code: number): boolean {
  if (text.charCodeAt(at) !== code || text.charCodeAt(at + 1) !== code || text.charCodeAt(at + 2) !== code)
    return false;
  const behind = text.charCodeAt(at + 3);
  return Number.isNaN(behind) || isWhite(behind);
}

/** Gives the offset of the line behind the one that holds an offset. Lines end as `LineIndex` says. */
function lineEnds(text: string): (at: number) => number {
  const lone = text.includes('\r') && /\r(?!\n)/.test(text);
  if (!lone)
    return (at) => {
      const end = text.indexOf('\n', at);
      return end === -1 ? text.length : end + 1;
    };
  return (at) => {
    let end = at;
    while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
    return Math.min(text.length, end + 1);
  };
}

/** Whether a line, or the rest of it, holds nothing but white space or a comment. */
function isIdle(text: string, start: number, end: number): boolean {
  const first = firstInked(text, start, end);
  return first === end || text.charCodeAt(first) === 35;
}

function isBlank(text: string, start: number, end: number): boolean {
  return firstInked(text, start, end) === end;
}

/** Offset of the first character that is no white space. */
function firstInked(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isWhite(text.charCodeAt(at))) at++;
  return at;
}

function isWhite(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}
