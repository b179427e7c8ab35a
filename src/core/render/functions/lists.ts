/** Sprig v3.3 "Lists and List Functions". */
import { toInt64 } from '../go/cast.ts';
import { kindName } from '../go/reflect.ts';
import { deepEqual, isEmpty } from '../go/truth.ts';
import type { Source } from '../origin/origin.ts';
import { maxItems, RenderError, spend } from '../problem.ts';
import { bare, type Item, List, type Value } from '../value.ts';
import type { CallContext, TemplateFunction } from './function.ts';
import { tracked } from './parameters.ts';

const nilPointer = 'runtime error: invalid memory address or nil pointer dereference';

/** The items of a list; `action` says in Sprig's words what cannot be done to anything else. */
function itemsOf({ value }: Item, action: string): readonly Item[] {
  if (value instanceof List) return value.items;
  throw new RenderError(value === null ? nilPointer : `Cannot ${action} ${kindName(value)}`);
}

function list(items: readonly Item[], source: Source | undefined, { budget }: CallContext): Item {
  if (items.length > maxItems) throw new RenderError('this list is longer than Portolan makes');
  spend(budget, 'nodes', items.length);
  return { value: new List([...items]), source };
}

/** What is left of a list: nothing of an empty one is Go's nil. */
function part(item: Item, action: string, context: CallContext, from: number, to?: number): Item {
  const items = itemsOf(item, action);
  return items.length === 0
    ? { value: new List([], true), source: item.source }
    : list(items.slice(from, to), item.source, context);
}

/** A function of a list that stands under two names; the one with `must` differs only in Go's ways to fail. */
function both(name: string, fn: TemplateFunction): readonly (readonly [string, TemplateFunction])[] {
  return [
    [name, fn],
    [`must${name[0]?.toUpperCase()}${name.slice(1)}`, fn],
  ];
}

/** Whether one of a list's values equals another one. Comparing is quick where the values are strings. */
function includes(items: readonly Item[], value: Value, { budget }: CallContext): boolean {
  spend(budget, 'nodes', items.length >> 3);
  return items.some((item) => deepEqual(value, item.value, budget));
}

function unique(context: CallContext, item: Item): Item {
  const kept: Item[] = [];
  for (const one of itemsOf(item, 'find uniq on type')) if (!includes(kept, one.value, context)) kept.push(one);
  return list(kept, item.source, context);
}

/** As Go computes it: a size that is not positive makes no lists, or fails. */
function chunks(context: CallContext, size: number, item: Item): Item {
  const items = itemsOf(item, 'chunk type');
  const count = Math.floor((items.length - 1) / size) + 1;
  const isTooShort = items.length === 0 && size < 0;
  if (!Number.isFinite(count) || count < 0 || isTooShort)
    throw new RenderError('runtime error: makeslice: len out of range');
  return list(
    Array.from({ length: count }, (_, i) => list(items.slice(i * size, (i + 1) * size), item.source, context)),
    item.source,
    context,
  );
}

function slice(context: CallContext, item: Item, indices: readonly Item[]): Item {
  const { value } = item;
  if (value !== null && !(value instanceof List))
    throw new RenderError(`list should be type of slice or array but ${kindName(value)}`);
  const items = itemsOf(item, '');
  if (items.length === 0) return bare(null);
  const start = Number(toInt64(indices[0]?.value ?? 0n));
  const end = indices[1] === undefined ? items.length : Number(toInt64(indices[1].value));
  if (start < 0 || end < start || end > items.length)
    throw new RenderError('reflect.Value.Slice: slice index out of bounds');
  return list(items.slice(start, end), item.source, context);
}

function concatenated(context: CallContext, lists: readonly Item[]): Item {
  const items: Item[] = [];
  for (const one of lists) {
    if (one.value !== null && !(one.value instanceof List))
      throw new RenderError(`Cannot concat type ${kindName(one.value)} as list`);
    const more = itemsOf(one, '');
    spend(context.budget, 'nodes', more.length);
    for (const item of more) items.push(item);
  }
  if (items.length === 0) return { value: new List([], true), source: lists.at(-1)?.source };
  return list(items, lists.at(-1)?.source, context);
}

const pushed = tracked(['any', 'any'], (context, item, value) =>
  list([...itemsOf(item, 'push on type'), value], item.source, context),
);
const made = tracked(['...any'], (context, ...items) => list(items, items.at(-1)?.source, context));

export const lists: readonly (readonly [string, TemplateFunction])[] = [
  ['list', made],
  ['tuple', made],
  ...both('append', pushed),
  ...both('push', pushed),
  ...both(
    'prepend',
    tracked(['any', 'any'], (context, item, value) =>
      list([value, ...itemsOf(item, 'prepend on type')], item.source, context),
    ),
  ),
  ...both(
    'first',
    tracked(['any'], (_, item) => itemsOf(item, 'find first on type')[0] ?? bare(null)),
  ),
  ...both(
    'last',
    tracked(['any'], (_, item) => itemsOf(item, 'find last on type').at(-1) ?? bare(null)),
  ),
  ...both(
    'rest',
    tracked(['any'], (context, item) => part(item, 'find rest on type', context, 1)),
  ),
  ...both(
    'initial',
    tracked(['any'], (context, item) => part(item, 'find initial on type', context, 0, -1)),
  ),
  ...both(
    'reverse',
    tracked(['any'], (context, item) => list(itemsOf(item, 'find reverse on type').toReversed(), item.source, context)),
  ),
  ...both(
    'compact',
    tracked(['any'], (context, item) =>
      list(
        itemsOf(item, 'compact on type').filter(({ value }) => !isEmpty(value)),
        item.source,
        context,
      ),
    ),
  ),
  ...both('uniq', tracked(['any'], unique)),
  ...both(
    'without',
    tracked(['any', '...any'], (context, item, ...omitted) =>
      list(
        itemsOf(item, 'find without on type').filter(({ value }) => !includes(omitted, value, context)),
        item.source,
        context,
      ),
    ),
  ),
  ...both(
    'has',
    tracked(['any', 'any'], (context, needle, item) => {
      const isThere = item.value !== null && includes(itemsOf(item, 'find has on type'), needle.value, context);
      return { value: isThere, source: item.source };
    }),
  ),
  ...both(
    'slice',
    tracked(['any', '...any'], (context, item, ...indices) => slice(context, item, indices)),
  ),
  ...both('chunk', tracked(['int', 'any'], chunks)),
  ['concat', tracked(['...any'], (context, ...items) => concatenated(context, items))],
];
