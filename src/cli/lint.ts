import type { Finding, Severity } from '../core/rules/rule.ts';
import { atLeast, severities } from '../core/rules/suppression.ts';
import { formatGithub } from './format/github.ts';
import { formatHuman } from './format/human.ts';
import { formatJson } from './format/json.ts';
import { formatSarif } from './format/sarif.ts';
import { type Loaded, load } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { reportSkipped } from './skipped.ts';
import { oneOf, readArguments } from './usage.ts';

/** What a format prints. */
export interface LintResult {
  readonly loaded: Loaded;
  /** Findings at or above what is printed, sorted. */
  readonly findings: readonly Finding[];
  /** Number of findings by severity, those that are not printed included. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly milliseconds: number;
  readonly colours: boolean;
}

export const lintHelp = `Usage: portolan lint [PATH… | -]

Finds what is wired wrongly in the manifests of files and folders (default: the working folder); - reads standard input.

  --format human|json|sarif|github    (default: human)
  --severity error|warning|info|hint  what is printed, and from where on the exit code is 1
                                      (default: errors make it 1; human and github print warnings too, the others all)
  --config FILE                       another configuration than the .portolan.yaml of the workspace

Exit codes: 0 clean, 1 findings at or above the threshold, 2 something could not be read.
`;

const formats = { human: formatHuman, json: formatJson, sarif: formatSarif, github: formatGithub };

/** `portolan lint`. */
export async function lint(args: readonly string[], streams: Streams): Promise<Outcome> {
  const started = performance.now();
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'human' }, severity: { type: 'string' }, config: { type: 'string' } },
  });
  const format = oneOf('format', values.format, ['human', 'json', 'sarif', 'github']);
  const asked = values.severity === undefined ? undefined : oneOf('severity', values.severity, severities);
  const stdin = positionals.includes('-') ? await streams.stdin() : undefined;
  const loaded = load({ paths: positionals, config: values.config, cwd: streams.cwd, stdin });
  reportSkipped(loaded, streams);
  for (const { code, message } of loaded.snapshot.failures)
    streams.err(`Rule ${code} failed and said nothing: ${message}\n`);
  if (format !== 'human' && loaded.snapshot.resourceCount === 0)
    streams.err('There are no Kubernetes manifests here.\n');
  const all = loaded.snapshot.allFindings();
  // People see what wants action unless they ask for more; programs get everything unless they ask for less.
  const threshold = asked ?? (format === 'human' || format === 'github' ? 'warning' : 'hint');
  const findings = all.filter(({ severity }) => atLeast(severity, threshold));
  const milliseconds = Math.round(performance.now() - started);
  streams.out(
    formats[format]({ loaded, findings, counts: countBySeverity(all), milliseconds, colours: streams.colours }),
  );
  if (loaded.failed) return 2;
  return all.some(({ severity }) => atLeast(severity, asked ?? 'error')) ? 1 : 0;
}

/** Number of findings of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
