/** Sprig v3.3 "Math Functions" and "Float Math Functions". */
import { toFloat64, toInt64 } from '../go/cast.ts';
import * as decimals from '../go/decimal.ts';
import { RenderError } from '../problem.ts';
import type { Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { pure } from './parameters.ts';

const wrap = (value: bigint) => BigInt.asIntN(64, value);

function divided(a: Value, b: Value, divide: (a: bigint, b: bigint) => bigint): bigint {
  const divisor = toInt64(b);
  if (divisor === 0n) throw new RenderError('runtime error: integer divide by zero');
  return wrap(divide(toInt64(a), divisor));
}

type Operation = (a: decimals.Decimal, b: decimals.Decimal) => decimals.Decimal;

function decimal(first: Value, others: readonly Value[], operation: Operation): number {
  const number = (value: Value) => decimals.fromFloat(toFloat64(value));
  return decimals.toFloat(others.reduce<decimals.Decimal>((sum, one) => operation(sum, number(one)), number(first)));
}

function best(first: Value, others: readonly Value[], isBetter: (a: bigint, b: bigint) => boolean): bigint {
  return others.map(toInt64).reduce((kept, one) => (isBetter(one, kept) ? one : kept), toInt64(first));
}

const largest = pure(['any', '...any'], (first, ...others) => best(first, others, (a, b) => a > b));

/** `round`: up from `roundOn` on, else down, also for negative numbers. */
function rounded(value: Value, places: number, [roundOn = 0.5]: readonly number[]): number {
  const power = 10 ** places;
  const digit = power * toFloat64(value);
  const part = digit % 1;
  return (part >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}

export const math: readonly (readonly [string, TemplateFunction])[] = [
  ['add', pure(['...any'], (...all) => wrap(all.reduce<bigint>((sum, one) => sum + toInt64(one), 0n)))],
  ['add1', pure(['any'], (value) => wrap(toInt64(value) + 1n))],
  ['sub', pure(['any', 'any'], (a, b) => wrap(toInt64(a) - toInt64(b)))],
  ['div', pure(['any', 'any'], (a, b) => divided(a, b, (x, y) => x / y))],
  ['mod', pure(['any', 'any'], (a, b) => divided(a, b, (x, y) => x % y))],
  [
    'mul',
    pure(['any', '...any'], (first, ...all) => all.reduce<bigint>((p, one) => wrap(p * toInt64(one)), toInt64(first))),
  ],
  ['max', largest],
  ['biggest', largest],
  ['min', pure(['any', '...any'], (first, ...others) => best(first, others, (a, b) => a < b))],
  ['maxf', pure(['any', '...any'], (...all) => Math.max(...all.map(toFloat64)))],
  ['minf', pure(['any', '...any'], (...all) => Math.min(...all.map(toFloat64)))],
  ['floor', pure(['any'], (value) => Math.floor(toFloat64(value)))],
  ['ceil', pure(['any'], (value) => Math.ceil(toFloat64(value)))],
  ['round', pure(['any', 'int', '...float64'], (value, places, ...on) => rounded(value, places, on))],
  ['add1f', pure(['any'], (value) => decimal(value, [1], decimals.add))],
  ['addf', pure(['...any'], (...all) => decimal(0, all, decimals.add))],
  ['subf', pure(['any', '...any'], (first, ...all) => decimal(first, all, decimals.subtract))],
  ['mulf', pure(['any', '...any'], (first, ...all) => decimal(first, all, decimals.multiply))],
  ['divf', pure(['any', '...any'], (first, ...all) => decimal(first, all, decimals.divide))],
];
