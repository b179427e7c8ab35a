/** JSON as Go's `encoding/json` writes it, sources kept. */
import { asWhole, type Source } from '../origin/origin.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { type Budget, maxDepth, RenderError, spend } from '../problem.ts';
import { Dict, type Item, isString, List, Native } from '../value.ts';
import { isRawByte } from './bytes.ts';
import { Duration } from './duration.ts';
import { formatFloat } from './float.ts';
import { typeName } from './reflect.ts';
import { Time } from './time.ts';
import { rfc3339Nano } from './time-format.ts';

export interface JsonOptions {
  /** Two spaces for each level (`MarshalIndent`). */
  readonly pretty?: boolean;
  /** `<`, `>` and `&` stay as they are (`SetEscapeHTML(false)`). */
  readonly raw?: boolean;
  readonly budget: Budget;
}

/** Writes a value. Throws {@link RenderError} with Go's words for what has no JSON. */
export function encodeJson(item: Item, options: JsonOptions): Text {
  const encoder = new Encoder(options);
  encoder.write(item, 0);
  return encoder.out.text();
}

class Encoder {
  readonly out = new TextBuilder();
  readonly #options: JsonOptions;

  constructor(options: JsonOptions) {
    this.#options = options;
  }

  write({ value, source }: Item, depth: number): void {
    if (depth > maxDepth) throw new RenderError(`json: unsupported value: encountered a cycle via ${typeName(value)}`);
    const own = asWhole(source);
    if (isString(value)) this.#string(typeof value === 'string' ? Text.of(value, source) : value);
    else if ((value instanceof List || value instanceof Dict) && value.isNil) this.out.add('null', own);
    else if (value instanceof List)
      this.#collection('[]', own, depth, value.items, (item) => this.write(item, depth + 1));
    else if (value instanceof Dict)
      this.#collection('{}', own, depth, value.keys(), (key) => {
        const entry = value.get(key);
        this.#string(Text.of(key, entry?.key));
        this.out.add(this.#options.pretty === true ? ': ' : ':', asWhole(entry?.key));
        this.write(entry ?? { value: null, source }, depth + 1);
      });
    else if (value instanceof Native) this.#native(value, own);
    else if (typeof value === 'number') this.out.add(jsonNumber(value), own);
    else this.out.add(String(value), own);
  }

  #collection<T>(
    [open = '', close = '']: string,
    source: Source | undefined,
    depth: number,
    items: readonly T[],
    write: (item: T) => void,
  ): void {
    spend(this.#options.budget, 'nodes', items.length + 1);
    const breaks = this.#options.pretty === true && items.length > 0;
    this.out.add(open, source);
    for (const [index, item] of items.entries()) {
      if (index > 0) this.out.add(',', source);
      if (breaks) this.out.add(`\n${'  '.repeat(depth + 1)}`, source);
      write(item);
    }
    if (breaks) this.out.add(`\n${'  '.repeat(depth)}`, source);
    this.out.add(close, source);
  }

  #string(text: Text): void {
    spend(this.#options.budget, 'characters', text.length);
    this.out.add('"', asWhole(text.sourceAt(0)));
    this.out.add(text.rewritten((character) => escaped(character, this.#options.raw === true)));
    this.out.add('"', asWhole(text.lastSource()));
  }

  #native(value: Native, source: Source | undefined): void {
    if (value instanceof Duration) this.out.add(String(value.nanoseconds), source);
    else if (value instanceof Time) this.out.add(`"${value.format(rfc3339Nano)}"`, source);
    else if (value.contents !== undefined) this.write({ value: value.contents, source }, 1);
    else if (value.printed !== undefined) this.#string(Text.of(value.printed, source));
    else this.out.add('{}', source);
  }
}

const named: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escaped(character: string, raw: boolean): string {
  const name = named.get(character);
  if (name !== undefined) return name;
  const code = character.codePointAt(0) ?? 0;
  const isUnsafe = code < 0x20 || code === 0x2028 || code === 0x2029 || (!raw && /[<>&]/.test(character));
  if (isUnsafe) return `\\u${code.toString(16).padStart(4, '0')}`;
  return isRawByte(code) ? '\\ufffd' : character;
}

/** `e` only for what is very large or very small. */
function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RenderError(`json: unsupported value: ${formatFloat(value, 'g', -1)}`);
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-6 && size < 1e21)) return formatFloat(value, 'f', -1);
  return formatFloat(value, 'e', -1).replace(/e-0([0-9])$/, 'e-$1');
}
