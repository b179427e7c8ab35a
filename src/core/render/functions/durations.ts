/** Helm v4.3's functions on durations (`asDuration` of pkg/engine/funcs.go). */
import { Duration, hour, inUnits, minute, parseDuration, round, second, truncate } from '../go/duration.ts';
import { formatFloat } from '../go/float.ts';
import { quote } from '../go/quote.ts';
import { typeName } from '../go/reflect.ts';
import { parseFloat64 } from '../go/strconv.ts';
import { trimmedRange } from '../go/unicode.ts';
import { RenderError } from '../problem.ts';
import { isString, stringOf, type Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { pure } from './parameters.ts';

/** The most whole seconds that a duration holds. */
const mostSeconds = (2n ** 63n - 1n) / second;

/** A duration; a string says why there is none. */
function durationOf(value: Value): bigint | string {
  if (value === null) return 'invalid duration';
  if (value instanceof Duration) return value.nanoseconds;
  if (isString(value)) return ofText(stringOf(value));
  if (typeof value === 'bigint') {
    const isTooLarge = value > mostSeconds || value < -mostSeconds;
    return isTooLarge ? `duration seconds overflow: ${value}` : value * second;
  }
  return typeof value === 'number' ? ofSeconds(value) : `unsupported duration type ${typeName(value)}`;
}

function ofText(text: string): bigint | string {
  const trimmed = text.slice(...trimmedRange(text));
  if (trimmed === '') return 'empty duration';
  const parsed = parseDuration(trimmed);
  if (typeof parsed === 'bigint') return parsed;
  const seconds = parseFloat64(trimmed);
  return seconds === undefined ? `could not parse duration ${quote(text)}` : ofSeconds(seconds);
}

function ofSeconds(seconds: number): bigint | string {
  const shown = formatFloat(seconds, 'g', -1);
  if (!Number.isFinite(seconds)) return `invalid duration seconds: ${shown}`;
  const most = 2 ** 63 / 1e9;
  if (seconds > most || seconds < -most) return `duration seconds overflow: ${shown}`;
  const nanoseconds = seconds * 1e9;
  // What is just too large becomes the least number, as Go's processors have it.
  return nanoseconds >= 2 ** 63 ? -(2n ** 63n) : BigInt(Math.trunc(nanoseconds));
}

function fractional(value: Value, unit: bigint): number {
  const nanoseconds = durationOf(value);
  return typeof nanoseconds === 'string' ? 0 : inUnits(nanoseconds, unit);
}

function whole(value: Value, unit: bigint): bigint {
  const nanoseconds = durationOf(value);
  return typeof nanoseconds === 'string' ? 0n : nanoseconds / unit;
}

function to(value: Value, multiple: Value, change: (nanoseconds: bigint, unit: bigint) => bigint): Duration {
  const nanoseconds = durationOf(value);
  if (typeof nanoseconds === 'string') return new Duration(0n);
  const unit = durationOf(multiple);
  return new Duration(typeof unit === 'string' ? nanoseconds : change(nanoseconds, unit));
}

export const durations: readonly (readonly [string, TemplateFunction])[] = [
  [
    'mustToDuration',
    pure(['any'], (value) => {
      const nanoseconds = durationOf(value);
      if (typeof nanoseconds === 'string') throw new RenderError(nanoseconds);
      return new Duration(nanoseconds);
    }),
  ],
  ['durationNanoseconds', pure(['any'], (value) => whole(value, 1n))],
  ['durationMicroseconds', pure(['any'], (value) => whole(value, 1_000n))],
  ['durationMilliseconds', pure(['any'], (value) => whole(value, 1_000_000n))],
  ['durationSeconds', pure(['any'], (value) => fractional(value, second))],
  ['durationMinutes', pure(['any'], (value) => fractional(value, minute))],
  ['durationHours', pure(['any'], (value) => fractional(value, hour))],
  ['durationDays', pure(['any'], (value) => fractional(value, hour) / 24)],
  ['durationWeeks', pure(['any'], (value) => fractional(value, hour) / 24 / 7)],
  ['durationRoundTo', pure(['any', 'any'], (value, multiple) => to(value, multiple, round))],
  ['durationTruncateTo', pure(['any', 'any'], (value, multiple) => to(value, multiple, truncate))],
];
