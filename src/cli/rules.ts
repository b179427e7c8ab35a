import { readFileSync } from 'node:fs';
import { allRules } from '../core/rules/all.ts';
import { ownCodes } from '../core/rules/own-codes.ts';
import type { Severity } from '../core/rules/rule.ts';
import { type UncheckedCode, uncheckedCodes } from '../core/rules/unchecked.ts';
import type { Outcome, Streams } from './outcome.ts';
import { oneOf, readArguments, UsageError } from './usage.ts';

export const rulesHelp = `Usage: portolan rules [CODE]

Lists every rule that is known, or prints the page of one.

  --format human|json  (default: human)

States: done, it is checked; needs-cluster, only a live cluster can tell, and this version reads none;
left-out, this version does not check it.
`;

interface Listed {
  readonly code: string;
  readonly name: string;
  /** The highest severity that it reports. */
  readonly severity: Severity;
  readonly state: 'done' | UncheckedCode['state'];
  readonly summary: string;
  readonly fixable: boolean;
}

/** `portolan rules [CODE]`. */
export function rules(args: readonly string[], streams: Streams): Outcome {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'human' } },
  });
  const format = oneOf('format', values.format, ['human', 'json']);
  if (positionals.length > 1) throw new UsageError('One rule at a time: portolan rules CODE.');
  const code = positionals[0]?.toUpperCase();
  const listed = catalogue().filter((rule) => code === undefined || rule.code === code);
  const [first] = listed;
  if (first === undefined) throw new UsageError(`There is no rule "${code}". portolan rules lists them.`);
  if (format === 'json') streams.out(`${JSON.stringify(listed, undefined, 2)}\n`);
  else if (code !== undefined) streams.out(page(first));
  else streams.out(listed.map(line).join(''));
  return 0;
}

/** Every code that is known, in the order of the codes. */
function catalogue(): readonly Listed[] {
  const done = [...ownCodes.map((own) => ({ ...own, fixable: false })), ...allRules].map(
    ({ code, name, severity, summary, fixable }): Listed => ({ code, name, severity, state: 'done', summary, fixable }),
  );
  const unchecked = uncheckedCodes.map(
    ({ code, name, severity, state, summary }): Listed => ({ code, name, severity, state, summary, fixable: false }),
  );
  return [...done, ...unchecked].sort((a, b) => Number(a.code.slice(2)) - Number(b.code.slice(2)));
}

function line({ code, name, severity, state, summary }: Listed): string {
  return `${code.padEnd(7)} ${severity.padEnd(8)} ${state.padEnd(14)} ${name.padEnd(34)} ${summary}\n`;
}

/** The page of a rule, generated from the rule's own file. */
function page({ code, name, severity, state, summary }: Listed): string {
  if (state === 'needs-cluster')
    return `# ${code} ${name}\n\n${summary} Severity: ${severity}.\n\nOnly a live cluster can tell, and this version of Portolan reads none.\n`;
  if (state === 'left-out')
    return `# ${code} ${name}\n\n${summary} Severity: ${severity}.\n\nThis version of Portolan does not check it.\n`;
  for (const path of [`../media/rules/${code}.md`, `../../media/rules/${code}.md`]) {
    try {
      return readFileSync(new URL(path, import.meta.url), 'utf8');
    } catch {
      // Run from the sources, the folder is one level further up.
    }
  }
  throw new Error(`The page of ${code} is missing.`);
}
