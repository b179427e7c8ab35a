import type { Span } from '../text/span.ts';

/**
 * The documents of a file's text, by a scan of its lines: YAML forbids `---` and `...` at the start of a line inside any
 * scalar, so a line that begins so separates documents, and an indented one never does. A document's text runs from
 * behind the separator (content on the separator's own line included) to the next one.
 */
export function splitDocuments(text: string): readonly Span[] {
  const documents: Span[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = start;
  while (line < text.length) {
    const next = lineEnd(text, line);
    if (isMarker(text, line, 45)) {
      documents.push({ start, end: line });
      start = line + 3;
    } else if (isMarker(text, line, 46)) {
      documents.push({ start, end: line });
      start = next;
    } else if (text.charCodeAt(line) === 37 && isBlank(text, start, line)) start = next;
    line = next;
  }
  documents.push({ start, end: text.length });
  return documents.filter(({ start: from, end }) => !isBlank(text, from, end));
}

/** Whether the line at `at` begins with three times the character and then ends or goes on with white space. */
function isMarker(text: string, at: number, code: number): boolean {
  if (text.charCodeAt(at) !== code || text.charCodeAt(at + 1) !== code || text.charCodeAt(at + 2) !== code)
    return false;
  const behind = text.charCodeAt(at + 3);
  return Number.isNaN(behind) || behind === 32 || behind === 9 || behind === 10 || behind === 13;
}

/** Offset of the line behind the one that holds `at`. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return false;
  }
  return true;
}
