import type { CallContext, FunctionTable } from '../../../../src/core/render/functions/function.ts';
import { argumentProblem, kindAt, tracked } from '../../../../src/core/render/functions/parameters.ts';
import { helmFunctions } from '../../../../src/core/render/functions/table.ts';
import { toBytes } from '../../../../src/core/render/go/bytes.ts';
import { sprint, sprintf, sprintln } from '../../../../src/core/render/go/fmt.ts';
import { encodeJson } from '../../../../src/core/render/go/json.ts';
import { newBudget, RenderError } from '../../../../src/core/render/problem.ts';
import { bare, Dict, type Item, List } from '../../../../src/core/render/value.ts';
import type { Argument } from '../../../arbiters/functions/arguments.ts';
import type { Call } from '../../../arbiters/functions/calls.ts';

/** Calls a function as Helm's engine does, and says what came out: type and text, or the error. */
export function answer({ fn, args }: Call): string {
  try {
    const text = shown(called(fn, args));
    // What is not UTF-8 cannot stand in JSON.
    return loneSurrogate.test(text) ? `base64: ${Buffer.from(toBytes(text)).toString('base64')}` : text;
  } catch (error) {
    if (error instanceof RenderError) return `error: ${error.message}`;
    throw error;
  }
}

const loneSurrogate = /\p{Surrogate}/u;

/** What Go says, with the types that our values do not tell apart made one. */
export function normalized(text: string): string {
  return text
    .replace(/\[\](?:\[\]interface \{\}|string|int)\b/g, '[]interface {}')
    .replace(/\[\]\[\]interface \{\}/g, '[]interface {}')
    .replace(/map\[string\]string/g, 'map[string]interface {}')
    .replace(/\bu?int64\b/g, 'int');
}

function shown(item: Item): string {
  const { value } = item;
  if (value instanceof List || value instanceof Dict) {
    const json = encodeJson(item, { budget: newBudget() }).text;
    return `${sprintf('%T', [item]).text}|${json}`;
  }
  return sprintf('%T|%v', [item, item]).text;
}

function called(name: string, args: readonly Argument[]): Item {
  const fn = helmFunctions.get(name) ?? printing.get(name);
  if (fn === undefined) throw new Error(`There is no function ${name}.`);
  const items = args.map((arg) => {
    const inner = innerCall(arg);
    return {
      item: inner === undefined ? decode(arg) : called(inner[0], inner.slice(1)),
      isUntyped: inner !== undefined,
    };
  });
  const [fewest, most] = fn.arity;
  if (items.length < fewest || items.length > most) throw new RenderError('wrong number of args');
  for (const [index, { item, isUntyped }] of items.entries()) {
    const problem = argumentProblem(item.value, kindAt(fn.parameters ?? ['...any'], index), isUntyped);
    if (problem !== undefined) throw new RenderError(problem);
  }
  try {
    return fn.call(
      items.map(({ item }) => item),
      context,
    );
  } catch (error) {
    if (error instanceof RenderError) throw new RenderError(`error calling ${name}: ${error.message}`);
    throw error;
  }
}

/** The functions of text/template that do nothing but print. */
const printing: FunctionTable = new Map([
  ['print', tracked(['...any'], (_, ...items) => sprint(items))],
  ['println', tracked(['...any'], (_, ...items) => sprintln(items))],
  ['printf', tracked(['string', '...any'], (_, format, ...items) => sprintf(format, items))],
]);

const context: CallContext = {
  budget: { nodes: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY },
  at: { file: 'template.yaml', start: 0, end: 0 },
  include: () => {
    throw new Error('not called here');
  },
  evaluate: () => {
    throw new Error('not called here');
  },
  lacks(message) {
    throw new RenderError(message);
  },
  changes: () => undefined,
};

function innerCall(arg: Argument): readonly [string, ...Argument[]] | undefined {
  return typeof arg === 'object' && arg !== null && 'call' in arg ? arg.call : undefined;
}

function decode(arg: Argument): Item {
  if (arg === null || typeof arg !== 'object') return bare(arg);
  if (isList(arg)) return bare(new List(arg.map(decode)));
  if ('int' in arg) return bare(BigInt(arg.int));
  if ('int64' in arg) return bare(BigInt(arg.int64));
  const dict = new Dict();
  if ('map' in arg) for (const [key, value] of Object.entries(arg.map)) dict.set(key, decode(value));
  return bare(dict);
}

function isList(arg: Argument): arg is readonly Argument[] {
  return Array.isArray(arg);
}
