/** Sprig v3.3 "Dictionaries and Dict Functions". */
import { typeName } from '../go/reflect.ts';
import { Text } from '../origin/text.ts';
import { RenderError, refuseCycle, spend } from '../problem.ts';
import { bare, Dict, type Item, isString, List, stringOf } from '../value.ts';
import type { CallContext, TemplateFunction } from './function.ts';
import { mergeInto } from './merge.ts';
import { itemOf, tracked } from './parameters.ts';
import { stringValue } from './strings.ts';

function dictOf(context: CallContext, items: readonly Item[]): Item {
  const dict = new Dict();
  spend(context.budget, 'nodes', items.length);
  for (let i = 0; i < items.length; i += 2) {
    const key = stringValue(items[i] ?? bare(null));
    dict.set(key.text, items[i + 1] ?? { value: '', source: key.lastSource() }, key.lastSource());
  }
  return { value: dict, source: items.at(-1)?.source };
}

function keysOf(context: CallContext, dicts: readonly Dict[]): Item {
  const keys: Item[] = [];
  for (const dict of dicts) {
    spend(context.budget, 'nodes', dict.size);
    for (const key of dict.keys()) keys.push(itemOf(Text.of(key, dict.get(key)?.key)));
  }
  return bare(new List(keys));
}

function selected(context: CallContext, dict: Dict, keys: readonly Text[], wanted: boolean): Item {
  const names = new Set(keys.map(({ text }) => text));
  const result = new Dict();
  spend(context.budget, 'nodes', dict.size);
  for (const [key, entry] of dict.entries) if (names.has(key) === wanted) result.entries.set(key, entry);
  return bare(result);
}

function copied(context: CallContext, item: Item): Item {
  if (item.value === null) throw new RenderError('reflect: call of reflect.Value.Type on zero Value');
  return deepCopy(item, context);
}

/** A copy of a value and of everything in it. */
function deepCopy(item: Item, context: CallContext, depth = 0): Item {
  const { value, source } = item;
  refuseCycle(depth);
  if (value instanceof List) {
    spend(context.budget, 'nodes', value.items.length);
    return { value: new List(value.items.map((one) => deepCopy(one, context, depth + 1))), source };
  }
  if (!(value instanceof Dict)) return item;
  spend(context.budget, 'nodes', value.size);
  const copy = new Dict();
  for (const [key, entry] of value.entries) copy.set(key, deepCopy(entry, context, depth + 1), entry.key);
  return { value: copy, source };
}

function dug(items: readonly Item[]): Item {
  if (items.length < 3) throw new RenderError('dig needs at least three arguments');
  const [fallback, start] = items.slice(-2);
  let current = start ?? bare(null);
  const keys = items.slice(0, -2);
  const dictOrFail = ({ value }: Item): Dict => {
    if (value instanceof Dict) return value;
    const got = value === null ? 'nil' : typeName(value);
    throw new RenderError(`interface conversion: interface {} is ${got}, not map[string]interface {}`);
  };
  dictOrFail(current);
  for (const { value } of keys)
    if (!isString(value)) {
      const got = value === null ? 'nil' : typeName(value);
      throw new RenderError(`interface conversion: interface {} is ${got}, not string`);
    }
  for (const { value } of keys) {
    const next = dictOrFail(current).get(isString(value) ? stringOf(value) : '');
    if (next === undefined) return fallback ?? bare(null);
    current = next;
  }
  return current;
}

function merging(overwrite: boolean): TemplateFunction {
  return tracked(['map', '...map'], (context, target, ...sources) => {
    const merged = target.isNil && sources.length > 0 ? new Dict() : target;
    for (const source of sources) mergeInto(merged, source, overwrite, context);
    return bare(merged);
  });
}

export const dicts: readonly (readonly [string, TemplateFunction])[] = [
  ['dict', tracked(['...any'], (context, ...items) => dictOf(context, items))],
  ['get', tracked(['map', 'string'], (_, dict, key) => dict.get(key.text) ?? bare(''))],
  [
    'set',
    tracked(['map', 'string', 'any'], (context, dict, key, item) => {
      if (dict.isNil) throw new RenderError('assignment to entry in nil map');
      context.changes(dict);
      dict.set(key.text, item, key.lastSource());
      return bare(dict);
    }),
  ],
  [
    'unset',
    tracked(['map', 'string'], (context, dict, key) => {
      context.changes(dict);
      dict.delete(key.text);
      return bare(dict);
    }),
  ],
  [
    'hasKey',
    tracked(['map', 'string'], (_, dict, key) => ({ value: dict.has(key.text), source: dict.get(key.text)?.source })),
  ],
  [
    'pluck',
    tracked(['string', '...map'], (_, key, ...all) => bare(new List(all.flatMap((dict) => dict.get(key.text) ?? [])))),
  ],
  ['keys', tracked(['...map'], (context, ...all) => keysOf(context, all))],
  ['values', tracked(['map'], (_, dict) => bare(new List(dict.keys().map((key) => dict.get(key) ?? bare(null)))))],
  ['pick', tracked(['map', '...string'], (context, dict, ...keys) => selected(context, dict, keys, true))],
  ['omit', tracked(['map', '...string'], (context, dict, ...keys) => selected(context, dict, keys, false))],
  ['merge', merging(false)],
  ['mustMerge', merging(false)],
  ['mergeOverwrite', merging(true)],
  ['mustMergeOverwrite', merging(true)],
  ['deepCopy', tracked(['any'], copied)],
  ['mustDeepCopy', tracked(['any'], copied)],
  ['dig', tracked(['...any'], (_, ...items) => dug(items))],
];
