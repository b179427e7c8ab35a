/** Constants of templates as Go 1.26 reads them: `strconv.Unquote`, `ParseInt`, `ParseFloat` and parse.NumberNode. */
import { fromBytes } from '../go/bytes.ts';
import { quote } from '../go/quote.ts';
import { parseFloat64, parseWhole } from '../go/strconv.ts';

/** Why a constant is none, in Go's words. */
export class BadLiteral extends Error {}

/** A number as all the types that can hold it. */
export interface NumberLiteral {
  /** As an integer, where it is whole. */
  readonly int: bigint | undefined;
  readonly float: number;
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
  const int = parseWhole(text, 0);
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
