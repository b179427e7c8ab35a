/** Prints values as Go 1.26's `fmt` does (`printArg` and `printValue` of print.go, format.go), sources kept. */
import { asWhole, type Source } from '../origin/origin.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { BudgetError, refuseCycle } from '../problem.ts';
import { Dict, type Item, isString, List, type Native, sourceOf, stringOf, type Value } from '../value.ts';
import { toBytes } from './bytes.ts';
import { formatFloat } from './float.ts';
import { canBackquote, isPrintable, quoted } from './quote.ts';
import { typeName } from './reflect.ts';

/** The flags, width and precision of one verb. */
export interface Flags {
  width?: number | undefined;
  precision?: number | undefined;
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  plusV: boolean;
  sharpV: boolean;
}

export function noFlags(): Flags {
  return { minus: false, plus: false, sharp: false, space: false, zero: false, plusV: false, sharpV: false };
}

/** Lists that hold each other several times print as more than there is room for. */
const longest = 4_000_000;

export class Printer {
  readonly out = new TextBuilder();
  flags: Flags = noFlags();

  /** Prints an argument by a verb. */
  print({ value, source }: Item, verb: string, depth = 0): void {
    refuseCycle(depth);
    const from = isString(value) ? source : asWhole(source);
    if (value === null) {
      if (depth > 0) this.#write(this.flags.sharpV ? 'interface {}(nil)' : '<nil>', from);
      else if (verb === 'v' || verb === 'T') this.#pad('<nil>', from);
      else this.#write(`%!${verb}(<nil>)`, from);
    } else if (verb === 'T' && depth === 0) this.#pad(this.#truncated(Text.of(typeName(value), from)), from);
    else if (verb === 'w') this.#bad({ value, source }, verb, depth);
    else if (isString(value)) this.#string(typeof value === 'string' ? Text.of(value, source) : value, verb, depth);
    else if (typeof value === 'boolean') {
      if (verb === 't' || verb === 'v') this.#pad(String(value), from);
      else this.#bad({ value, source }, verb, depth);
    } else if (typeof value === 'bigint') this.#integer(value, verb, from, depth);
    else if (typeof value === 'number') this.#float(value, verb, from, depth);
    else if (value instanceof List) this.#list(value, verb, from, depth);
    else if (value instanceof Dict) this.#dict(value, verb, from, depth);
    else this.#native(value, verb, from, depth);
  }

  /** `%!verb(type=value)`. */
  #bad(item: Item, verb: string, depth: number): void {
    this.#write(`%!${verb}(${typeName(item.value)}=`, asWhole(sourceOf(item)));
    this.print(item, 'v', depth);
    this.#write(')', asWhole(sourceOf(item)));
  }

  #string(text: Text, verb: string, depth: number): void {
    const source = text.lastSource();
    if (verb === 's' || (verb === 'v' && !this.flags.sharpV)) this.#pad(this.#truncated(text), source);
    else if (verb === 'v' || verb === 'q') {
      const shown = this.#truncated(text);
      const { sharp, plus } = this.flags;
      if (sharp && canBackquote(shown.text)) this.#pad(Text.join(['`', shown, '`']), source);
      else this.#pad(quoted(shown, plus), source);
    } else if (verb === 'x' || verb === 'X') this.#hexadecimal(text.text, verb, asWhole(source));
    else this.#bad({ value: text, source }, verb, depth);
  }

  #hexadecimal(text: string, verb: string, source: Source | undefined): void {
    const { precision, space, sharp } = this.flags;
    const bytes = toBytes(text).slice(0, precision ?? Number.POSITIVE_INFINITY);
    const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
    const prefix = sharp && digits.length > 0 ? '0x' : '';
    const shown = space ? digits.map((two) => prefix + two).join(' ') : prefix + digits.join('');
    this.#pad(verb === 'X' ? shown.toUpperCase() : shown, source);
  }

  #integer(value: bigint, verb: string, source: Source | undefined, depth: number): void {
    const base = bases.get(verb);
    if (base !== undefined) this.#digits(value, base, verb, source);
    else if (verb === 'c') this.#pad(character(value), source);
    else if (verb === 'q') this.#pad(quoted(Text.of(character(value), source), this.flags.plus, "'"), source);
    else if (verb === 'U') this.#padBySpaces(this.#unicode(value), source);
    else this.#bad({ value, source }, verb, depth);
  }

  #unicode(value: bigint): string {
    const digits = BigInt.asUintN(64, value).toString(16).toUpperCase();
    const shown = `U+${digits.padStart(Math.max(this.flags.precision ?? 4, 4), '0')}`;
    const own = character(value);
    return this.flags.sharp && value >= 0n && value <= 0x10ffffn && isPrintable(own) ? `${shown} '${own}'` : shown;
  }

  #digits(value: bigint, base: number, verb: string, source: Source | undefined): void {
    const { width, precision, plus, space, sharp, zero, minus } = this.flags;
    const isNegative = value < 0n;
    if (precision === 0 && value === 0n) {
      this.#padBySpaces('', source);
      return;
    }
    const sign = isNegative ? '-' : plus ? '+' : space ? ' ' : '';
    const least = precision ?? (zero && !minus && width !== undefined ? width - sign.length : 0);
    let digits = (isNegative ? -value : value).toString(base);
    if (verb === 'X') digits = digits.toUpperCase();
    digits = digits.padStart(least, '0');
    if (sharp && (base !== 8 || !digits.startsWith('0'))) digits = prefixOf(base, verb) + digits;
    if (verb === 'O') digits = `0o${digits}`;
    this.#padBySpaces(sign + digits, source);
  }

  #float(value: number, verb: string, source: Source | undefined, depth: number): void {
    const format = verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb;
    if (!'bgGxXfeE'.includes(format)) this.#bad({ value, source }, verb, depth);
    else if (Number.isFinite(value)) this.#pad(this.#finite(value, format), source);
    else {
      const sign = value > 0 && this.flags.space && !this.flags.plus ? ' ' : value < 0 ? '-' : '+';
      const word = Number.isNaN(value) ? 'NaN' : 'Inf';
      const isPlain = sign === '+' && !this.flags.plus;
      this.#padBySpaces(isPlain && word === 'NaN' ? word : isPlain ? `+${word}` : sign + word, source);
    }
  }

  #finite(value: number, format: string): string {
    const precision = this.flags.precision ?? ('feE'.includes(format) ? 6 : -1);
    const { plus, space, sharp, zero, minus, width } = this.flags;
    let text = formatFloat(value, format, precision);
    if (!text.startsWith('-')) text = (space && !plus ? ' ' : '+') + text;
    if (sharp && format !== 'b') text = withPoint(text, format, precision);
    if (!plus && text.startsWith('+')) return text.slice(1);
    return zero && !minus && width !== undefined ? text.slice(0, 1) + text.slice(1).padStart(width - 1, '0') : text;
  }

  #list(list: List, verb: string, source: Source | undefined, depth: number): void {
    if (verb === 'p') {
      this.#write('0xc000000000', source);
      return;
    }
    const { sharpV } = this.flags;
    if (sharpV && list.isNil) {
      this.#write('[]interface {}(nil)', source);
      return;
    }
    this.#write(sharpV ? '[]interface {}{' : '[', source);
    for (const [index, item] of list.items.entries()) {
      if (index > 0) this.#write(sharpV ? ', ' : ' ', source);
      this.print(item, verb, depth + 1);
    }
    this.#write(sharpV ? '}' : ']', source);
  }

  #dict(dict: Dict, verb: string, source: Source | undefined, depth: number): void {
    if (verb === 'p') {
      this.#write('0xc000000000', source);
      return;
    }
    const { sharpV } = this.flags;
    this.#write(sharpV ? 'map[string]interface {}{' : 'map[', source);
    for (const [index, key] of dict.keys().entries()) {
      if (index > 0) this.#write(sharpV ? ', ' : ' ', source);
      const entry = dict.get(key);
      this.print({ value: Text.of(key, entry?.key), source: entry?.key }, verb, depth + 1);
      this.#write(':', source);
      this.print(entry ?? { value: null, source }, verb, depth + 1);
    }
    this.#write(sharpV ? '}' : ']', source);
  }

  #native(value: Native, verb: string, source: Source | undefined, depth: number): void {
    const { contents, printed } = value;
    if (printed !== undefined && 'vsxXq'.includes(verb)) this.#string(Text.of(printed, source), verb, depth);
    else if (contents !== undefined) this.print({ value: contents, source }, verb, depth);
    else if (verb === 'v' || verb === 's') this.#write(`{${value.typeName}}`, source);
    else this.#write(`%!${verb}(${value.typeName})`, source);
  }

  #truncated(text: Text): Text {
    const { precision } = this.flags;
    if (precision === undefined) return text;
    let end = 0;
    let left = precision;
    for (const one of text.text) {
      if (left-- <= 0) return text.slice(0, end);
      end += one.length;
    }
    return text;
  }

  #pad(text: Text | string, source: Source | undefined, withZeros = this.flags.zero): void {
    const { width, minus } = this.flags;
    const length = width === undefined ? 0 : [...(typeof text === 'string' ? text : text.text)].length;
    const padding = (withZeros && !minus ? '0' : ' ').repeat(Math.max((width ?? 0) - length, 0));
    if (!minus) this.#write(padding, asWhole(source));
    this.out.add(text, source);
    if (minus) this.#write(padding, asWhole(source));
  }

  #padBySpaces(text: string, source: Source | undefined): void {
    this.#pad(text, source, false);
  }

  #write(text: string, source: Source | undefined): void {
    if (this.out.length > longest) throw new BudgetError('this text is longer than Portolan makes');
    this.out.add(text, source);
  }
}

/** The bases of the verbs that print digits. */
const bases: ReadonlyMap<string, number> = new Map([
  ['v', 10],
  ['d', 10],
  ['b', 2],
  ['o', 8],
  ['O', 8],
  ['x', 16],
  ['X', 16],
]);

function prefixOf(base: number, verb: string): string {
  if (base === 16) return verb === 'X' ? '0X' : '0x';
  return base === 2 ? '0b' : base === 8 ? '0' : '';
}

function character(code: bigint): string {
  return code < 0n || code > 0x10ffffn || (code >= 0xd800n && code <= 0xdfffn)
    ? '\ufffd'
    : String.fromCodePoint(Number(code));
}

/** What `#` does to a number: it always has a decimal point, and with `g` its trailing zeros (`fmtFloat` of format.go). */
function withPoint(text: string, format: string, precision: number): string {
  const exponentAt = text.slice(1).search(/x/i.test(format) ? /p/i : /[ep]/i);
  const [number, tail] = exponentAt < 0 ? [text, ''] : [text.slice(0, exponentAt + 1), text.slice(exponentAt + 1)];
  const significant = number
    .slice(1)
    .replace(/^[0.]*/, '')
    .replace('.', '').length;
  const isZero = number.slice(1) === '0';
  const wanted = /[gGx]/.test(format) ? (precision < 0 ? 6 : precision) : 0;
  const missing = Math.max(wanted - significant - (isZero ? 1 : 0), 0);
  return `${number}${number.includes('.') ? '' : '.'}${'0'.repeat(missing)}${tail}`;
}

/** What a value prints as, without a source. */
export function shown(value: Value): string {
  if (isString(value)) return stringOf(value);
  const printer = new Printer();
  printer.print({ value, source: undefined }, 'v');
  return printer.out.text().text;
}
