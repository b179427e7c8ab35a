/** Go's `time.Duration`: nanoseconds. */
import { bare, Native } from '../value.ts';
import { toBytes } from './bytes.ts';

export const second = 1_000_000_000n;
export const minute = 60n * second;
export const hour = 60n * minute;

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', second],
  ['m', minute],
  ['h', hour],
]);

const largest = 2n ** 63n;

export class Duration extends Native {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    super(
      'time.Duration',
      new Map([
        ['Nanoseconds', () => bare(nanoseconds)],
        ['Microseconds', () => bare(nanoseconds / 1_000n)],
        ['Milliseconds', () => bare(nanoseconds / 1_000_000n)],
        ['Seconds', () => bare(inUnits(nanoseconds, second))],
        ['Minutes', () => bare(inUnits(nanoseconds, minute))],
        ['Hours', () => bare(inUnits(nanoseconds, hour))],
        ['String', () => bare(formatDuration(nanoseconds))],
      ]),
      formatDuration(nanoseconds),
    );
    this.nanoseconds = nanoseconds;
  }
}

/** `time.ParseDuration`; a string says what is wrong. */
export function parseDuration(text: string): bigint | string {
  const invalid = `time: invalid duration ${quoteBytes(text)}`;
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return 0n;
  if (body === '') return invalid;
  let rest = body;
  let total = 0n;
  while (rest !== '') {
    const [number = '', whole = '', fraction] = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) ?? [];
    if (whole === '' && (fraction ?? '') === '') return invalid;
    rest = rest.slice(number.length);
    const [unit = ''] = /^[^.0-9]*/.exec(rest) ?? [];
    if (unit === '') return `time: missing unit in duration ${quoteBytes(text)}`;
    rest = rest.slice(unit.length);
    const size = units.get(unit);
    if (size === undefined) return `time: unknown unit ${quoteBytes(unit)} in duration ${quoteBytes(text)}`;
    total += BigInt(whole === '' ? 0 : whole) * size + fractionOf(fraction ?? '', size);
    if (total > largest) return invalid;
  }
  if (sign === '-') return -total;
  return total === largest ? invalid : total;
}

function fractionOf(digits: string, size: bigint): bigint {
  const shown = digits.slice(0, 18);
  if (shown === '') return 0n;
  // Go multiplies floating point numbers here.
  return BigInt(Math.trunc(Number(shown) * (Number(size) / 10 ** shown.length)));
}

/** Package `time` quotes in its own way: byte by byte. */
export function quoteBytes(text: string): string {
  const written = Array.from(toBytes(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte >= 0x80) return `\\x${byte.toString(16).padStart(2, '0')}`;
    return character === '"' || character === '\\' ? `\\${character}` : character;
  });
  return `"${written.join('')}"`;
}

/** `Duration.String`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < second) {
    const [unit, name] = size < 1_000n ? [1n, 'ns'] : size < 1_000_000n ? [1_000n, 'µs'] : [1_000_000n, 'ms'];
    return `${sign}${withFraction(size, unit as bigint)}${name}`;
  }
  const [hours, minutes] = [size / hour, (size % hour) / minute];
  const seconds = `${withFraction(size % minute, second)}s`;
  return `${sign}${hours > 0n ? `${hours}h` : ''}${size >= minute ? `${minutes}m` : ''}${seconds}`;
}

function withFraction(size: bigint, unit: bigint): string {
  const fraction = (size % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return `${size / unit}${fraction === '' || unit === 1n ? '' : `.${fraction}`}`;
}

/** `Duration.Seconds`, `Minutes`, `Hours`. */
export function inUnits(nanoseconds: bigint, unit: bigint): number {
  return Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit);
}

/** `Duration.Round`: a half away from zero. */
export function round(nanoseconds: bigint, unit: bigint): bigint {
  if (unit <= 0n) return nanoseconds;
  const rest = nanoseconds % unit;
  const size = rest < 0n ? -rest : rest;
  const down = nanoseconds - rest;
  if (size + size < unit) return down;
  const away = nanoseconds < 0n ? down - unit : down + unit;
  if (away >= largest) return largest - 1n;
  return away < -largest ? -largest : away;
}

/** `Duration.Truncate`. */
export function truncate(nanoseconds: bigint, unit: bigint): bigint {
  return unit <= 0n ? nanoseconds : nanoseconds - (nanoseconds % unit);
}
