import { asWhole, type Source } from './origin.ts';

/** A piece of a text: from `start` up to the next segment. What no segment covers has no source. */
export interface Segment {
  readonly start: number;
  readonly source: Source | undefined;
}

/**
 * An immutable string that knows where its characters come from. With `characters` the n-th character behind a segment's
 * start is the n-th of its source.
 */
export class Text {
  readonly text: string;
  /** Ascending by start; the first one starts at 0 unless the text is empty. */
  readonly segments: readonly Segment[];

  private constructor(text: string, segments: readonly Segment[]) {
    this.text = text;
    this.segments = segments;
  }

  /** A text all of which comes from one source. */
  static of(text: string, source?: Source): Text {
    return new Text(text, text === '' ? [] : [{ start: 0, source }]);
  }

  /** Texts one behind the other. */
  static join(parts: readonly (Text | string)[], separator: Text | string = ''): Text {
    const builder = new TextBuilder();
    for (const [index, part] of parts.entries()) {
      if (index > 0) builder.add(separator);
      builder.add(part);
    }
    return builder.text();
  }

  get length(): number {
    return this.text.length;
  }

  toString(): string {
    return this.text;
  }

  /** The part from `start` up to but not including `end`. */
  slice(start: number, end = this.text.length): Text {
    const from = Math.max(0, Math.min(start, this.text.length));
    const to = Math.max(from, Math.min(end, this.text.length));
    if (from === 0 && to === this.text.length) return this;
    if (from === to) return Text.of('');
    const segments: Segment[] = [];
    for (let i = this.segmentAt(from); i < this.segments.length; i++) {
      const segment = this.segments[i];
      if (segment === undefined || segment.start >= to) break;
      segments.push(
        segment.start >= from
          ? { start: segment.start - from, source: segment.source }
          : { start: 0, source: advanced(segment.source, from - segment.start) },
      );
    }
    return new Text(this.text.slice(from, to), segments);
  }

  /** The source of a character, its origin moved to that very character where characters are exact. */
  sourceAt(offset: number): Source | undefined {
    const segment = this.segments[this.segmentAt(offset)];
    return segment === undefined ? undefined : advanced(segment.source, offset - segment.start);
  }

  /** The text with another string and every source kept where the strings are equal in length, else of one source. */
  withString(text: string): Text {
    if (text === this.text) return this;
    return text.length === this.text.length ? new Text(text, this.segments) : Text.of(text, this.lastSource());
  }

  /** The text with some characters written differently; the others keep their sources. */
  rewritten(write: (character: string) => string): Text {
    const builder = new TextBuilder();
    let from = 0;
    let at = 0;
    for (const character of this.text) {
      const written = write(character);
      if (written !== character) {
        builder.add(this.slice(from, at));
        builder.add(written, asWhole(this.sourceAt(at)));
        from = at + character.length;
      }
      at += character.length;
    }
    if (from === 0) return this;
    builder.add(this.slice(from));
    return builder.text();
  }

  /** The text with the sources that a function gives for those that it has. */
  mapSources(change: (source: Source | undefined) => Source | undefined): Text {
    return new Text(
      this.text,
      this.segments.map(({ start, source }) => ({ start, source: change(source) })),
    );
  }

  /** The source of the last part that has one. */
  lastSource(): Source | undefined {
    return this.segments.findLast(({ source }) => source !== undefined)?.source;
  }

  /** The index of the segment that holds a character. */
  segmentAt(offset: number): number {
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.segments[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** For {@link TextBuilder}. */
  static raw(text: string, segments: readonly Segment[]): Text {
    return new Text(text, segments);
  }
}

/** Puts a text together piece by piece. */
export class TextBuilder {
  readonly #parts: string[] = [];
  readonly #segments: Segment[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends a piece; a plain string has the given source, or none. */
  add(piece: Text | string, source?: Source): void {
    const { length } = piece;
    if (length === 0) return;
    if (typeof piece === 'string') this.#begin(this.#length, source);
    else for (const { start, source: own } of piece.segments) this.#begin(start + this.#length, own);
    this.#parts.push(typeof piece === 'string' ? piece : piece.text);
    this.#length += length;
  }

  /** Appends a part of a text. */
  addPart(text: Text, from: number, to: number): void {
    if (from >= to) return;
    for (let i = text.segmentAt(from); i < text.segments.length; i++) {
      const segment = text.segments[i];
      if (segment === undefined || segment.start >= to) break;
      const { start, source } = segment;
      this.#begin(Math.max(start - from, 0) + this.#length, start < from ? advanced(source, from - start) : source);
    }
    this.#parts.push(text.text.slice(from, to));
    this.#length += to - from;
  }

  /** Begins a segment, unless the one before goes on. */
  #begin(start: number, source: Source | undefined): void {
    const last = this.#segments[this.#segments.length - 1];
    const goesOn = last !== undefined && last.source === source && source?.fidelity !== 'characters';
    if (!goesOn) this.#segments.push({ start, source });
  }

  text(): Text {
    return Text.raw(this.#parts.join(''), this.#segments);
  }
}

/** A source from some characters on. */
function advanced(source: Source | undefined, by: number): Source | undefined {
  if (source === undefined || by === 0 || source.fidelity !== 'characters') return source;
  const { start, end } = source.at;
  const at = { ...source.at, start: Math.min(start + by, end) };
  return source.values === source.at ? { ...source, at, values: at } : { ...source, at };
}
