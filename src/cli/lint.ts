import { resolve } from 'node:path';
import type { SilencedFinding } from '../core/language/findings.ts';
import type { Finding, Severity } from '../core/rules/rule.ts';
import { atLeast, severities } from '../core/rules/suppression.ts';
import { Baseline, baselineNames, defaultBaseline, fromBaseline } from './baseline.ts';
import { formatGithub } from './format/github.ts';
import { formatHuman } from './format/human.ts';
import { formatJson } from './format/json.ts';
import { formatSarif } from './format/sarif.ts';
import { type Loaded, load } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { reportSkipped } from './skipped.ts';
import { oneOf, readArguments, UsageError } from './usage.ts';

/** What a format prints. */
export interface LintResult {
  readonly loaded: Loaded;
  /** Findings at or above what is printed, sorted. */
  readonly findings: readonly Finding[];
  /** Number of findings by severity, those that are not printed included. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** Findings that comments, annotations or the configuration silence, where they are asked for. */
  readonly suppressed: readonly SilencedFinding[] | undefined;
  /** Number of findings that are left out because the baseline holds them. */
  readonly known: number;
  readonly milliseconds: number;
  readonly colours: boolean;
}

export const lintHelp = `Usage: portolan lint [PATH… | -]

Finds what is wired wrongly in the manifests of files and folders (default: the working folder); - reads standard input.

  --format human|json|sarif|github    (default: human)
  --severity error|warning|info|hint  what is printed, and from where on the exit code is 1
                                      (default: errors make it 1; human and github print warnings too, the others all)
  --baseline FILE                     leaves out the findings that the file holds: only new ones are printed and count
  --write-baseline                    writes all findings into that file (default: portolan-baseline.json) and exits with 0
  --report-suppressed                 lists the findings that comments, annotations and the configuration silence, and why
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
    options: {
      format: { type: 'string', default: 'human' },
      severity: { type: 'string' },
      baseline: { type: 'string' },
      'write-baseline': { type: 'boolean' },
      'report-suppressed': { type: 'boolean' },
      config: { type: 'string' },
    },
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
  const everything = loaded.snapshot.allFindings();
  if (values['write-baseline'] === true)
    return writeBaseline(values.baseline ?? defaultBaseline, everything, loaded, streams);
  const all = values.baseline === undefined ? everything : withoutKnown(values.baseline, everything, loaded, streams);
  // People see what wants action unless they ask for more; programs get everything unless they ask for less.
  const threshold = asked ?? (format === 'human' || format === 'github' ? 'warning' : 'hint');
  const findings = all.filter(({ severity }) => atLeast(severity, threshold));
  const milliseconds = Math.round(performance.now() - started);
  const { colours } = streams;
  const known = everything.length - all.length;
  const suppressed = values['report-suppressed'] === true ? loaded.snapshot.silencedFindings() : undefined;
  const counts = countBySeverity(all);
  streams.out(formats[format]({ loaded, findings, counts, suppressed, known, milliseconds, colours }));
  if (loaded.failed) return 2;
  return all.some(({ severity }) => atLeast(severity, asked ?? 'error')) ? 1 : 0;
}

/** The findings that a baseline does not hold; says how many of its own are gone. */
function withoutKnown(
  baseline: string,
  findings: readonly Finding[],
  loaded: Loaded,
  { cwd, err }: Streams,
): readonly Finding[] {
  const path = resolve(cwd, baseline);
  const names = baselineNames(fromBaseline(path, loaded, cwd));
  const { fresh, gone } = Baseline.read(path, baseline).apply(findings, names);
  if (gone > 0 && loaded.isWhole)
    err(
      `${baseline}: ${gone === 1 ? '1 finding of it is' : `${gone} findings of it are`} gone; --write-baseline takes them out.\n`,
    );
  return fresh;
}

function writeBaseline(baseline: string, findings: readonly Finding[], loaded: Loaded, streams: Streams): Outcome {
  const path = resolve(streams.cwd, baseline);
  const show = fromBaseline(path, loaded, streams.cwd);
  try {
    Baseline.write(path, findings, baselineNames(show), show);
  } catch (error) {
    throw new UsageError(`${baseline} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  streams.err(`${baseline} holds ${findings.length === 1 ? '1 finding' : `${findings.length} findings`} now.\n`);
  return loaded.failed ? 2 : 0;
}

/** Number of findings of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
