/** Numbers out of any value as github.com/spf13/cast v1.7 makes them: what is no number is 0. */
import { isString, stringOf, type Value } from '../value.ts';
import { parseFloat64, parseInteger } from './strconv.ts';

export function toInt64(value: Value): bigint {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value);
  if (typeof value === 'number') return truncated(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return isString(value) ? (parseInteger(withoutZeroDecimals(stringOf(value)), 0).value ?? 0n) : 0n;
}

export function toFloat64(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return isString(value) ? (parseFloat64(stringOf(value)) ?? 0) : 0;
}

/** What the processors that Go is built for first make of a number that is too large. */
const noInteger = -(2n ** 63n);

function truncated(value: number): bigint {
  if (!(Math.abs(value) < 2 ** 63)) return noInteger;
  return BigInt(Math.trunc(value));
}

function withoutZeroDecimals(text: string): string {
  return text.replace(/\.0+$/, '');
}
