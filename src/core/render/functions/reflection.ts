/**
 * Sprig v3.3 "Reflection Functions". Our values do not tell Go's `int` and `int64` apart: both are of the type that they are
 * asked for, and `int` where they are asked.
 */
import { kindName, typeName } from '../go/reflect.ts';
import { deepEqual } from '../go/truth.ts';
import type { Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { derived, pure, tracked } from './parameters.ts';

const integers: ReadonlySet<string> = new Set(['int', 'int64']);

function isNamed(target: string, name: string, value: Value): boolean {
  return target === name || (typeof value === 'bigint' && integers.has(target));
}

export const reflection: readonly (readonly [string, TemplateFunction])[] = [
  ['typeOf', pure(['any'], typeName)],
  ['typeIs', pure(['string', 'any'], (target, value) => isNamed(target, typeName(value), value))],
  [
    'typeIsLike',
    pure(
      ['string', 'any'],
      (target, value) => isNamed(target, typeName(value), value) || `*${target}` === typeName(value),
    ),
  ],
  ['kindOf', pure(['any'], kindName)],
  ['kindIs', pure(['string', 'any'], (target, value) => isNamed(target, kindName(value), value))],
  ['deepEqual', tracked(['any', 'any'], ({ budget }, a, b) => derived(deepEqual(a.value, b.value, budget), [a, b]))],
];
