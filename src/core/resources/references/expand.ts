import type { Span } from '../../text/span.ts';
import type { Resource } from '../resource.ts';

/** A text of a manifest that a value is made of, and where it stands there. */
export interface Written extends Span {
  readonly resource: Resource;
  /** The scalar's value. */
  readonly value: string;
}

/** A stretch of an expanded text and what it was copied from. */
export interface Piece {
  /** Where the stretch begins in the expanded text. */
  readonly at: number;
  readonly from: Written;
  /** Where it begins in `from.value`. */
  readonly offset: number;
}

/** A text with the values of variables in it. */
export interface Expanded {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Whether the text refers to variables. */
  readonly composed: boolean;
}

/** A text as it stands. */
export function plain(from: Written): Expanded {
  return { text: from.value, pieces: [{ at: 0, from, offset: 0 }], composed: false };
}

/** Longest text that is made of variables; one that doubles itself at every step ends here. */
const longest = 20_000;

/**
 * Replaces `$(VAR)` as the kubelet does (third_party/forked/golang/expansion/expand.go): `$$` is a dollar sign, and a
 * reference to nothing that is defined stays as it is. `lookup` answers with the expanded value of a variable.
 */
export function expand(written: Written, lookup: (name: string) => Expanded | undefined): Expanded {
  const { value } = written;
  if (!value.includes('$(')) return plain(written);
  let text = '';
  const pieces: Piece[] = [];
  const copy = (start: number, end: number) => {
    if (start === end) return;
    pieces.push({ at: text.length, from: written, offset: start });
    text += value.slice(start, end);
  };
  let done = 0;
  for (let at = value.indexOf('$'); at !== -1 && at + 1 < value.length; at = value.indexOf('$', at)) {
    const next = value[at + 1];
    if (next === '$') {
      copy(done, at + 1);
      at += 2;
      done = at;
      continue;
    }
    const close = next === '(' ? closing(value, at + 2) : -1;
    if (close === -1) {
      at++;
      continue;
    }
    const name = value.slice(at + 2, close);
    const known = lookup(name);
    if (known !== undefined && text.length + known.text.length <= longest) {
      copy(done, at);
      for (const piece of known.pieces) pieces.push({ ...piece, at: piece.at + text.length });
      text += known.text;
      done = close + 1;
    }
    at = close + 1;
  }
  copy(done, value.length);
  return { text, pieces, composed: true };
}

/** The parenthesis that closes a reference to a variable; names are short and have none. */
function closing(value: string, from: number): number {
  for (let at = from; at < value.length && at - from < 300; at++) if (value.charCodeAt(at) === 41) return at;
  return -1;
}
