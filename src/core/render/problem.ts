import type { Origin } from './origin/origin.ts';
import type { TextChange } from './origin/text-change.ts';

/** Why something could not be rendered, on its own line, worded as Helm or kustomize word it. */
export class RenderError extends Error {
  readonly at: Origin | undefined;
  /** The outermost action of the file that was rendered, where `at` lies in a helper that it calls. */
  readonly callSite: Origin | undefined;

  constructor(message: string, at?: Origin, callSite?: Origin) {
    super(message);
    this.at = at;
    this.callSite = callSite;
  }
}

/** Something that is left out of a rendering, and where that can be changed. */
export interface RenderProblem {
  /**
   * Of charts: `failed`: a file; `unparsed`: a template that no values can mend; `lacking`: a value that has to be given;
   * `missing`: a subchart; `unread`: a part of the chart.
   * Of kustomizations: `refused`: something that kustomize does not build; `absent`: a file that may be elsewhere.
   */
  readonly kind: 'failed' | 'unparsed' | 'lacking' | 'missing' | 'unread' | 'refused' | 'absent';
  readonly message: string;
  readonly at: Origin | undefined;
  /** Where nothing is left out, because an earlier text of the file stands in: how that lies in the present one. */
  readonly change?: TextChange | undefined;
}

/** Runs something that may fail, and gives the failure. */
export function attempt<T>(work: () => T): T | RenderError {
  try {
    return work();
  } catch (error) {
    if (error instanceof RenderError) return error;
    throw error;
  }
}

/** Nothing is left of a {@link Budget}: what catches problems of its own lets this one through. */
export class BudgetError extends RenderError {}

/** What something that may fail comes to, or something else where it does, except that a budget is used up. */
export function orElse<T>(work: () => T, fallback: (problem: RenderError) => T): T {
  const result = attempt(work);
  if (result instanceof BudgetError) throw result;
  return result instanceof RenderError ? fallback(result) : result;
}

/** What one rendering may use up. Counted, not timed: the same input always ends the same way. */
export interface Budget {
  /** Executed nodes of templates. */
  nodes: number;
  /** Characters of all texts that are made, also those that are thrown away. */
  characters: number;
}

/** More than any chart in use needs, and far less than a second. */
export function newBudget(): Budget {
  return { nodes: 2_000_000, characters: 64_000_000 };
}

/** Nesting of `include`, `template` and `tpl`, as Helm has it (`recursionMaxNums` of pkg/engine), and of values. */
export const maxDepth = 1000;

/** Refuses to go further into a value; throws where there is no end to it, as in a map that was put into itself. */
export function refuseCycle(depth: number): void {
  if (depth > maxDepth) throw new RenderError('a value contains itself');
}

/** Items of a list that a function makes (`until`, `seq`, `repeat`). */
export const maxItems = 1_000_000;

/** Takes from a budget; throws where nothing is left. */
export function spend(budget: Budget, what: keyof Budget, amount: number, at?: Origin): void {
  budget[what] -= amount;
  if (budget[what] < 0) throw new BudgetError('this takes more steps than Portolan spends on one rendering', at);
}
