/** TOML 1.0 as github.com/BurntSushi/toml v1.6 reads it. Its messages are worded alike only where they are common. */
import { maxDepth, RenderError } from '../problem.ts';
import { bare, Dict, List, type Value } from '../value.ts';
import { secondsOf } from './civil.ts';
import { Time } from './time.ts';

/** Reads a document. Throws {@link RenderError}. */
export function decodeToml(text: string): Dict {
  return new Decoder(text).run();
}

class Decoder {
  readonly #text: string;
  #at = 0;
  readonly #root = new Dict();
  /** Tables that stand in brackets, inline tables and arrays that are complete: nothing more comes into them. */
  readonly #closed = new Set<Dict | List>();

  constructor(text: string) {
    this.#text = text.replaceAll('\r\n', '\n');
  }

  run(): Dict {
    let table = this.#root;
    for (;;) {
      this.#skip(true);
      if (this.#at >= this.#text.length) return this.#root;
      if (this.#peek() === '[') table = this.#header();
      else this.#entry(table);
      this.#skip(false);
      if (this.#at < this.#text.length && this.#peek() !== '\n')
        throw this.#problem(
          `expected a top-level item to end with a newline, comment, or EOF, but got '${this.#peek()}' instead`,
        );
    }
  }

  #problem(message: string, key?: string): RenderError {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new RenderError(`toml: line ${line}${key === undefined ? '' : ` (last key "${key}")`}: ${message}`);
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** Goes behind spaces and comments, and behind line breaks where they mean nothing. */
  #skip(breaks: boolean): void {
    this.#match(breaks ? /(?:[ \t\n]|#[^\n]*)*/y : /[ \t]*(?:#[^\n]*)?/y);
  }

  #spaces(): void {
    this.#match(/[ \t]*/y);
  }

  #take(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  /** What stands here, by an expression that is sticky. */
  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #key(): string[] {
    const parts: string[] = [];
    do {
      this.#spaces();
      const mark = this.#peek();
      if (mark === '"' || mark === "'") parts.push(this.#string(false));
      else {
        const bare = this.#match(/[A-Za-z0-9_-]+/y);
        if (bare === null)
          throw this.#problem(
            mark === '=' ? "unexpected '=': key name appears blank" : `bare keys cannot contain '${mark}'`,
          );
        parts.push(bare[0]);
      }
      this.#spaces();
    } while (this.#take('.'));
    return parts;
  }

  /** The table under a key, made where there is none; of an array of tables the last one. */
  #within(table: Dict, key: string, path: readonly string[]): Dict {
    const value = table.get(key)?.value;
    if (value === undefined) {
      const made = new Dict();
      table.set(key, bare(made));
      return made;
    }
    const inside = value instanceof List && !this.#closed.has(value) ? value.items.at(-1)?.value : value;
    if (inside instanceof Dict) return inside;
    throw this.#defined(path);
  }

  #defined(path: readonly string[], key?: string): RenderError {
    return this.#problem(`Key '${path.join('.')}' has already been defined.`, key);
  }

  #header(): Dict {
    const isArray = this.#take('[[');
    if (!isArray) this.#take('[');
    const path = this.#key();
    if (!this.#take(isArray ? ']]' : ']'))
      throw this.#problem(`expected '.' or ']' to end table name, but got '${this.#peek()}' instead`);
    let parent = this.#root;
    for (const key of path.slice(0, -1)) parent = this.#within(parent, key, path);
    const last = path.at(-1) ?? '';
    if (!isArray) {
      const table = this.#within(parent, last, path);
      if (this.#closed.has(table)) throw this.#defined(path);
      this.#closed.add(table);
      return table;
    }
    const list = parent.get(last)?.value ?? new List();
    if (!(list instanceof List) || this.#closed.has(list)) throw this.#defined(path);
    if (list.items.length === 0) parent.set(last, bare(list));
    const table = new Dict();
    list.items.push(bare(table));
    return table;
  }

  #entry(table: Dict, depth = 0): void {
    const path = this.#key();
    const name = path.join('.');
    if (this.#peek() === '') throw this.#problem("unexpected EOF; expected key separator '='");
    if (!this.#take('=')) throw this.#problem(`expected '.' or '=', but got '${this.#peek()}' instead`);
    let parent = table;
    for (const key of path.slice(0, -1)) parent = this.#within(parent, key, path);
    this.#spaces();
    const last = path.at(-1) ?? '';
    const value = this.#value(name, depth);
    if (parent.has(last)) throw this.#defined(path, name);
    parent.set(last, bare(value));
  }

  #value(key: string, depth: number): Value {
    if (depth > maxDepth) throw this.#problem('values are nested too deeply', key);
    const mark = this.#peek();
    if (mark === '') throw this.#problem('unexpected EOF; expected value', key);
    if (mark === '"' || mark === "'") return this.#string(true);
    if (mark === '[') return this.#array(key, depth);
    if (mark === '{') return this.#inline(key, depth);
    const date = this.#match(
      /\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?/y,
    );
    if (date !== null) return time(date[0]);
    const word = this.#match(/[A-Za-z0-9_.+-]+/y)?.[0] ?? '';
    const value = scalar(word);
    if (value === undefined)
      throw this.#problem(`expected value but found ${JSON.stringify(word || mark)} instead`, key);
    return value;
  }

  #array(key: string, depth: number): List {
    this.#at++;
    const list = new List();
    this.#closed.add(list);
    for (;;) {
      this.#skip(true);
      if (this.#take(']')) return list;
      list.items.push(bare(this.#value(key, depth + 1)));
      this.#skip(true);
      if (this.#take(']')) return list;
      if (!this.#take(','))
        throw this.#problem(`expected a comma (',') or array terminator (']'), but got '${this.#peek()}'`, key);
    }
  }

  #inline(key: string, depth: number): Dict {
    this.#at++;
    const table = new Dict();
    this.#closed.add(table);
    this.#skip(true);
    if (this.#take('}')) return table;
    for (;;) {
      this.#entry(table, depth + 1);
      this.#skip(true);
      if (this.#take('}')) return table;
      if (!this.#take(','))
        throw this.#problem(
          `expected a comma or an inline table terminator '}', but got '${this.#peek()}' instead`,
          key,
        );
      this.#skip(true);
      if (this.#take('}')) return table;
    }
  }

  #string(canBeLong: boolean): string {
    const mark = this.#peek();
    if (canBeLong && this.#take(mark.repeat(3))) {
      this.#take('\n');
      const body = this.#match(
        mark === '"' ? /((?:[^\\"]|\\[\s\S]|"{1,2}(?!"))*)"""("{0,2})/y : /((?:[^']|'{1,2}(?!'))*)'''('{0,2})/y,
      );
      if (body === null) throw this.#problem('unexpected EOF; expected a closing quote');
      const written = (body[1] ?? '') + (body[2] ?? '');
      return mark === '"' ? this.#unescaped(written.replace(/\\[ \t]*\n\s*/g, '')) : written;
    }
    const body = this.#match(mark === '"' ? /"((?:[^\\"\n]|\\.)*)"/y : /'([^'\n]*)'/y);
    if (body === null) throw this.#problem('strings cannot contain newlines');
    return mark === '"' ? this.#unescaped(body[1] ?? '') : (body[1] ?? '');
  }

  #unescaped(text: string): string {
    return text.replace(
      /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))/gs,
      (_, four, eight, two, one) => {
        const digits: string | undefined = four ?? eight ?? two;
        if (digits !== undefined) {
          const code = Number.parseInt(digits, 16);
          if (code > 0x10ffff) throw this.#problem(`Escaped character '\\U${digits}' is not valid UTF-8.`);
          return String.fromCodePoint(code);
        }
        const index = 'btnfre"\\'.indexOf(one);
        if (index < 0)
          throw this.#problem(
            `invalid escape character '${one}'; only the following escape characters are allowed: \\b, \\t, \\n, \\f, \\r, \\", \\\\, \\uXXXX, and \\UXXXXXXXX`,
          );
        return '\b\t\n\f\r\x1b"\\'.charAt(index);
      },
    );
  }
}

function scalar(word: string): Value | undefined {
  if (word === 'true' || word === 'false') return word === 'true';
  const special = /^([+-]?)(inf|nan)$/.exec(word);
  if (special !== null) return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -1 / 0 : 1 / 0;
  if (/^__|__|_$|_[.eE]|[.eE]_/.test(word)) return undefined;
  const plain = word.replaceAll('_', '');
  if (/^0(?:x[0-9A-Fa-f]+|o[0-7]+|b[01]+)$/.test(plain)) return BigInt(plain);
  if (/^[+-]?(?:0|[1-9][0-9]*)$/.test(plain)) return BigInt(plain.replace('+', ''));
  return /^[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(plain) ? Number(plain) : undefined;
}

function time(text: string): Time {
  const match =
    /^(?:(\d{4})-(\d\d)-(\d\d))?[Tt ]?(?:(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(Z|z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const number = (index: number, fallback: number) => Number(match[index] ?? fallback);
  const date = { year: number(1, 0), month: number(2, 1), day: number(3, 1) };
  const seconds = secondsOf(date, number(4, 0), number(5, 0), number(6, 0));
  const zone = /^([+-])(\d\d):(\d\d)$/.exec(match[8] ?? '');
  const offset = zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 3600 + Number(zone[3]) * 60);
  return new Time(seconds - offset, Number((match[7] ?? '').slice(0, 9).padEnd(9, '0')));
}
