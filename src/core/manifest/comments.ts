import type { Span } from '../text/span.ts';
import type { Node } from './node.ts';

/** A comment that silences rules: `# portolan-ignore KN214, KN215: reason`. The span is the comment's. */
export interface Comment extends Span {
  readonly codes: readonly string[];
  readonly reason: string | undefined;
  /** Whether the comment has a line of its own; it then covers the next line that is no comment, else its own line only. */
  readonly alone: boolean;
}

const marker = 'portolan-ignore';
const pattern = /(?<![^ \t])#[ \t]*portolan-ignore(?![\w-])/g;
const none: readonly Comment[] = [];

/**
 * The suppression comments of a document's text, in order. A `#` counts as a comment's start as YAML says: at a line's
 * start or behind white space, and in no quotes and no block of text, which the tree tells.
 */
export function readComments(text: string, root: Node | undefined): readonly Comment[] {
  let at = text.indexOf(marker);
  if (at === -1) return none;
  const comments: Comment[] = [];
  const isText = textsOf(text, root);
  let lineEnd = 0;
  for (; at !== -1; at = text.indexOf(marker, lineEnd)) {
    const lineStart = startOfLine(text, at, lineEnd);
    lineEnd = endOfLine(text, at);
    const line = text.slice(lineStart, lineEnd);
    const match = [...line.matchAll(pattern)].find(({ index }) => !isText(lineStart + index));
    if (match === undefined) continue;
    const words = line.slice(match.index + match[0].length);
    const colon = words.indexOf(':');
    const codes = (colon === -1 ? words : words.slice(0, colon)).split(/[\s,]+/);
    comments.push({
      start: lineStart + match.index,
      end: lineStart + line.trimEnd().length,
      codes: codes.filter((word) => /^KN\d{3,4}$/i.test(word)).map((code) => code.toUpperCase()),
      reason: colon === -1 ? undefined : words.slice(colon + 1).trim() || undefined,
      // A document's text begins behind `---`, so blank means that nothing but the separator stands before.
      alone: line.slice(0, match.index).trim() === '',
    });
  }
  return comments;
}

/** Tells whether an offset, asked for in ascending order, lies in quotes or in a block of text. */
export function textsOf(text: string, root: Node | undefined): (offset: number) => boolean {
  const spans: Span[] = [];
  // An alias is the very node that it names, which stands in the text once.
  const seen = new Set<Node>();
  const visit = (node: Node) => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.type === 'sequence') node.items.forEach(visit);
    else if (node.type === 'map')
      for (const { key, value } of node.entries) {
        visit(key);
        visit(value);
      }
    else if (node.style === 'literal' || node.style === 'folded')
      // The line of the indicator may end with a comment.
      spans.push({ start: endOfLine(text, node.start), end: node.end });
    else if (node.style !== 'plain') spans.push(node);
  };
  if (root !== undefined) visit(root);
  spans.sort((a, b) => a.start - b.start);
  let next = 0;
  return (offset) => {
    while ((spans[next]?.end ?? offset + 1) <= offset) next++;
    return (spans[next]?.start ?? offset + 1) <= offset;
  };
}

function startOfLine(text: string, at: number, least: number): number {
  let start = at;
  while (start > least && !isLineEnd(text.charCodeAt(start - 1))) start--;
  return start;
}

function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  return end;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}
