import type { FileRange } from '../../core/language/workspace.ts';
import type { Finding, Severity } from '../../core/rules/rule.ts';
import type { LintResult } from '../lint.ts';
import { printable } from './terminal.ts';

type Command = 'error' | 'warning' | 'notice';

const command: Readonly<Record<Severity, Command>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** Workflow commands that GitHub Actions turns into annotations of the changed lines. */
export function formatGithub({ loaded, findings }: LintResult): string {
  return findings.map((finding) => findingAnnotation(finding, loaded)).join('');
}

type Where = Pick<LintResult['loaded'], 'snapshot' | 'show'>;

/** The annotation of one finding. */
export function findingAnnotation({ severity, code, name, location, message }: Finding, where: Where): string {
  return annotation(command[severity], `${code} ${name}`, [message], location, where);
}

/** One annotation, of a place where there is one. */
export function annotation(
  kind: Command,
  title: string,
  lines: readonly string[],
  location: Finding['location'] | undefined,
  { snapshot, show }: Where,
): string {
  const properties = { ...(location === undefined ? {} : placeOf(snapshot.locate(location), show)), title };
  const stated = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${kind} ${stated.join(',')}::${lines.map((line) => escapeData(printable(line))).join('%0A')}\n`;
}

function placeOf({ file, range: { start, end } }: FileRange, show: Where['show']) {
  // GitHub takes columns only where both ends are in one line.
  const columns = start.line === end.line ? { col: start.character + 1, endColumn: end.character + 1 } : {};
  return { file: show(file), line: start.line + 1, endLine: end.line + 1, ...columns };
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
