/** Sprig v3.3 "String List Functions". */
import { Text } from '../origin/text.ts';
import { spend } from '../problem.ts';
import { byBytes, Dict, type Item, isString, List } from '../value.ts';
import type { CallContext, TemplateFunction } from './function.ts';
import { itemOf, tracked } from './parameters.ts';
import { spendOnSearch, stringValue } from './strings.ts';

/** The strings of a list without its nils, or of one value (`strslice`). */
function textsOf({ budget }: CallContext, { value, source }: Item): Text[] {
  const items = value instanceof List ? value.items : [{ value, source }];
  return items
    .filter((item) => item.value !== null)
    .map((item) => {
      const text = stringValue(item);
      if (!isString(item.value)) spend(budget, 'characters', text.length);
      return text;
    });
}

export function listOf(texts: readonly Text[]): Item {
  return { value: new List(texts.map(itemOf)), source: texts.at(-1)?.lastSource() };
}

function joined(context: CallContext, separator: Text, item: Item): Text {
  const texts = textsOf(context, item);
  const characters = texts.reduce((sum, { length }) => sum + length + separator.length, 0);
  spend(context.budget, 'characters', characters);
  return Text.join(texts, separator);
}

/** `strings.SplitN`; a negative count is no limit. */
function splitText(context: CallContext, text: Text, separator: string, count = -1): Text[] {
  spendOnSearch(text, separator, context);
  if (count === 0) return [];
  const parts: Text[] = [];
  let from = 0;
  if (separator === '') {
    for (const character of text.text) {
      if (parts.length === count - 1) break;
      parts.push(text.slice(from, from + character.length));
      from += character.length;
    }
    if (from < text.length) parts.push(text.slice(from));
    return parts;
  }
  while (parts.length !== count - 1) {
    const at = text.text.indexOf(separator, from);
    if (at < 0) break;
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  parts.push(text.slice(from));
  return parts;
}

function numbered(parts: readonly Text[]): Item {
  const dict = new Dict();
  for (const [index, part] of parts.entries()) dict.set(`_${index}`, itemOf(part), part.lastSource());
  return { value: dict, source: parts.at(-1)?.lastSource() };
}

function sorted(context: CallContext, item: Item): Item {
  if (!(item.value instanceof List)) return listOf([stringValue(item)]);
  const texts = textsOf(context, item);
  spend(
    context.budget,
    'characters',
    texts.reduce((sum, { length }) => sum + length, 0),
  );
  return listOf(texts.sort((a, b) => byBytes(a.text, b.text)));
}

export const stringLists: readonly (readonly [string, TemplateFunction])[] = [
  ['join', tracked(['string', 'any'], joined)],
  [
    'split',
    tracked(['string', 'string'], (context, separator, text) => numbered(splitText(context, text, separator.text))),
  ],
  [
    'splitn',
    tracked(['string', 'int', 'string'], (context, separator, count, text) =>
      numbered(splitText(context, text, separator.text, count)),
    ),
  ],
  [
    'splitList',
    tracked(['string', 'string'], (context, separator, text) => listOf(splitText(context, text, separator.text))),
  ],
  ['toStrings', tracked(['any'], (context, item) => listOf(textsOf(context, item)))],
  ['sortAlpha', tracked(['any'], sorted)],
];
