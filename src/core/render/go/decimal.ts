/** Arithmetic of github.com/shopspring/decimal v1.4, for Sprig's `addf`, `subf`, `mulf`, `divf`. */
import { RenderError } from '../problem.ts';
import { formatFloat } from './float.ts';

/** `value` times ten to the power of `exponent`. */
export interface Decimal {
  readonly value: bigint;
  readonly exponent: number;
}

/** Places behind the point that a division keeps (`DivisionPrecision`). */
const places = 16;

export function fromFloat(number: number): Decimal {
  if (!Number.isFinite(number)) throw new RenderError(`Cannot create a Decimal from ${formatFloat(number, 'g', -1)}`);
  const [mantissa = '0', power = '0'] = number.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { value: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

export function toFloat({ value, exponent }: Decimal): number {
  return Number(`${value}e${exponent}`);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { value: scaled(a, exponent) + scaled(b, exponent), exponent };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { value: -b.value, exponent: b.exponent });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { value: a.value * b.value, exponent: a.exponent + b.exponent };
}

/** Rounds a half away from zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.value === 0n) throw new RenderError('decimal division by 0');
  const shift = a.exponent - b.exponent + places;
  const dividend = shift >= 0 ? a.value * 10n ** BigInt(shift) : a.value;
  const divisor = shift >= 0 ? b.value : b.value * 10n ** BigInt(-shift);
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const isHalf = 2n * size(rest) >= size(divisor);
  const up = dividend < 0n === divisor < 0n ? 1n : -1n;
  return { value: isHalf ? quotient + up : quotient, exponent: -places };
}

function scaled({ value, exponent }: Decimal, to: number): bigint {
  return value * 10n ** BigInt(exponent - to);
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}
