/**
 * What a terminal may be sent of texts that others wrote. Control characters could move its cursor, colour or rename it,
 * and those of writing direction could make a line read as another.
 */

/** A text as a terminal may show it, character by character: control characters as the pictures that stand for them. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}

// Control characters, separators of lines, marks of writing direction, and halves of surrogate pairs.
const unprintable = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

/** A line of a file: {@link printable}, with a blank for each tab. */
export function printableLine(line: string): string {
  return printable(line.replaceAll('\t', ' '));
}

/** A stretch of a line of source, cut so that it fits, with where in it a range is. */
export interface Excerpt {
  readonly text: string;
  /** What stands before the range. */
  readonly before: string;
  /** The range as far as it is shown. */
  readonly marked: string;
}

const longest = 120;
const lead = 40;

/** A line with a range in it (UTF-16 units); of a long line what is around the beginning of the range. */
export function excerpt(line: string, start: number, end: number): Excerpt {
  // A line in the middle of a pair of surrogates is no text: the cuts go around it.
  const at = (offset: number) => (/[\udc00-\udfff]/.test(line[offset] ?? '') ? offset - 1 : offset);
  const from = line.length <= longest || start <= longest - lead ? 0 : at(start - lead);
  const to = at(Math.min(line.length, from + longest));
  const left = from > 0 ? '…' : '';
  const shown = (a: number, b: number) => printableLine(line.slice(Math.max(a, from), Math.min(b, to)));
  return {
    text: left + shown(from, to) + (to < line.length ? '…' : ''),
    before: left + shown(from, start),
    marked: shown(start, end),
  };
}
