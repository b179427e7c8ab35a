/** Sprig v3.3 "Type Conversion Functions". */
import { toFloat64, toInt64 } from '../go/cast.ts';
import { shown } from '../go/printer.ts';
import { parseInteger } from '../go/strconv.ts';
import type { TemplateFunction } from './function.ts';
import { pure, tracked } from './parameters.ts';
import { stringValue } from './strings.ts';

const limits = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** `strconv.Atoi` without its error: a number that is too large is the largest. */
function atoi(text: string): bigint {
  const { value, problem } = parseInteger(text, 10);
  if (problem === 'value out of range') return text.startsWith('-') ? limits.least : limits.most;
  return value ?? 0n;
}

export const conversion: readonly (readonly [string, TemplateFunction])[] = [
  ['atoi', pure(['string'], atoi)],
  ['int', pure(['any'], toInt64)],
  ['int64', pure(['any'], toInt64)],
  ['float64', pure(['any'], toFloat64)],
  ['toDecimal', pure(['any'], (value) => parseInteger(shown(value), 8).value ?? 0n)],
  ['toString', tracked(['any'], (_, item) => stringValue(item))],
];
