/** Sprig v3.3 "Integer List Functions". */
import type { Source } from '../origin/origin.ts';
import { maxItems, RenderError, spend } from '../problem.ts';
import { type Item, List } from '../value.ts';
import type { CallContext, TemplateFunction } from './function.ts';
import { derived, tracked } from './parameters.ts';

function numbers(context: CallContext, start: number, stop: number, step: number): number[] {
  const isDown = stop < start;
  if (isDown ? step >= 0 : step <= 0) return [];
  const length = Math.ceil((stop - start) / step);
  if (length > maxItems) throw new RenderError('this list is longer than Portolan makes');
  spend(context.budget, 'nodes', length);
  return Array.from({ length }, (_, index) => start + index * step);
}

function list(values: readonly number[], source?: Source): Item {
  return { value: new List(values.map((value) => ({ value: BigInt(value), source }))), source };
}

function sequence(context: CallContext, params: readonly number[]): string {
  const [a = 0, b = 0, c = 0] = params;
  if (params.length === 0 || params.length > 3) return '';
  const [start, step, end] =
    params.length === 1 ? [1, undefined, a] : params.length === 2 ? [a, undefined, b] : [a, b, c];
  const direction = end < start ? -1 : 1;
  if (step !== undefined && direction < 0 && step > 0) return '';
  return numbers(context, start, end + direction, step ?? direction).join(' ');
}

export const integerLists: readonly (readonly [string, TemplateFunction])[] = [
  ['until', tracked(['int'], (context, count) => list(numbers(context, 0, count, count < 0 ? -1 : 1)))],
  [
    'untilStep',
    tracked(['int', 'int', 'int'], (context, start, stop, step) => list(numbers(context, start, stop, step))),
  ],
  ['seq', tracked(['...int'], (context, ...params) => derived(sequence(context, params), []))],
];
