/** Constants of templates as Go 1.26 reads them: `strconv.Unquote`, `ParseInt`, `ParseFloat` and parse.NumberNode. */
import { fromBytes } from '../go/bytes.ts';
import { quote } from '../go/quote.ts';

/** Why a constant is none, in Go's words. */
export class BadLiteral extends Error {}

/** A number as all the types that can hold it. */
export interface NumberLiteral {
  /** As an integer, where it is whole. */
  readonly int: bigint | undefined;
  readonly float: number | undefined;
  /** What it is where nothing asks for a type; none where it overflows. */
  readonly ideal: bigint | number | undefined;
}

const escapes: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
]);

const encoder = new TextEncoder();

/** The string that a quoted or raw string stands for. */
export function unquote(quoted: string): string {
  const inside = quoted.slice(1, -1);
  if (quoted.startsWith('`')) return inside.replaceAll('\r', '');
  if (!inside.includes('\\')) return inside;
  const bytes: number[] = [];
  for (let at = 0; at < inside.length; ) {
    const { code, isByte, length } = characterAt(inside, at, '"');
    if (isByte) bytes.push(code);
    else bytes.push(...encoder.encode(String.fromCodePoint(code)));
    at += length;
  }
  return fromBytes(Uint8Array.from(bytes));
}

interface Character {
  readonly code: number;
  /** Whether it is a byte rather than a character: `\xff`, `\377`. */
  readonly isByte: boolean;
  readonly length: number;
}

/** One character of a quoted string or character constant (`strconv.UnquoteChar`). */
function characterAt(text: string, at: number, mark: string): Character {
  const first = text.codePointAt(at);
  if (first === undefined) throw new BadLiteral('invalid syntax');
  if (first !== 92) return { code: first, isByte: false, length: first > 0xffff ? 2 : 1 };
  const letter = text[at + 1] ?? '';
  const code = letter === mark ? mark.charCodeAt(0) : escapes.get(letter);
  if (code !== undefined) return { code, isByte: false, length: 2 };
  const digits = { x: 2, u: 4, U: 8 }[letter];
  const number = digits === undefined ? text.slice(at + 1, at + 4) : text.slice(at + 2, at + 2 + digits);
  const isRight =
    digits === undefined ? /^[0-7]{3}$/.test(number) : number.length === digits && /^[\da-f]*$/i.test(number);
  const value = Number.parseInt(number, digits === undefined ? 8 : 16);
  const isByte = digits === undefined || digits === 2;
  if (!isRight || (isByte ? value > 255 : value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)))
    throw new BadLiteral('invalid syntax');
  return { code: value, isByte, length: digits === undefined ? 4 : 2 + digits };
}

/** A character constant, quotes included: a number. */
export function charLiteral(text: string): NumberLiteral {
  const character = text[1] === "'" ? undefined : characterAt(text, 1, "'");
  if (character === undefined) throw new BadLiteral('invalid syntax');
  if (text.slice(1 + character.length) !== "'") throw new BadLiteral(`malformed character constant: ${text}`);
  const int = BigInt(character.code);
  return { int, float: character.code, ideal: int };
}

const [least, most, mostUnsigned] = [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 64n - 1n];

/** A number. What is imaginary is refused: values cannot hold it. */
export function numberLiteral(text: string): NumberLiteral {
  const int = parseInteger(text);
  if (int !== undefined && int >= least && int <= mostUnsigned) {
    const ideal = int <= most ? int : undefined;
    return { int: ideal, float: Number(int), ideal };
  }
  const float = parseFloat64(text);
  if (float === undefined) throw new BadLiteral(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new BadLiteral(`integer overflow: ${quote(text)}`);
  const isWhole = Number.isInteger(float) && float >= -(2 ** 63) && float < 2 ** 63;
  return { int: isWhole ? BigInt(float) : undefined, float, ideal: float };
}

/** `strconv.ParseInt` with base 0, of any size. */
function parseInteger(text: string): bigint | undefined {
  const match = /^([+-]?)(?:0[xX]([\da-fA-F_]+)|0[bB]([01_]+)|0[oO]([0-7_]+)|(0)|0([0-7_]+)|([1-9][\d_]*))$/.exec(text);
  if (match === null || !areUnderscoresRight(text)) return undefined;
  const [, sign, hex, binary, octal, zero, oldOctal, decimal] = match;
  const digits = (hex ?? binary ?? octal ?? zero ?? oldOctal ?? decimal ?? '').replaceAll('_', '');
  const prefix = hex !== undefined ? '0x' : binary !== undefined ? '0b' : (octal ?? oldOctal) ? '0o' : '';
  const value = BigInt(prefix + digits);
  return sign === '-' ? -value : value;
}

/** `strconv.ParseFloat`. */
function parseFloat64(text: string): number | undefined {
  if (!areUnderscoresRight(text)) return undefined;
  const plain = text.replaceAll('_', '');
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain)) return finite(Number(plain));
  const hex = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/.exec(plain);
  const [, sign, whole = '', fraction = '', exponent = ''] = hex ?? [];
  if (hex === null || whole + fraction === '') return undefined;
  const size = scaled(BigInt(`0x${whole}${fraction}`), Number(exponent) - 4 * fraction.length);
  return finite(sign === '-' ? -size : size);
}

/** `mantissa * 2 ** exponent`, rounded once. */
function scaled(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n || exponent < -10_000) return 0;
  const bits = mantissa.toString(2).length;
  // What is below 53 bits (fewer where the result is denormal) only says which way to round.
  const kept = Math.min(53, bits + exponent + 1074);
  const drop = Math.max(0, bits - Math.max(kept, 0));
  const half = drop > 0 ? 1n << BigInt(drop - 1) : 0n;
  let rounded = mantissa >> BigInt(drop);
  const rest = mantissa - (rounded << BigInt(drop));
  if (drop > 0 && (rest > half || (rest === half && rounded % 2n === 1n))) rounded += 1n;
  const power = exponent + drop;
  const first = Math.trunc(power / 2);
  return Number(rounded) * 2 ** first * 2 ** (power - first);
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** `underscoreOK` of strconv: they stand between digits, or behind the prefix of a base. */
function areUnderscoresRight(text: string): boolean {
  if (!text.includes('_')) return true;
  const digits = text.replace(/^[+-]/, '');
  const number = digits.replace(/^0[xXbBoO]/, '0');
  return !(/^0[xX]/.test(digits) ? /_(?![\da-fA-F])|(?<![\da-fA-F])_/ : /_(?!\d)|(?<!\d)_/).test(number);
}
