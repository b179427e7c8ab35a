import type { ParsedDocument } from './document.ts';
import type { Node } from './node.ts';

/**
 * Texts that YAML forbids and that kubectl's reader (go-yaml, a port of libyaml) takes all the same. Inside brackets and quotes
 * it knows no indentation, so lines there may begin as far left as they like; a comment or a value may follow a quote without a
 * space; tabs set values apart like spaces; `\'` is an escape. Such a text is brought into the form that YAML asks for, with a
 * way back to its own offsets.
 */
export interface RelaxedText {
  readonly text: string;
  /** The offset in the original text of an offset in `text`. */
  original(offset: number): number;
}

interface Change {
  /** Where, in the original text. */
  readonly at: number;
  /** Number of characters that are left out there. */
  readonly removed: number;
  readonly inserted: string;
}

/** The form of a text that YAML asks for; `undefined` when nothing of the kind stands in it. */
export function relax(text: string): RelaxedText | undefined {
  const changes = new Scanner(text).scan();
  if (changes.length === 0) return undefined;
  const parts: string[] = [];
  const marks: { readonly from: number; readonly back: number }[] = [];
  let at = 0;
  let length = 0;
  for (const change of changes) {
    parts.push(text.slice(at, change.at), change.inserted);
    length += change.at - at;
    marks.push({ from: length, back: change.at });
    length += change.inserted.length;
    at = change.at + change.removed;
    marks.push({ from: length, back: at });
  }
  parts.push(text.slice(at));
  return {
    text: parts.join(''),
    original(offset) {
      let low = 0;
      let high = marks.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((marks[middle]?.from ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      const mark = marks[low - 1];
      if (mark === undefined) return offset;
      // What was put in has no place of its own.
      const next = marks[low]?.back ?? text.length;
      return Math.min(mark.back + offset - mark.from, Math.max(next, mark.back));
    },
  };
}

/** A document that was parsed in its relaxed form, with the places of the original text. */
export function atOriginal({ root, problems }: ParsedDocument, { original }: RelaxedText): ParsedDocument {
  // An alias is the very node that it names, and stays so.
  const known = new Map<Node, Node>();
  const place = <T extends Node>(node: T): T => {
    const found = known.get(node);
    if (found !== undefined) return found as T;
    const span = { start: original(node.start), end: original(node.end) };
    const placed: Node =
      node.type === 'scalar'
        ? { ...node, ...span }
        : node.type === 'sequence'
          ? { ...node, ...span, items: node.items.map(place) }
          : {
              ...node,
              ...span,
              entries: node.entries.map(({ key, value }) => ({ key: place(key), value: place(value) })),
            };
    known.set(node, placed);
    return placed as T;
  };
  return {
    root: root && place(root),
    problems: problems.map((problem) => ({ ...problem, start: original(problem.start), end: original(problem.end) })),
  };
}

/** Reads a text line by line, as far as it takes to know where brackets, quotes and blocks of text begin and end. */
class Scanner {
  readonly #text: string;
  readonly #changes: Change[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): readonly Change[] {
    while (this.#at < this.#text.length) this.#line();
    return this.#changes;
  }

  /** One line of a block, with all lines of the brackets, quotes and blocks of text that begin on it. */
  #line(): void {
    const start = this.#at;
    this.#spaces();
    let parent = -1;
    // Dashes and question marks of collections that begin on one line.
    while (/[-?]/.test(this.#char()) && this.#isGap(this.#at + 1)) {
      parent = this.#at - start;
      this.#at++;
      this.#spaces();
    }
    for (let first = true; ; first = false) {
      this.#properties();
      const column = this.#at - start;
      const char = this.#char();
      if (char === '#' || char === '' || isBreak(char)) break;
      if (char === '|' || char === '>') {
        this.#block(parent);
        return;
      }
      if (char === '"' || char === "'") {
        this.#quoted(char, parent);
        if (this.#char() === ':' && !this.#isGap(this.#at + 1))
          this.#changes.push({ at: this.#at + 1, removed: 0, inserted: ' ' });
      } else if (char === '[' || char === '{') this.#flow(parent);
      else if (!this.#plain()) break;
      this.#spaces();
      if (this.#char() !== ':') break;
      if (first) parent = column;
      this.#at++;
      this.#spaces();
    }
    this.#toLineEnd();
  }

  /** Anchors and tags before a value. */
  #properties(): void {
    while (/[&!]/.test(this.#char())) {
      while (!this.#isGap(this.#at)) this.#at++;
      this.#spaces();
    }
  }

  /** A text without quotes, up to the colon of a key; whether there is such a colon. */
  #plain(): boolean {
    for (; ; this.#at++) {
      const char = this.#char();
      if (char === '' || isBreak(char) || (char === '#' && this.#isGap(this.#at - 1))) return false;
      if (char === ':' && this.#isGap(this.#at + 1)) return true;
    }
  }

  /** The lines of a block of text: all that are blank or stand further right than its key. */
  #block(parent: number): void {
    this.#toLineEnd();
    while (this.#at < this.#text.length) {
      const start = this.#at;
      this.#spaces();
      const char = this.#char();
      if (char !== '' && !isBreak(char) && this.#at - start <= parent) {
        this.#at = start;
        return;
      }
      this.#toLineEnd();
    }
  }

  #quoted(quote: string, parent: number): void {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#char();
      if (char === '\\' && quote === '"') {
        if (this.#text[this.#at + 1] === "'") this.#changes.push({ at: this.#at, removed: 1, inserted: '' });
        this.#at++;
        if (isBreak(this.#char())) this.#at--;
      } else if (char === quote) {
        if (quote === '"' || this.#text[this.#at + 1] !== quote) break;
        this.#at++;
      } else if (isBreak(char)) this.#indent(parent);
    }
    this.#at++;
    this.#apart();
  }

  #flow(parent: number): void {
    let depth = 0;
    let tokenStart = true;
    let last = '';
    while (this.#at < this.#text.length) {
      const char = this.#char();
      if (tokenStart && (char === '"' || char === "'")) {
        this.#quoted(char, parent);
        tokenStart = false;
        last = char;
        continue;
      }
      if (char === '#' && this.#isGap(this.#at - 1)) {
        while (!isBreak(this.#char()) && this.#char() !== '') this.#at++;
        continue;
      }
      if (char === '[' || char === '{') depth++;
      else if (char === ']' || char === '}') depth--;
      else if (isBreak(char)) this.#indent(parent);
      else if (char === '\t' && (tokenStart || /[\]}"']/.test(last))) this.#untab(this.#at, this.#at + 1);
      if (!/\s/.test(char)) {
        tokenStart = /[[{,:?]/.test(char);
        last = char;
      }
      this.#at++;
      if (depth === 0) break;
    }
    this.#apart();
  }

  /** At the end of a line within brackets or quotes: moves the next one behind the column of what it belongs to. */
  #indent(parent: number): void {
    const start = this.#at + (this.#text.startsWith('\r\n', this.#at) ? 2 : 1);
    let end = start;
    while (this.#text[end] === ' ') end++;
    const next = this.#text[end];
    if (next !== undefined && !isBreak(next) && end - start <= parent)
      this.#changes.push({ at: start, removed: 0, inserted: ' '.repeat(parent + 1 - (end - start)) });
    this.#at = start - 1;
  }

  /** Sets a comment off from the quote or bracket that it follows. */
  #apart(): void {
    if (this.#char() === '#') this.#changes.push({ at: this.#at, removed: 0, inserted: ' ' });
  }

  #char(): string {
    return this.#text[this.#at] ?? '';
  }

  /** Whether white space or the end of the text stands somewhere. */
  #isGap(at: number): boolean {
    const char = this.#text[at];
    return char === undefined || /\s/.test(char);
  }

  /** Passes white space in front of something. A tab there means no more than a space. */
  #spaces(): void {
    const start = this.#at;
    while (this.#char() === ' ' || this.#char() === '\t') this.#at++;
    // One that begins a line would indent it, which no reader takes.
    if (start > 0 && !isBreak(this.#text[start - 1] ?? '')) this.#untab(start, this.#at);
  }

  #untab(start: number, end: number): void {
    for (let at = start; at < end; at++)
      if (this.#text[at] === '\t') this.#changes.push({ at, removed: 1, inserted: ' ' });
  }

  #toLineEnd(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end + 1;
  }
}

function isBreak(char: string): boolean {
  return char === '\n' || char === '\r';
}
