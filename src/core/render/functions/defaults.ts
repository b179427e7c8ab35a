/** Sprig v3.3 "Default Functions". */
import { isEmpty } from '../go/truth.ts';
import { bare, type Item } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { pure, tracked } from './parameters.ts';

const isGiven = ({ value }: Item) => !isEmpty(value);

export const defaults: readonly (readonly [string, TemplateFunction])[] = [
  [
    'default',
    tracked(['any', '...any'], (_, fallback, given) => (given !== undefined && isGiven(given) ? given : fallback)),
  ],
  ['empty', pure(['any'], isEmpty)],
  ['coalesce', tracked(['...any'], (_, ...items) => items.find(isGiven) ?? bare(null))],
  ['all', pure(['...any'], (...values) => !values.some(isEmpty))],
  ['any', pure(['...any'], (...values) => values.some((value) => !isEmpty(value)))],
  ['ternary', tracked(['any', 'any', 'bool'], (_, yes, no, condition) => (condition ? yes : no))],
];
