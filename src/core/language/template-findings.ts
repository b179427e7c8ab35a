import type { Origin } from '../render/origin/origin.ts';
import type { RenderProblem } from '../render/problem.ts';
import type { Finding, Severity } from '../rules/rule.ts';
import type { Stack } from '../world/stack.ts';
import { ownFinding } from './findings.ts';
import type { LocationOf } from './origins.ts';

/**
 * What of a file could not be rendered (KN006), in some of the stacks that hold it. Where files of the workspace were not read
 * (`partial`), nothing is said of those that are not there.
 */
export function templateFindings(
  stacks: readonly Stack[],
  path: string,
  locationOf: LocationOf,
  partial: boolean,
): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const stack of stacks)
    for (const problem of stack.rendering?.problems ?? []) {
      const at = problemPlace(problem, stack);
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

/** Where a problem stands; one of a chart as a whole in the file that makes its folder a chart. */
export function problemPlace({ at }: RenderProblem, { root }: Stack): Origin {
  return at ?? { file: root === '' ? 'Chart.yaml' : `${root}/Chart.yaml`, start: 0, end: 0 };
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
