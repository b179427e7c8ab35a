import type { Origin, Source } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import type { Budget } from '../problem.ts';
import { type Item, isString, type Value } from '../value.ts';
import type { Parameter } from './parameters.ts';

/** What a function may ask of the engine that calls it. */
export interface CallContext {
  readonly budget: Budget;
  /** The action that calls, for messages. */
  readonly at: Origin;
  /** Executes a named template (`include`). Throws {@link RenderError}. */
  include(name: string, dot: Item): Text;
  /** Parses and executes a text as a template (`tpl`). Throws {@link RenderError}. */
  evaluate(template: string | Text, dot: Item): Text;
  /** Says that a value is lacking (`required`, `fail`); whether rendering goes on is the engine's business. */
  lacks(message: string): Item;
}

/** A function that templates may call. Throws {@link RenderError} with Go's words. */
export interface TemplateFunction {
  /** Fewest and most arguments; `Infinity` for variadic ones. */
  readonly arity: readonly [number, number];
  /**
   * The types of the parameters; without them everything is taken. The executor refuses other values before it calls, as Go
   * does, and reads constants of the template as them (`5` is a float64 for `float64`).
   */
  readonly parameters?: readonly Parameter[];
  call(args: readonly Item[], context: CallContext): Item;
}

export type FunctionTable = ReadonlyMap<string, TemplateFunction>;

/** A function that keeps track of its sources itself. */
export function tracking(
  arity: TemplateFunction['arity'],
  call: (args: readonly Item[], context: CallContext) => Item,
): TemplateFunction {
  return { arity, call };
}

/** A function of plain values: its result comes from where the last of its arguments with a source comes from. */
export function plain(arity: TemplateFunction['arity'], call: (...args: Value[]) => Value): TemplateFunction {
  return {
    arity,
    call(args) {
      const value = call(...args.map(({ value }) => (value instanceof Text ? value.text : value)));
      const source = asWhole(args.map(sourceOf).findLast((own) => own !== undefined));
      return { value: isString(value) && typeof value === 'string' ? Text.of(value, source) : value, source };
    },
  };
}

/** Where an item comes from: of a text, its last part that is known. */
export function sourceOf({ value, source }: Item): Source | undefined {
  return value instanceof Text ? (value.lastSource() ?? source) : source;
}

/** A source that no longer is the text character by character. */
export function asWhole(source: Source | undefined): Source | undefined {
  return source === undefined || source.fidelity !== 'characters' ? source : { ...source, fidelity: 'value' };
}
