import type { Finding, Severity } from '../core/rules/rule.ts';
import { atLeast, severities } from '../core/rules/suppression.ts';
import { formatGithub } from './format/github.ts';
import { formatHuman } from './format/human.ts';
import { formatJson } from './format/json.ts';
import { formatSarif } from './format/sarif.ts';
import { type Loaded, load, readStdin } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
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

const formats = { human: formatHuman, json: formatJson, sarif: formatSarif, github: formatGithub };

/** `portolan lint`. */
export function lint(args: readonly string[], streams: Streams): Outcome {
  const started = performance.now();
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'human' }, severity: { type: 'string' }, config: { type: 'string' } },
  });
  const format = oneOf('format', values.format, ['human', 'json', 'sarif', 'github']);
  const asked = values.severity === undefined ? undefined : oneOf('severity', values.severity, severities);
  const loaded = load({ paths: positionals, config: values.config, cwd: streams.cwd, stdin: readStdin });
  for (const { file, reason } of loaded.skipped) streams.err(`${file}: ${reason}\n`);
  for (const { code, message } of loaded.snapshot.failures)
    streams.err(`Rule ${code} failed and said nothing: ${message}\n`);
  const all = loaded.snapshot.allFindings();
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of all) counts[severity]++;
  // People see what wants action unless they ask for more; programs get everything unless they ask for less.
  const threshold = asked ?? (format === 'human' || format === 'github' ? 'warning' : 'hint');
  const findings = all.filter(({ severity }) => atLeast(severity, threshold));
  const milliseconds = Math.round(performance.now() - started);
  streams.out(formats[format]({ loaded, findings, counts, milliseconds, colours: streams.colours }));
  if (loaded.failed) return 2;
  return all.some(({ severity }) => atLeast(severity, asked ?? 'error')) ? 1 : 0;
}
