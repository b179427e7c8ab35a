/** JSON as Go's `encoding/json` reads it: with its words for what is wrong. */
import type { Source } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { maxDepth, RenderError } from '../problem.ts';
import { Dict, type Item, List, type Value } from '../value.ts';
import { toBytes } from './bytes.ts';
import { quote } from './quote.ts';

/**
 * Reads a text; the values know their lines. Throws {@link RenderError} with Go's words. Where a collection is wanted, a number
 * is wrong for what it is before it is wrong for its size.
 */
export function decodeJson(text: Text, wantsCollection = false): Item {
  return new Decoder(text).run(wantsCollection);
}

/** The collections that a text may be wanted to state. */
export type CollectionType = 'map[string]interface {}' | '[]interface {}';

/** What Go says of a value that is no map or list though one was wanted, if it is none. */
export function mismatch({ value }: Item, wanted: CollectionType): string | undefined {
  const isWanted = wanted === '[]interface {}' ? value instanceof List : value instanceof Dict;
  if (isWanted || value === null) return undefined;
  const got = value instanceof List ? 'array' : value instanceof Dict ? 'object' : kind(value);
  return `json: cannot unmarshal ${got} into Go value of type ${wanted}`;
}

function kind(value: Value): string {
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'string';
}

class Decoder {
  readonly #text: Text;
  readonly #input: string;
  #at = 0;
  /** The first number that is too large: Go says so only of a text that is well-formed. */
  #tooLarge: RenderError | undefined;

  constructor(text: Text) {
    this.#text = text;
    this.#input = text.text;
  }

  run(wantsCollection: boolean): Item {
    const item = this.#value('looking for beginning of value', 0);
    this.#space();
    if (this.#at < this.#input.length) throw this.#invalid('after top-level value');
    if (this.#tooLarge !== undefined && !(wantsCollection && typeof item.value === 'number')) throw this.#tooLarge;
    return item;
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#input.charAt(this.#at)) && this.#at < this.#input.length) this.#at++;
  }

  #invalid(context: string): RenderError {
    // At the end Go tries a space, which may be wrong in itself.
    const isInside = /^in (?!string literal)|^after decimal/.test(context);
    const character = this.#input.charAt(this.#at) || (isInside ? ' ' : '');
    if (character === '') return new RenderError('unexpected end of JSON input');
    const shown = String.fromCharCode(toBytes(character)[0] ?? 0);
    const name = character === "'" ? `'\\''` : character === '"' ? `'"'` : `'${quote(shown).slice(1, -1)}'`;
    return new RenderError(`invalid character ${name} ${context}`);
  }

  #source(at: number): Source | undefined {
    const source = this.#text.sourceAt(at);
    return source === undefined || source.fidelity === 'line' ? source : { ...source, fidelity: 'line' };
  }

  #value(context: string, depth: number): Item {
    this.#space();
    if (depth > maxDepth) throw new RenderError('exceeded max depth');
    const at = this.#at;
    const character = this.#input.charAt(at);
    const source = this.#source(at);
    if (character === '{') return { value: this.#object(depth), source };
    if (character === '[') return { value: this.#array(depth), source };
    if (character === '"') {
      const inside = this.#source(at + 1) ?? source;
      return { value: Text.of(this.#string(), inside), source: inside };
    }
    if (/[-0-9]/.test(character)) return { value: this.#number(), source };
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const)
      if (character === word.charAt(0)) {
        this.#word(word);
        return { value, source };
      }
    throw this.#invalid(context);
  }

  #word(word: string): void {
    for (const [index, letter] of [...word].entries()) {
      if (this.#input.charAt(this.#at) !== letter)
        throw this.#invalid(`in literal ${word} (expecting '${word.charAt(index)}')`);
      this.#at++;
    }
  }

  #digits(context: string): void {
    if (!/[0-9]/.test(this.#input.charAt(this.#at))) throw this.#invalid(context);
    while (/[0-9]/.test(this.#input.charAt(this.#at))) this.#at++;
  }

  #number(): number {
    const from = this.#at;
    if (this.#input.charAt(this.#at) === '-') this.#at++;
    if (this.#input.charAt(this.#at) === '0') this.#at++;
    else this.#digits('in numeric literal');
    if (this.#input.charAt(this.#at) === '.') {
      this.#at++;
      this.#digits('after decimal point in numeric literal');
    }
    if (/[eE]/.test(this.#input.charAt(this.#at))) {
      this.#at++;
      if (/[+-]/.test(this.#input.charAt(this.#at))) this.#at++;
      this.#digits('in exponent of numeric literal');
    }
    const written = this.#input.slice(from, this.#at);
    const value = Number(written);
    if (!Number.isFinite(value))
      this.#tooLarge ??= new RenderError(`json: cannot unmarshal number ${written} into Go value of type float64`);
    return value;
  }

  #string(): string {
    this.#at++;
    let result = '';
    for (;;) {
      const plain = /[^"\\\p{Cc}]*/uy;
      plain.lastIndex = this.#at;
      const [run = ''] = plain.exec(this.#input) ?? [];
      result += run;
      this.#at += run.length;
      const character = this.#input.charAt(this.#at);
      if (character === '"') {
        this.#at++;
        return result.replace(/[\udc80-\udcff]/g, (unit, at: number) =>
          /[\ud800-\udbff]/.test(result.charAt(at - 1)) ? unit : '\ufffd',
        );
      }
      if (character === '\\') result += this.#escape();
      else if (character >= ' ') {
        result += character;
        this.#at++;
      } else throw this.#invalid('in string literal');
    }
  }

  #escape(): string {
    this.#at++;
    const letter = this.#input.charAt(this.#at);
    const index = '"\\/bfnrt'.indexOf(letter);
    if (letter !== '' && index >= 0) {
      this.#at++;
      return '"\\/\b\f\n\r\t'.charAt(index);
    }
    if (letter !== 'u') throw this.#invalid('in string escape code');
    this.#at++;
    const unit = this.#hexadecimal();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit < 0xdc00 && /^\\u[dD][c-fC-F][0-9a-fA-F]{2}/.test(this.#input.slice(this.#at, this.#at + 6))) {
      this.#at += 2;
      return String.fromCharCode(unit, this.#hexadecimal());
    }
    return '\ufffd';
  }

  #hexadecimal(): number {
    for (let i = 0; i < 4; i++) {
      if (!/[0-9a-fA-F]/.test(this.#input.charAt(this.#at))) throw this.#invalid('in \\u hexadecimal character escape');
      this.#at++;
    }
    return Number.parseInt(this.#input.slice(this.#at - 4, this.#at), 16);
  }

  #array(depth: number): List {
    this.#at++;
    const items: Item[] = [];
    this.#space();
    if (this.#input.charAt(this.#at) === ']') {
      this.#at++;
      return new List();
    }
    for (;;) {
      items.push(this.#value('looking for beginning of value', depth + 1));
      this.#space();
      const character = this.#input.charAt(this.#at);
      if (character !== ',' && character !== ']') throw this.#invalid('after array element');
      this.#at++;
      if (character === ']') return new List(items);
    }
  }

  #object(depth: number): Dict {
    this.#at++;
    const dict = new Dict();
    this.#space();
    if (this.#input.charAt(this.#at) === '}') {
      this.#at++;
      return dict;
    }
    for (;;) {
      this.#space();
      if (this.#input.charAt(this.#at) !== '"') throw this.#invalid('looking for beginning of object key string');
      const keySource = this.#source(this.#at);
      const key = this.#string();
      this.#space();
      if (this.#input.charAt(this.#at) !== ':') throw this.#invalid('after object key');
      this.#at++;
      dict.set(key, this.#value('looking for beginning of value', depth + 1), keySource);
      this.#space();
      const character = this.#input.charAt(this.#at);
      if (character !== ',' && character !== '}') throw this.#invalid('after object key:value pair');
      this.#at++;
      if (character === '}') return dict;
    }
  }
}
