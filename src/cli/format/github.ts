import type { Severity } from '../../core/rules/rule.ts';
import type { LintResult } from '../lint.ts';
import { printable } from './terminal.ts';

const command: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** Workflow commands that GitHub Actions turns into annotations of the changed lines. */
export function formatGithub({ loaded, findings }: LintResult): string {
  return findings
    .map((finding) => {
      const { file, range } = loaded.snapshot.locate(finding.location);
      // GitHub takes columns only where both ends are in one line.
      const oneLine = range.start.line === range.end.line;
      const properties = {
        file: loaded.show(file),
        line: range.start.line + 1,
        endLine: range.end.line + 1,
        ...(oneLine ? { col: range.start.character + 1, endColumn: range.end.character + 1 } : {}),
        title: `${finding.code} ${finding.name}`,
      };
      const stated = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
      return `::${command[finding.severity]} ${stated.join(',')}::${escapeData(printable(finding.message))}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
