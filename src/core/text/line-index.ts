import type { Position } from './span.ts';

/** Where the lines of a text begin; built once, then offset ↔ position in O(log n). Line ends are `\n`, `\r\n` and `\r`, as in the Language Server Protocol. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    this.#starts = lineStarts(text);
  }

  /** Number of lines; a text that ends with a line end has an empty last line. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** The position of an offset; offsets outside the text are clamped to it, one within `\r\n` to the end of its line. */
  position(offset: number): Position {
    const line = this.lineOf(offset);
    return { line, character: Math.max(0, Math.min(offset, this.#endOf(line)) - (this.#starts[line] ?? 0)) };
  }

  /** The line of an offset. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The offset of a position; characters behind the line's end are clamped to it, lines behind the last to the text's end. */
  offset({ line, character }: Position): number {
    if (line < 0) return 0;
    const start = this.#starts[line];
    if (start === undefined) return this.#text.length;
    return Math.max(start, Math.min(start + character, this.#endOf(line)));
  }

  /** The text of a line without its line end; empty for lines that do not exist. */
  line(line: number): string {
    const start = this.#starts[line];
    return start === undefined ? '' : this.#text.slice(start, this.#endOf(line));
  }

  #endOf(line: number): number {
    const next = this.#starts[line + 1];
    if (next === undefined) return this.#text.length;
    return this.#text[next - 1] === '\n' && this.#text[next - 2] === '\r' ? next - 2 : next - 1;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}
