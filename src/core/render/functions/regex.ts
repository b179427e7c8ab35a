/** Sprig v3.3 "Regular Expressions": Go's syntax in linear time, by re2js. */
import { type Matcher, RE2JS } from 're2js';
import { canBackquote, quote } from '../go/quote.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { BudgetError, orElse, RenderError, spend } from '../problem.ts';
import { bare, type Item, isString, List, stringOf } from '../value.ts';
import type { CallContext, TemplateFunction } from './function.ts';
import { pure, tracked } from './parameters.ts';
import { listOf } from './string-lists.ts';

/** Characters of an expression; longer ones make automata that are too large. */
const longest = 10_000;

const compiled = new Map<string, RE2JS>();

function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (pattern.length > longest) throw new BudgetError('this regular expression is longer than Portolan compiles');
  if (compiled.size > 500) compiled.clear();
  try {
    const made = RE2JS.compile(pattern);
    compiled.set(pattern, made);
    return made;
  } catch (error) {
    throw new RenderError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Begin and end of the matches and of their groups, as `FindAllSubmatchIndex` finds them; a negative count is all. Looking for
 * one match takes time with the length of the rest, so each one is paid for.
 */
function matches(pattern: Text, text: Text, count: number, { budget }: CallContext): readonly (readonly number[])[] {
  const expression = compile(pattern.text);
  const size = 1 + (expression.programSize() >> 5);
  // Only what may do without a part of itself looks far ahead for it, at every match again.
  const looksAhead = /\||\)[?*+{]/.test(pattern.text);
  const matcher = expression.matcher(text.text);
  const found: number[][] = [];
  let from = 0;
  let lastEnd = -1;
  spend(budget, 'nodes', (text.length >> 2) * size);
  while (found.length !== count && from <= text.length) {
    const rest = text.length - from;
    spend(budget, 'characters', (looksAhead ? rest * 16 : rest >> 6) * size);
    if (!matcher.find(from)) break;
    const [start, end] = [matcher.start(), matcher.end()];
    // An empty match right behind another one is none.
    if (end > from || start !== lastEnd) found.push(groupsOf(matcher));
    lastEnd = end;
    from = end > from ? end : from + ((text.text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
  }
  return found;
}

function groupsOf(matcher: Matcher): number[] {
  return Array.from({ length: matcher.groupCount() + 1 }, (_, i) => [matcher.start(i), matcher.end(i)]).flat();
}

function slices(text: Text, found: readonly (readonly number[])[]): Text[] {
  return found.map(([start = 0, end = 0]) => text.slice(start, end));
}

function replaced(context: CallContext, pattern: Text, text: Text, replace: (match: readonly number[]) => Text): Text {
  const builder = new TextBuilder();
  let from = 0;
  for (const match of matches(pattern, text, -1, context)) {
    const [start = 0, end = 0] = match;
    const replacement = replace(match);
    spend(context.budget, 'characters', replacement.length);
    builder.add(text.slice(from, start));
    builder.add(replacement);
    from = end;
  }
  builder.add(text.slice(from));
  return builder.text();
}

/** `$1`, `${1}`, `$name` of a replacement (`Regexp.Expand`). */
function expanded(template: Text, text: Text, match: readonly number[], names: Readonly<Record<string, number>>): Text {
  const builder = new TextBuilder();
  let from = 0;
  for (const found of template.text.matchAll(/\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu)) {
    builder.add(template.slice(from, found.index));
    from = found.index + found[0].length;
    const name = found[1] ?? found[2];
    if (name === undefined) builder.add(template.slice(found.index, found.index + 1));
    else {
      const group = /^[0-9]+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? (names[name] ?? -1) : -1;
      const [start = -1, end = -1] = [match[2 * group], match[2 * group + 1]];
      if (start >= 0) builder.add(text.slice(start, end));
    }
  }
  builder.add(template.slice(from));
  return builder.text();
}

function foundAll(context: CallContext, pattern: Text, text: Text, count: number): Item {
  const found = slices(text, matches(pattern, text, count, context));
  return found.length === 0 ? bare(new List([], true)) : listOf(found);
}

/** `Regexp.Split`. */
function split(context: CallContext, pattern: Text, text: Text, count: number): Item {
  if (count === 0) {
    compile(pattern.text);
    return bare(new List([], true));
  }
  if (pattern.length > 0 && text.length === 0) {
    compile(pattern.text);
    return listOf([text]);
  }
  const parts: Text[] = [];
  let [from, end] = [0, 0];
  for (const [start = 0, next = 0] of matches(pattern, text, count, context)) {
    if (count > 0 && parts.length === count - 1) break;
    end = start;
    if (next !== 0) parts.push(text.slice(from, end));
    from = next;
  }
  if (end !== text.length) parts.push(text.slice(from));
  return parts.length === 0 ? bare(new List()) : listOf(parts);
}

/** A function under two names; the one without `must` panics in the words of `regexp.MustCompile`. */
function both(name: string, fn: TemplateFunction): readonly (readonly [string, TemplateFunction])[] {
  const panicking: TemplateFunction = {
    ...fn,
    call(args, context) {
      const pattern = args[0]?.value;
      if (isString(pattern)) compileOrPanic(stringOf(pattern));
      return fn.call(args, context);
    },
  };
  return [
    [name, panicking],
    [`mustR${name.slice(1)}`, fn],
  ];
}

function compileOrPanic(pattern: string): RE2JS {
  return orElse(
    () => compile(pattern),
    (problem) => {
      const shown = canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern);
      throw new RenderError(`regexp: Compile(${shown}): ${problem.message}`);
    },
  );
}

function isMatch(context: CallContext, pattern: Text, text: Text): Item {
  return { value: matches(pattern, text, 1, context).length > 0, source: text.lastSource() };
}

export const regexes: readonly (readonly [string, TemplateFunction])[] = [
  [
    'regexMatch',
    tracked(['string', 'string'], (context, pattern, text) =>
      orElse(
        () => isMatch(context, pattern, text),
        () => bare(false),
      ),
    ),
  ],
  ['mustRegexMatch', tracked(['string', 'string'], isMatch)],
  ...both(
    'regexFind',
    tracked(
      ['string', 'string'],
      (context, pattern, text) => slices(text, matches(pattern, text, 1, context))[0] ?? Text.of(''),
    ),
  ),
  ...both('regexFindAll', tracked(['string', 'string', 'int'], foundAll)),
  ...both(
    'regexReplaceAll',
    tracked(['string', 'string', 'string'], (context, pattern, text, replacement) => {
      const names = compile(pattern.text).namedGroups();
      return replaced(context, pattern, text, (match) => expanded(replacement, text, match, names));
    }),
  ),
  ...both(
    'regexReplaceAllLiteral',
    tracked(['string', 'string', 'string'], (context, pattern, text, replacement) =>
      replaced(context, pattern, text, () => replacement),
    ),
  ),
  ...both('regexSplit', tracked(['string', 'string', 'int'], split)),
  ['regexQuoteMeta', pure(['string'], (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'))],
];
