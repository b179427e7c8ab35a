import { typeName } from '../go/reflect.ts';
import type { Time } from '../go/time.ts';
import { asWhole, type Source } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { spend } from '../problem.ts';
import { Dict, type Item, isString, Native, sourceOf, stringOf, type Value } from '../value.ts';
import type { CallContext, TemplateFunction } from './function.ts';

/** A type of Go that a function takes. */
export type Kind = 'any' | 'string' | 'int' | 'float64' | 'bool' | 'map' | 'time';

/** A parameter; a last one with dots takes any number of arguments. */
export type Parameter = Kind | `...${Kind}`;

/** The names of the types in messages. */
export const goNames: Readonly<Record<Kind, string>> = {
  any: 'interface {}',
  string: 'string',
  int: 'int',
  float64: 'float64',
  bool: 'bool',
  map: 'map[string]interface {}',
  time: 'time.Time',
};

/**
 * What is wrong with an argument, as `validateType` of text/template says it, if something is. A nil that comes out of a
 * pipeline has no type, and stands for an empty map; one that comes out of a field is an `interface {}`.
 */
export function argumentProblem(value: Value, kind: Kind, isUntyped: boolean): string | undefined {
  if (kind === 'any' || isOfKind(value, kind)) return undefined;
  const expected = goNames[kind];
  if (value !== null) return `wrong type for value; expected ${expected}; got ${typeName(value)}`;
  if (!isUntyped) return `wrong type for value; expected ${expected}; got interface {}`;
  return kind === 'map' ? undefined : `invalid value; expected ${expected}`;
}

/** The type of the n-th argument of a function. */
export function kindAt(parameters: readonly Parameter[], index: number): Kind {
  return kinds[parameters[Math.min(index, parameters.length - 1)] ?? 'any'];
}

/** What stands behind the dots: a table, because every argument of every call asks for it. */
const kinds = Object.fromEntries(
  Object.keys(goNames).flatMap((kind) => [
    [kind, kind],
    [`...${kind}`, kind],
  ]),
) as Readonly<Record<Parameter, Kind>>;

/** What functions of plain values get. */
interface Plain {
  any: Value;
  string: string;
  int: number;
  float64: number;
  bool: boolean;
  map: Dict;
  time: Time;
}

/** What functions get that keep track of sources. */
interface Tracked extends Omit<Plain, 'any' | 'string'> {
  any: Item;
  string: Text;
}

/** The arguments of some parameters. */
type Values<P, Types extends Record<Kind, unknown>> = P extends readonly [infer First, ...infer Rest]
  ? First extends `...${infer K extends Kind}`
    ? Types[K][]
    : First extends Kind
      ? [Types[First], ...Values<Rest, Types>]
      : []
  : [];

/** A function that keeps track of its sources itself: strings come as texts, values of any type as items. */
export function tracked<const P extends readonly Parameter[]>(
  parameters: P,
  call: (context: CallContext, ...args: Values<P, Tracked>) => Item | Text,
): TemplateFunction {
  return declared(parameters, (args, context) => {
    const taken = args.map((item, index) => trackedArgument(item, kindAt(parameters, index)));
    const result = call(context, ...(taken as Values<P, Tracked>));
    return result instanceof Text ? { value: result, source: result.lastSource() } : result;
  });
}

/** A function of plain values: its result comes from where the last of its arguments with a source comes from. */
export function pure<const P extends readonly Parameter[]>(
  parameters: P,
  call: (...values: Values<P, Plain>) => Value,
): TemplateFunction {
  return declared(parameters, (args) => {
    const values = args.map(({ value }, index) => plainArgument(value, kindAt(parameters, index)));
    return derived(call(...(values as Values<P, Plain>)), args);
  });
}

/** A value that was made out of others. */
export function derived(value: Value, from: readonly Item[]): Item {
  const source = asWhole(from.map(sourceOf).findLast((own) => own !== undefined));
  return { value: typeof value === 'string' ? Text.of(value, source) : value, source };
}

function declared(
  parameters: readonly Parameter[],
  call: (args: readonly Item[], context: CallContext) => Item,
): TemplateFunction {
  const isVariadic = parameters.at(-1)?.startsWith('...') === true;
  const fewest = isVariadic ? parameters.length - 1 : parameters.length;
  return {
    arity: [fewest, isVariadic ? Number.POSITIVE_INFINITY : fewest],
    parameters,
    call(args, context) {
      const result = call(args, context);
      if (isString(result.value)) spend(context.budget, 'characters', result.value.length);
      return result;
    },
  };
}

function isOfKind(value: Value, kind: Kind): boolean {
  switch (kind) {
    case 'string':
      return isString(value);
    case 'int':
      return typeof value === 'bigint';
    case 'float64':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'map':
      return value instanceof Dict;
    case 'time':
      return value instanceof Native && value.typeName === 'time.Time';
    default:
      return true;
  }
}

function plainArgument(value: Value, kind: Kind): unknown {
  if (kind === 'int') return Number(value);
  if (kind === 'map' && value === null) return new Dict(true);
  return value instanceof Text ? value.text : value;
}

function trackedArgument(item: Item, kind: Kind): unknown {
  if (kind === 'any') return item;
  return kind === 'string' && isString(item.value) ? textOf(item.value, item.source) : plainArgument(item.value, kind);
}

/** A string as a text. */
export function textOf(value: string | Text, source?: Source): Text {
  return value instanceof Text ? value : Text.of(stringOf(value), source);
}

/** An item of a text. */
export function itemOf(text: Text): Item {
  return { value: text, source: text.lastSource() };
}
