import type { Origin } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import type { Budget } from '../problem.ts';
import type { Dict, Item } from '../value.ts';
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
  /** Says that a map is about to be changed, which others may see. */
  changes(dict: Dict): void;
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
