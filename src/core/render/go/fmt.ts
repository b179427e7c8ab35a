/** Go 1.26's `fmt.Sprint`, `Sprintln` and `Sprintf` (print.go), sources kept. */
import { asWhole } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { type Item, isString, sourceOf } from '../value.ts';
import { noFlags, Printer } from './printer.ts';
import { typeName } from './reflect.ts';

/** The values one behind the other, a space between two that are no strings. */
export function sprint(items: readonly Item[]): Text {
  const printer = new Printer();
  let wasString = false;
  for (const [index, item] of items.entries()) {
    const isText = isString(item.value);
    if (index > 0 && !isText && !wasString) printer.out.add(' ', asWhole(sourceOf(item)));
    printer.print(item, 'v');
    wasString = isText;
  }
  return printer.out.text();
}

/** The values with spaces between them and a line feed behind. */
export function sprintln(items: readonly Item[]): Text {
  const printer = new Printer();
  for (const [index, item] of items.entries()) {
    if (index > 0) printer.out.add(' ', asWhole(sourceOf(item)));
    printer.print(item, 'v');
  }
  printer.out.add('\n', asWhole(items.map(sourceOf).findLast((source) => source !== undefined)));
  return printer.out.text();
}

/** The values in a format. */
export function sprintf(format: string | Text, args: readonly Item[]): Text {
  return new Formatting(typeof format === 'string' ? Text.of(format) : format, args).run();
}

/** The largest width, precision or index (`tooLarge`). */
const largest = 1_000_000;

class Formatting {
  readonly #format: Text;
  readonly #text: string;
  readonly #args: readonly Item[];
  readonly #printer = new Printer();
  #at = 0;
  #arg = 0;
  #wasReordered = false;
  #isGoodIndex = true;
  #isAfterIndex = false;

  constructor(format: Text, args: readonly Item[]) {
    this.#format = format;
    this.#text = format.text;
    this.#args = args;
  }

  run(): Text {
    const end = this.#text.length;
    while (this.#at < end) {
      const percent = this.#text.indexOf('%', this.#at);
      this.#printer.out.add(this.#format.slice(this.#at, percent < 0 ? end : percent));
      if (percent < 0) break;
      this.#at = percent + 1;
      this.#verb(percent);
    }
    if (!this.#wasReordered && this.#arg < this.#args.length) this.#extra();
    return this.#printer.out.text();
  }

  #verb(percent: number): void {
    this.#printer.flags = noFlags();
    this.#isGoodIndex = true;
    this.#isAfterIndex = false;
    this.#readFlags();
    this.#readIndex();
    this.#readWidth();
    this.#readPrecision();
    if (!this.#isAfterIndex) this.#readIndex();
    const code = this.#text.codePointAt(this.#at);
    const verb = code === undefined ? '' : String.fromCodePoint(code);
    this.#at += verb.length;
    const item = this.#args[this.#arg];
    if (verb === '') this.#say('%!(NOVERB)', percent);
    else if (verb === '%') this.#printer.out.add(this.#format.slice(percent, percent + 1));
    else if (!this.#isGoodIndex) this.#say(`%!${verb}(BADINDEX)`, percent);
    else if (item === undefined) this.#say(`%!${verb}(MISSING)`, percent);
    else this.#print(item, verb);
  }

  #print(item: Item, verb: string): void {
    const { flags } = this.#printer;
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp;
      flags.sharp = false;
      flags.plusV = flags.plus;
      flags.plus = false;
    }
    this.#arg++;
    this.#printer.print(item, verb);
  }

  #readFlags(): void {
    const { flags } = this.#printer;
    for (; ; this.#at++) {
      const flag = this.#text[this.#at];
      if (flag === '#') flags.sharp = true;
      else if (flag === '0') flags.zero = true;
      else if (flag === '+') flags.plus = true;
      else if (flag === '-') flags.minus = true;
      else if (flag === ' ') flags.space = true;
      else return;
    }
  }

  #readWidth(): void {
    const { flags } = this.#printer;
    if (this.#text[this.#at] === '*') {
      const width = this.#numberOfArgument();
      if (width === undefined) this.#say('%!(BADWIDTH)', this.#at - 1);
      else if (width < 0) Object.assign(flags, { width: -width, minus: true, zero: false });
      else flags.width = width;
      this.#isAfterIndex = false;
    } else {
      flags.width = this.#readNumber();
      if (this.#isAfterIndex && flags.width !== undefined) this.#isGoodIndex = false;
    }
  }

  #readPrecision(): void {
    if (this.#text[this.#at] !== '.' || this.#at + 1 >= this.#text.length) return;
    this.#at++;
    if (this.#isAfterIndex) this.#isGoodIndex = false;
    this.#readIndex();
    const { flags } = this.#printer;
    if (this.#text[this.#at] === '*') {
      const precision = this.#numberOfArgument();
      flags.precision = precision === undefined || precision < 0 ? undefined : precision;
      if (flags.precision === undefined) this.#say('%!(BADPREC)', this.#at - 1);
      this.#isAfterIndex = false;
    } else flags.precision = this.#readNumber() ?? 0;
  }

  /** `[n]`: the argument that is used next. */
  #readIndex(): void {
    this.#isAfterIndex = false;
    if (this.#text[this.#at] !== '[') return;
    this.#wasReordered = true;
    const close = this.#text.indexOf(']', this.#at);
    const inside = close < 0 ? '' : this.#text.slice(this.#at + 1, close);
    const index = /^\d{1,7}$/.test(inside) ? Number(inside) : 0;
    this.#at = close < 0 ? this.#at + 1 : close + 1;
    this.#isAfterIndex = index > 0;
    if (index > 0 && index <= this.#args.length) this.#arg = index - 1;
    else this.#isGoodIndex = false;
  }

  #readNumber(): number | undefined {
    const [digits] = /^\d*/.exec(this.#text.slice(this.#at, this.#at + 9)) ?? [''];
    if (digits === '') return undefined;
    if (Number(digits) > largest * 10) {
      this.#at = this.#text.length;
      return undefined;
    }
    this.#at += digits.length;
    return Number(digits);
  }

  #numberOfArgument(): number | undefined {
    this.#at++;
    const value = this.#args[this.#arg]?.value;
    if (this.#arg < this.#args.length) this.#arg++;
    const isNumber = typeof value === 'bigint' && value <= BigInt(largest) && value >= BigInt(-largest);
    return isNumber ? Number(value) : undefined;
  }

  /** `%!(EXTRA type=value, …)`. */
  #extra(): void {
    const { out } = this.#printer;
    this.#printer.flags = noFlags();
    this.#say('%!(EXTRA ', 0);
    for (const [index, item] of this.#args.slice(this.#arg).entries()) {
      if (index > 0) out.add(', ', asWhole(sourceOf(item)));
      if (item.value !== null) out.add(`${typeName(item.value)}=`, asWhole(sourceOf(item)));
      this.#printer.print(item, 'v');
    }
    this.#say(')', 0);
  }

  #say(message: string, at: number): void {
    this.#printer.out.add(message, asWhole(this.#format.sourceAt(at)));
  }
}
