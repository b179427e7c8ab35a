import type { Span } from '../text/span.ts';

/** A comment that silences rules: `# portolan-ignore KN214, KN215: reason`. The span is the comment's. */
export interface Comment extends Span {
  readonly codes: readonly string[];
  readonly reason: string | undefined;
  /** Whether the comment has a line of its own; it then covers the line below it, else its own line only. */
  readonly alone: boolean;
}

const marker = 'portolan-ignore';
const none: readonly Comment[] = [];

/** The suppression comments of a document's text, in order. A `#` counts as a comment's start as YAML says: at a line's start or behind white space. */
export function readComments(text: string): readonly Comment[] {
  let at = text.indexOf(marker);
  if (at === -1) return none;
  const comments: Comment[] = [];
  for (; at !== -1; at = text.indexOf(marker, at + marker.length)) {
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const hash = text.lastIndexOf('#', at);
    if (hash < lineStart || text.slice(hash + 1, at).trim() !== '') continue;
    if (hash > lineStart && text[hash - 1] !== ' ' && text[hash - 1] !== '\t') continue;
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const words = text.slice(at + marker.length, end).trimEnd();
    const colon = words.indexOf(':');
    const codes = (colon === -1 ? words : words.slice(0, colon))
      .split(/[\s,]+/)
      .filter((word) => /^KN\d{3,4}$/i.test(word));
    const reason = colon === -1 ? undefined : words.slice(colon + 1).trim() || undefined;
    // A document's text begins behind `---`, so blank means that nothing but the separator stands before.
    const alone = text.slice(lineStart, hash).trim() === '';
    comments.push({
      start: hash,
      end: hash + text.slice(hash, end).trimEnd().length,
      codes: codes.map((code) => code.toUpperCase()),
      reason,
      alone,
    });
  }
  return comments;
}
