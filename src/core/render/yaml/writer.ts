import { byteLength } from '../go/bytes.ts';
import { asWhole, type Source } from '../origin/origin.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { type Budget, spend } from '../problem.ts';
import type { Part, WriterState } from './part.ts';
import { staysString } from './plain.ts';
import { isPrintable, lineBreak, type Shape, shapeOf } from './shape.ts';

/** How lines are written. */
export interface WriterOptions {
  /** Strings are broken at the first space behind this column. */
  readonly width: number;
  /** Blocks of text may hold tabs (go-yaml v3); in v2 they are quoted. */
  readonly tabs: boolean;
  readonly budget: Budget;
}

/** Writes the pieces of a YAML text one behind the other, with the columns that go-yaml's emitter counts (emitterc.go). */
export class YamlWriter {
  readonly #builder = new TextBuilder();
  readonly #options: WriterOptions;
  #column = 0;
  #spent = 0;
  readonly #shapes = new Map<string, Shape & { readonly isString: boolean }>();
  #source: Source | undefined;
  #wholeSource: Source | undefined;
  /** Whether white space was written last. */
  #white = true;
  /** Whether the line holds nothing but indentation and dashes so far. */
  #indented = true;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  get isIndented(): boolean {
    return this.#indented;
  }

  get length(): number {
    return this.#builder.length;
  }

  /** How many characters were taken from the budget. */
  get spent(): number {
    return this.#spent;
  }

  /** The source that was asked for last. */
  get source(): Source | undefined {
    return this.#source;
  }

  text(): Text {
    return this.#builder.text();
  }

  state(): WriterState {
    return {
      column: this.#column,
      white: this.#white,
      indented: this.#indented,
      source: this.#source,
      wholeSource: this.#wholeSource,
    };
  }

  /** Copies what a part was written as, which begins at `start` of a text. */
  repeat(text: Text, start: number, { length, end, cost }: Part): void {
    this.#spend(cost);
    this.#builder.addPart(text, start, start + length);
    this.#column = end.column;
    this.#white = end.white;
    this.#indented = end.indented;
    this.#source = end.source;
    this.#wholeSource = end.wholeSource;
  }

  /** Begins a line where one is under way, and indents. */
  indent(to: number, source: Source | undefined): void {
    if (!this.#indented || this.#column > to || (this.#column === to && !this.#white)) this.#break(source);
    if (this.#column < to) this.#put(' '.repeat(to - this.#column), source);
    this.#white = true;
    this.#indented = true;
  }

  dash(source: Source | undefined): void {
    if (!this.#white) this.#put(' ', source);
    this.#put('-', source);
    this.#white = false;
  }

  /** A scalar that needs no quotes. */
  token(text: string, source: Source | undefined): void {
    if (!this.#white) this.#put(' ', source);
    const isWritten = source?.fidelity === 'characters' && source.at.end - source.at.start === text.length;
    this.#add(text, isWritten ? source : this.#whole(source));
    this.#white = false;
    this.#indented = false;
  }

  /** A key and its colon; long ones and those of several lines get a question mark. */
  key(name: string, source: Source | undefined, indent: number): void {
    const { isPlain, isString, isMultiline } = this.#shapeOf(name);
    const simple = !isMultiline && byteLength(name) <= 128;
    if (simple && isPlain && isString && this.#column + name.length < this.#options.width) {
      if (!this.#white) this.#put(' ', source);
      this.#add(name, source);
      this.#put(':', source);
      this.#white = false;
      this.#indented = false;
      return;
    }
    if (!simple) this.#indicator('?', source);
    this.#scalar(Text.of(name, source), indent + 2, source, simple);
    if (!simple) {
      this.indent(indent, source);
      this.#indicator(':', source);
      return;
    }
    this.#put(':', source);
    this.#white = false;
    this.#indented = false;
  }

  /** A string as a value, continued on lines of an indentation where it is long. */
  string(text: Text, indent: number, around: Source | undefined): void {
    this.#scalar(text, indent, around, false);
  }

  /** `?` and `:` in front of what begins on the same line. */
  #indicator(sign: string, source: Source | undefined): void {
    if (!this.#white) this.#put(' ', source);
    this.#put(sign, source);
    this.#white = false;
  }

  /** Chooses the style as `stringv` and `yaml_emitter_select_scalar_style` do. */
  #scalar(text: Text, indent: number, around: Source | undefined, isKey: boolean): void {
    const value = text.text;
    const shape = this.#shapeOf(value);
    const source = text.sourceAt(0) ?? around;
    if (!this.#white) this.#put(' ', source);
    this.#white = true;
    if (value.includes('\n') && shape.isBlock && !isKey) {
      this.#literal(text, indent, source);
      return;
    }
    if (!shape.isString) this.#doubleQuoted(text, indent, source, isKey);
    else if (shape.isPlain) this.#plain(text, indent, isKey);
    else if (shape.isSingle && !(isKey && shape.isMultiline)) this.#singleQuoted(text, indent, source, isKey);
    else this.#doubleQuoted(text, indent, source, isKey);
    this.#white = false;
    this.#indented = false;
  }

  /** What a string may be written as; keys and names come up again and again. */
  #shapeOf(value: string): Shape & { readonly isString: boolean } {
    const known = this.#shapes.get(value);
    if (known !== undefined) return known;
    const isString = !value.includes('\n') && staysString(value);
    const shape = { ...shapeOf(value, this.#options.tabs), isString };
    if (value.length <= 64) this.#shapes.set(value, shape);
    return shape;
  }

  #plain(text: Text, indent: number, isKey: boolean): void {
    this.#folded(text, indent, false, (at) => !isKey && text.text[at + 1] !== ' ');
  }

  #singleQuoted(text: Text, indent: number, source: Source | undefined, isKey: boolean): void {
    const last = text.length - 1;
    this.#put("'", source);
    this.#folded(text, indent, true, (at) => !isKey && at > 0 && at < last && text.text[at + 1] !== ' ');
    this.#put("'", source);
  }

  /** Copies a text, with a line break for a space behind the last column; in quotes single quotes are doubled. */
  #folded(text: Text, indent: number, isQuoted: boolean, mayBreak: (at: number) => boolean): void {
    const value = text.text;
    if (this.#column + value.length <= this.#options.width && !(isQuoted && value.includes("'"))) {
      this.#copy(text, 0, value.length);
      return;
    }
    let from = 0;
    for (let at = 0; at < value.length; at++) {
      const character = value[at];
      if (character === "'" && isQuoted) {
        from = this.#copy(text, from, at);
        this.#put("'", text.sourceAt(at));
      } else if (character === ' ' && value[at - 1] !== ' ') {
        from = this.#copy(text, from, at);
        if (this.#column > this.#options.width && mayBreak(at)) {
          this.#continue(indent, text.sourceAt(at));
          from = at + 1;
        }
      }
    }
    this.#copy(text, from, value.length);
  }

  #doubleQuoted(text: Text, indent: number, source: Source | undefined, isKey: boolean): void {
    const value = text.text;
    const last = value.length - 1;
    this.#put('"', source);
    let from = 0;
    let spaces = false;
    for (let at = 0; at < value.length; at++) {
      const character = String.fromCodePoint(value.codePointAt(at) ?? 0);
      const isSpace = character === ' ';
      if (isSpace && !spaces && !isKey && at > 0 && at < last) {
        from = this.#copy(text, from, at);
        if (this.#column > this.#options.width) {
          this.#continue(indent, text.sourceAt(at));
          if (value[at + 1] === ' ') this.#put('\\', text.sourceAt(at));
          from = at + 1;
        }
      } else if (mustEscape(character)) {
        this.#copy(text, from, at);
        this.#put(escaped(character), text.sourceAt(at));
        from = at + character.length;
        at = from - 1;
      }
      spaces = isSpace;
    }
    this.#copy(text, from, value.length);
    this.#put('"', source);
  }

  #literal(text: Text, indent: number, source: Source | undefined): void {
    const value = text.text;
    const hint = /^[ \n]/.test(value) ? '2' : '';
    const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
    this.#put(`|${hint}${chomp}`, source);
    this.#break(source);
    this.#white = true;
    this.#indented = true;
    for (let from = 0; from < value.length; ) {
      const found = value.indexOf('\n', from);
      const end = found === -1 ? value.length : found;
      if (end > from) {
        this.indent(indent, text.sourceAt(from));
        this.#copy(text, from, end);
        this.#indented = false;
      }
      if (found !== -1) {
        this.#break(text.sourceAt(found));
        this.#indented = true;
      }
      from = end + 1;
    }
  }

  /** Goes on with a scalar on the next line. */
  #continue(indent: number, source: Source | undefined): void {
    this.#break(source);
    this.#put(' '.repeat(indent), source);
  }

  /** Copies a part of a text, and says where it ends. */
  #copy(text: Text, from: number, to: number): number {
    if (to > from) this.#add(text.slice(from, to));
    return to;
  }

  #put(text: string, source: Source | undefined): void {
    this.#add(text, this.#whole(source));
  }

  #spend(characters: number): void {
    spend(this.#options.budget, 'characters', characters);
    this.#spent += characters;
  }

  #add(text: string | Text, source?: Source): void {
    this.#spend(text.length);
    this.#builder.add(text, source);
    this.#column += text.length;
  }

  #break(source: Source | undefined): void {
    this.#builder.add('\n', this.#whole(source));
    this.#column = 0;
  }

  /** One object for a key's source, since much is written around each key. */
  #whole(source: Source | undefined): Source | undefined {
    if (source !== this.#source) {
      this.#source = source;
      this.#wholeSource = asWhole(source);
    }
    return this.#wholeSource;
  }
}

function mustEscape(character: string): boolean {
  return character === '"' || character === '\\' || lineBreak.test(character) || !isPrintable(character);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\0', '0'],
  ['\x07', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\x1b', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\x85', 'N'],
  ['\xa0', '_'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
]);

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = (digits: number) => code.toString(16).toUpperCase().padStart(digits, '0');
  const named = escapes.get(character);
  if (named !== undefined) return `\\${named}`;
  return code <= 0xff ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}
