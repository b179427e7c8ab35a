import type { Snapshot } from '../../../src/core/language/workspace.ts';
import { helmFunctions } from '../../../src/core/render/functions/table.ts';
import { readValues } from '../../../src/core/render/helm/chart.ts';
import { attempt, RenderError } from '../../../src/core/render/problem.ts';
import { parse } from '../../../src/core/render/template/index.ts';

/** The last text of each file that could be read as what charts read it as: a template, or a table. */
export class LastGood {
  readonly #texts = new Map<string, string>();

  note(path: string, text: string): void {
    if (isReadable(path, text)) this.#texts.set(path, text);
  }

  /** The texts that a snapshot shows instead of the present ones, which do not parse. */
  standingIn({ stacks }: Snapshot): ReadonlyMap<string, string> {
    const problems = stacks.flatMap(({ rendering }) => rendering?.problems ?? []);
    const paths = problems.flatMap(({ change }) => change?.file ?? []);
    return new Map(paths.map((path) => [path, this.#texts.get(path) ?? '']));
  }
}

function isReadable(path: string, text: string): boolean {
  const read = () =>
    /(^|\/)templates\//.test(path)
      ? parse(path, text, path, helmFunctions)
      : readValues(path, new TextEncoder().encode(text));
  return !(attempt<unknown>(read) instanceof RenderError);
}
