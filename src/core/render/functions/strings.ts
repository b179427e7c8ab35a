/** Sprig v3.3 "String Functions": what keeps or cuts characters. */
import { byteLength, byteSlice } from '../go/bytes.ts';
import { sprint } from '../go/fmt.ts';
import { quoted } from '../go/quote.ts';
import { isLetter, isNumber, isSpace, mapped, toLower, toTitle, toUpper, trimmedRange } from '../go/unicode.ts';
import { asWhole } from '../origin/origin.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { RenderError, spend } from '../problem.ts';
import { type Item, isString } from '../value.ts';
import type { CallContext, TemplateFunction } from './function.ts';
import { pure, textOf, tracked } from './parameters.ts';

/** What `toString` makes of any value (`strval`). */
export function stringValue(item: Item): Text {
  return isString(item.value) ? textOf(item.value, item.source) : sprint([item]);
}

/** A text a number of times. */
function repeated(text: Text | string, count: number, { budget }: CallContext): string | Text {
  if (count < 0) throw new RenderError('strings: negative Repeat count');
  spend(budget, 'characters', text.length * count);
  return typeof text === 'string' ? text.repeat(count) : Text.join(Array.from({ length: count }, () => text));
}

/** Pays for looking for a string: in the worst case every character of it is compared with every one of the text. */
export function spendOnSearch(text: Text, part: string, { budget }: CallContext): void {
  spend(budget, 'nodes', (text.length >> 5) * (part.length >> 5));
}

/** A text with every occurrence of a string replaced; the rest keeps its sources. */
function replaceAll(text: Text, old: string, replacement: Text, context: CallContext): Text {
  spendOnSearch(text, old, context);
  const builder = new TextBuilder();
  let from = 0;
  const put = (at: number) => {
    spend(context.budget, 'characters', replacement.length);
    builder.add(text.slice(from, at));
    builder.add(replacement);
  };
  if (old === '') {
    for (const character of text.text) {
      put(from);
      builder.add(text.slice(from, from + character.length));
      from += character.length;
    }
    builder.add(replacement);
    return builder.text();
  }
  for (let at = text.text.indexOf(old); at >= 0; at = text.text.indexOf(old, from)) {
    put(at);
    from = at + old.length;
  }
  if (from === 0) return text;
  builder.add(text.slice(from));
  return builder.text();
}

function indented(spaces: number, text: Text, context: CallContext): Text {
  const pad = repeated(' ', spaces, context);
  const builder = new TextBuilder();
  builder.add(pad, asWhole(text.sourceAt(0)));
  let from = 0;
  for (let at = text.text.indexOf('\n'); at >= 0; at = text.text.indexOf('\n', from)) {
    spend(context.budget, 'characters', pad.length);
    builder.add(text.slice(from, at + 1));
    builder.add(pad, asWhole(text.sourceAt(at + 1)));
    from = at + 1;
  }
  builder.add(text.slice(from));
  return builder.text();
}

function trimmed(text: Text, cutset: string): Text {
  const set = new Set(cutset);
  return text.slice(...trimmedRange(text.text, (character) => set.has(character)));
}

const trimAll = tracked(['string', 'string'], (_, cutset, text) => trimmed(text, cutset.text));

/** `s[from:to]` as Go does it, on bytes. */
function cut(text: Text, from: number, to: number | undefined): Text {
  const length = byteLength(text.text);
  const end = to ?? length;
  const problem = 'runtime error: slice bounds out of range';
  if (end < 0) throw new RenderError(`${problem} [:${end}]`);
  if (end > length) throw new RenderError(`${problem} [:${end}] with length ${length}`);
  if (from > end) throw new RenderError(`${problem} [${from}:${end}]`);
  return byteSlice(text, from, end);
}

function truncated(count: number, text: Text): Text {
  const length = byteLength(text.text);
  if (count < 0) return length + count > 0 ? byteSlice(text, length + count, length) : text;
  return length > count ? byteSlice(text, 0, count) : text;
}

/** `goutils.AbbreviateFull`, on bytes. */
function abbreviated(text: Text, offset: number, width: number): Text {
  const length = byteLength(text.text);
  if (text.length === 0 || width < 4) return Text.of('');
  if (length <= width) return text;
  const from = Math.min(offset, length - (width - 3));
  if (from <= 4) return Text.join([byteSlice(text, 0, width - 3), '...']);
  if (width < 7) return Text.of('');
  if (from + width - 3 < length) return Text.join(['...', abbreviated(byteSlice(text, from, length), 0, width - 3)]);
  return Text.join(['...', byteSlice(text, length - (width - 3), length)]);
}

/** `strings.Title`: the first letter of every word. */
function titled(text: string): string {
  let before = ' ';
  return mapped(text, (character) => {
    const isFirst = isSeparator(before);
    before = character;
    return isFirst ? toTitle(character) : character;
  });
}

function isSeparator(character: string): boolean {
  if (character < '\x80') return !/[0-9A-Za-z_]/.test(character);
  return !isLetter(character) && !isNumber(character) && isSpace(character);
}

function untitled(text: string): string {
  let isFirst = true;
  return mapped(text, (character) => {
    if (isSpace(character)) isFirst = true;
    else if (isFirst) {
      isFirst = false;
      return toLower(character);
    }
    return character;
  });
}

const isThere = ({ value }: Item) => value !== null;

function squoted(item: Item): Text {
  const inner = sprint([item]);
  return Text.join([Text.of("'", asWhole(inner.sourceAt(0))), inner, Text.of("'", asWhole(inner.lastSource()))]);
}

export const strings: readonly (readonly [string, TemplateFunction])[] = [
  ['hello', pure([], () => 'Hello!')],
  ['trim', tracked(['string'], (_, text) => text.slice(...trimmedRange(text.text)))],
  ['trimAll', trimAll],
  ['trimall', trimAll],
  [
    'trimSuffix',
    tracked(['string', 'string'], (_, end, text) =>
      text.text.endsWith(end.text) ? text.slice(0, text.length - end.length) : text,
    ),
  ],
  [
    'trimPrefix',
    tracked(['string', 'string'], (_, start, text) =>
      text.text.startsWith(start.text) ? text.slice(start.length) : text,
    ),
  ],
  ['upper', tracked(['string'], (_, text) => text.withString(mapped(text.text, toUpper)))],
  ['lower', tracked(['string'], (_, text) => text.withString(mapped(text.text, toLower)))],
  ['title', tracked(['string'], (_, text) => text.withString(titled(text.text)))],
  ['untitle', tracked(['string'], (_, text) => text.withString(untitled(text.text)))],
  ['repeat', tracked(['int', 'string'], (context, count, text) => textOf(repeated(text, count, context)))],
  [
    'substr',
    tracked(['int', 'int', 'string'], (_, start, end, text) => {
      if (start < 0) return cut(text, 0, end);
      return end < 0 || end > byteLength(text.text) ? cut(text, start, undefined) : cut(text, start, end);
    }),
  ],
  ['trunc', tracked(['int', 'string'], (_, count, text) => truncated(count, text))],
  ['abbrev', tracked(['int', 'string'], (_, width, text) => (width < 4 ? text : abbreviated(text, 0, width)))],
  [
    'abbrevboth',
    tracked(['int', 'int', 'string'], (_, left, right, text) =>
      right < 4 || (left > 0 && right < 7) ? text : abbreviated(text, left, right),
    ),
  ],
  [
    'contains',
    tracked(['string', 'string'], (context, part, text) => {
      spendOnSearch(text, part.text, context);
      return { value: text.text.includes(part.text), source: text.lastSource() };
    }),
  ],
  ['hasPrefix', pure(['string', 'string'], (start, text) => text.startsWith(start))],
  ['hasSuffix', pure(['string', 'string'], (end, text) => text.endsWith(end))],
  [
    'quote',
    tracked(['...any'], (_, ...items) =>
      Text.join(
        items.filter(isThere).map((item) => quoted(stringValue(item))),
        ' ',
      ),
    ),
  ],
  ['squote', tracked(['...any'], (_, ...items) => Text.join(items.filter(isThere).map(squoted), ' '))],
  [
    'cat',
    tracked(['...any'], (_, ...items) =>
      Text.join(
        items.filter(isThere).map((item) => sprint([item])),
        ' ',
      ),
    ),
  ],
  ['indent', tracked(['int', 'string'], (context, spaces, text) => indented(spaces, text, context))],
  [
    'nindent',
    tracked(['int', 'string'], (context, spaces, text) =>
      Text.join([Text.of('\n', asWhole(text.sourceAt(0))), indented(spaces, text, context)]),
    ),
  ],
  [
    'replace',
    tracked(['string', 'string', 'string'], (context, old, replacement, text) =>
      replaceAll(text, old.text, replacement, context),
    ),
  ],
  ['plural', tracked(['string', 'string', 'int'], (_, one, many, count) => (count === 1 ? one : many))],
];
