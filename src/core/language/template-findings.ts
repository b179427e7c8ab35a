import type { Location } from '../manifest/document.ts';
import type { Origin } from '../render/origin/origin.ts';
import type { RenderProblem } from '../render/problem.ts';
import type { Finding, Severity } from '../rules/rule.ts';
import type { Stack } from '../world/stack.ts';
import { ownFinding } from './findings.ts';

/**
 * What of a file could not be rendered (KN006), in some of the stacks that hold it. Where files of the workspace were not read
 * (`partial`), nothing is said of those that are not there.
 */
export function templateFindings(
  stacks: readonly Stack[],
  path: string,
  locationOf: (origin: Origin) => Location | undefined,
  partial: boolean,
): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const stack of stacks)
    for (const problem of stack.rendering?.problems ?? []) {
      const at = problem.at ?? { file: mainFileOf(stack), start: 0, end: 0 };
      const location = at.file === path ? locationOf(at) : undefined;
      if (location === undefined || (partial && problem.kind === 'absent')) continue;
      const key = `${at.start} ${problem.message}`;
      const known = found.get(key);
      const finding = ownFinding(
        location.document,
        location,
        'KN006',
        'rendering',
        severityOf(problem, stack.rendering?.problems ?? []),
        messageOf(problem),
      );
      found.set(key, { ...finding, stacks: [...(known?.stacks ?? []), stack.name] });
    }
  return [...found.values()];
}

/** The file that makes a folder a chart. */
export function mainFileOf({ root }: Stack): string {
  return root === '' ? 'Chart.yaml' : `${root}/Chart.yaml`;
}

/** Certain is only what no values can mend: a template that does not parse. */
function severityOf({ kind }: RenderProblem, all: readonly RenderProblem[]): Severity {
  if (kind === 'lacking') return 'hint';
  if (kind === 'missing' || kind === 'absent') return 'info';
  if (kind === 'unparsed') return 'error';
  return all.some((other) => other.kind === 'missing') ? 'info' : 'warning';
}

function messageOf({ kind, message }: RenderProblem): string {
  if (kind === 'missing')
    return `${message}. What it makes is not known, so less is checked; "helm dependency build" fetches it.`;
  if (kind === 'lacking') return `The chart needs a value that it has no default for: ${message}`;
  return message;
}
