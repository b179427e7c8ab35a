/** The functions that Go 1.26's text/template has of its own (funcs.go). */
import type { CallContext, TemplateFunction } from '../functions/function.ts';
import { sprint, sprintf, sprintln } from '../go/fmt.ts';
import type { Text } from '../origin/text.ts';
import { RenderError } from '../problem.ts';
import { type Item, isString, sourceOf, type Value } from '../value.ts';
import { indexed, length, sliced } from './collections.ts';
import { isEqual, isLess } from './compare.ts';
import { escapeHtml, escapeJs, escapeQuery, printed } from './escapes.ts';
import { type Evaluated, isTrue, nothing, spendOn } from './evaluated.ts';

/** A builtin is given what the executor evaluated. */
interface Builtin extends TemplateFunction {
  call(args: readonly Evaluated[], context: CallContext): Item;
}

const many = Number.POSITIVE_INFINITY;

function builtin(
  arity: TemplateFunction['arity'],
  call: (args: readonly Evaluated[]) => Item | Value,
  parameters: TemplateFunction['parameters'] = ['...any'],
): Builtin {
  return {
    arity,
    parameters,
    call(args) {
      const result = call(args);
      if (typeof result === 'object' && result !== null && 'value' in result) return result;
      return { value: result, source: args.map(sourceOf).findLast((source) => source !== undefined) };
    },
  };
}

function compared(compare: (first: Evaluated, other: Evaluated) => boolean): Builtin {
  return builtin([2, 2], ([first = nothing, other = nothing]) => compare(first, other));
}

/** A function that prints its arguments; large values are paid for before. */
function printing(
  arity: TemplateFunction['arity'],
  print: (args: readonly Item[]) => Text,
  parameters: TemplateFunction['parameters'] = ['...any'],
): Builtin {
  return {
    arity,
    parameters,
    call(args, { budget }) {
      spendOn(args, budget);
      const text = print(args);
      return { value: text, source: text.lastSource() };
    },
  };
}

function formatted([format, ...args]: readonly Item[]): Text {
  const { value } = format ?? nothing;
  return sprintf(isString(value) ? value : '', args);
}

function isAtMost(first: Evaluated, other: Evaluated): boolean {
  return isLess(first, other) || isEqual([first, other]);
}

/** `and`, `or` and `call` are the executor's own business: it evaluates no more of their arguments than it must. */
function special(arity: TemplateFunction['arity']): Builtin {
  return builtin(arity, () => {
    throw new RenderError('unreachable');
  });
}

export const and = special([1, many]);
export const or = special([1, many]);
export const call = special([1, many]);

export const builtins: ReadonlyMap<string, TemplateFunction> = new Map<string, Builtin>([
  ['and', and],
  ['call', call],
  ['html', printing([0, many], (args) => escapeHtml(printed(args)))],
  ['index', builtin([1, many], indexed)],
  ['js', printing([0, many], (args) => escapeJs(printed(args)))],
  ['len', builtin([1, 1], ([item = nothing]) => length(item))],
  ['not', builtin([1, 1], ([item = nothing]) => !isTrue(item.value))],
  ['or', or],
  ['print', printing([0, many], sprint)],
  ['printf', printing([1, many], formatted, ['string', '...any'])],
  ['println', printing([0, many], sprintln)],
  ['slice', builtin([1, many], sliced)],
  ['urlquery', printing([0, many], (args) => escapeQuery(printed(args)))],
  ['eq', builtin([1, many], isEqual)],
  ['ne', compared((first, other) => !isEqual([first, other]))],
  ['lt', compared(isLess)],
  ['le', compared(isAtMost)],
  ['gt', compared((first, other) => !isAtMost(first, other))],
  ['ge', compared((first, other) => !isLess(first, other))],
]);
