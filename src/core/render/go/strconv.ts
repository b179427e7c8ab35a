/** Numbers out of strings as Go's `strconv` reads them. */

/** A number, or what is wrong. */
export interface Parsed {
  readonly value?: bigint;
  readonly problem?: 'invalid syntax' | 'value out of range';
}

const digits: Readonly<Record<string, RegExp>> = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-f]+$/ };

const prefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' };

/** `strconv.ParseInt` of 64 bits in base 8, 10, or 0: what the prefix says. */
export function parseInteger(text: string, base: 0 | 8 | 10): Parsed {
  const value = parseWhole(text, base);
  if (value === undefined) return { problem: 'invalid syntax' };
  return value === BigInt.asIntN(64, value) ? { value } : { problem: 'value out of range' };
}

/** The same of any size; nothing where there is no number. */
export function parseWhole(text: string, base: 0 | 8 | 10): bigint | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text.toLowerCase()) ?? [];
  const [own, body] = base === 0 ? baseOf(rest) : [base, rest];
  if (body.includes('_') && (base !== 0 || !hasGoodUnderscores(rest))) return undefined;
  const number = body.replaceAll('_', '');
  if (digits[own]?.test(number) !== true) return undefined;
  const size = BigInt(prefixes[own] + number);
  return sign === '-' ? -size : size;
}

function baseOf(text: string): [number, string] {
  const prefix = text.slice(0, 2);
  if (prefix === '0x') return [16, text.slice(2)];
  if (prefix === '0b') return [2, text.slice(2)];
  if (prefix === '0o') return [8, text.slice(2)];
  return text.startsWith('0') && text.length > 1 ? [8, text.slice(1)] : [10, text];
}

/** Underscores stand between digits, or behind a prefix. */
function hasGoodUnderscores(text: string): boolean {
  return !/^_|__|_$/.test(text) && /^(?:0[box]?)?[0-9a-f_]*$/.test(text);
}

/** `strconv.ParseFloat` of 64 bits; nothing where there is no number, or one that is too large. */
export function parseFloat64(text: string): number | undefined {
  const lower = text.toLowerCase();
  const word = /^([+-]?)(inf|infinity|nan)$/.exec(lower);
  if (word !== null) {
    if (word[2] === 'nan') return word[1] === '' ? Number.NaN : undefined;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = lower.includes('x') ? hexadecimal(lower) : decimal(lower);
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

const run = '[0-9]+(?:_[0-9]+)*';
const decimals = new RegExp(`^[+-]?(?:${run}\\.?(?:${run})?|\\.${run})(?:e[+-]?${run})?$`);

function decimal(text: string): number | undefined {
  return decimals.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

function hexadecimal(text: string): number | undefined {
  const match = /^([+-]?)0x_?([0-9a-f_]*)\.?([0-9a-f_]*)p([+-]?[0-9_]+)$/.exec(text);
  if (match === null || /__|_\.|\._|_p|p[+-]?_|_$/.test(text)) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match.map((part) => part?.replaceAll('_', ''));
  if (whole + fraction === '') return undefined;
  const exponent = Math.max(-100_000, Math.min(100_000, Number(power))) - 4 * fraction.length;
  const size = scaled(BigInt(`0x${whole}${fraction}`), exponent);
  return sign === '-' ? -size : size;
}

/** A whole number times a power of two, rounded to the nearest number that there is. */
function scaled(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const length = mantissa.toString(2).length;
  // No more bits than fit (fewer where the result is denormal) may be rounded at once, or the result is rounded twice.
  const room = Math.max(Math.min(53, exponent + length + 1074), 0);
  const drop = BigInt(Math.max(length - room, 0));
  const rest = mantissa & ((1n << drop) - 1n);
  const half = drop === 0n ? 0n : 1n << (drop - 1n);
  let kept = mantissa >> drop;
  if (drop > 0n && (rest > half || (rest === half && kept % 2n === 1n))) kept += 1n;
  const power = exponent + Number(drop);
  const first = Math.trunc(power / 2);
  return Number(kept) * 2 ** first * 2 ** (power - first);
}
