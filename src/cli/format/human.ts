import { styleText } from 'node:util';
import type { Finding, Severity } from '../../core/rules/rule.ts';
import { LineIndex } from '../../core/text/line-index.ts';
import type { LintResult } from '../lint.ts';

type Style = Parameters<typeof styleText>[0];

const severityStyle: Readonly<Record<Severity, Style>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: 'blue',
  hint: 'dim',
};

/** Findings for people: the sentence, the line with the place underlined, and the other side of the mismatch. */
export function formatHuman(result: LintResult): string {
  const paint = (style: Style, text: string) =>
    result.colours ? styleText(style, text, { validateStream: false }) : text;
  const lines = new Map<string, LineIndex>();
  const linesOf = (file: string) => {
    let index = lines.get(file);
    if (index === undefined) {
      index = new LineIndex(result.loaded.snapshot.files.get(file)?.text ?? '');
      lines.set(file, index);
    }
    return index;
  };
  const parts = result.findings.map((finding) => describe(finding, result, linesOf, paint));
  return `${parts.join('\n')}${parts.length > 0 ? '\n' : ''}${summary(result, paint)}\n`;
}

function describe(
  finding: Finding,
  { loaded }: LintResult,
  linesOf: (file: string) => LineIndex,
  paint: (style: Style, text: string) => string,
): string {
  const { snapshot, show } = loaded;
  const { file, range } = snapshot.locate(finding.location);
  const where = `${show(file)}:${range.start.line + 1}:${range.start.character + 1}`;
  const head = `${paint('bold', where)}  ${paint(severityStyle[finding.severity], finding.severity)}  ${paint('cyan', finding.code)}  ${finding.message}`;
  const related = finding.related.map(({ message, location }) => {
    const place = snapshot.locate(location);
    return `${show(place.file)}:${place.range.start.line + 1}  ${message}`;
  });
  const index = linesOf(file);
  const gutter = String(range.start.line + 1).length;
  const shown = [range.start.line - 1, range.start.line].filter((line) => line >= 0 && index.line(line).trim() !== '');
  const source = shown.map(
    (line) => `   ${paint('dim', `${String(line + 1).padStart(gutter)} │`)} ${visible(index.line(line))}`,
  );
  const text = index.line(range.start.line);
  const end = range.end.line === range.start.line ? range.end.character : text.length;
  const blank = visible(text.slice(0, range.start.character)).replaceAll(/[^ ]/g, ' ');
  const carets = '^'.repeat(Math.max(1, end - range.start.character));
  const margin = `   ${' '.repeat(gutter)} ${paint('dim', '│')} ${blank}`;
  const notes = [
    `${margin}${paint(severityStyle[finding.severity], carets)}${related[0] === undefined ? '' : `  ${related[0]}`}`,
  ];
  for (const note of related.slice(1, 4)) notes.push(`${margin}${' '.repeat(carets.length)}  ${note}`);
  if (related.length > 4) notes.push(`${margin}${' '.repeat(carets.length)}  and ${related.length - 4} more`);
  return `${head}\n\n${[...source, ...notes].join('\n')}\n`;
}

/** A line of a file as a terminal may show it: no control characters, tabs as one blank, not endlessly long. */
function visible(line: string): string {
  const shown = line.replaceAll(/\p{Cc}/gu, ' ');
  return shown.length > 160 ? `${shown.slice(0, 160)}…` : shown;
}

function summary(
  { loaded, counts, findings, milliseconds }: LintResult,
  paint: (style: Style, text: string) => string,
): string {
  const { snapshot } = loaded;
  const names = snapshot.stacks.slice(0, 3).map(({ name }) => name);
  if (snapshot.stacks.length > 3) names.push(`${snapshot.stacks.length - 3} more`);
  const stacks =
    snapshot.stacks.length === 0 ? 'no stacks' : `${plural(snapshot.stacks.length, 'stack')}: ${names.join(', ')}`;
  const quiet = (['warning', 'info', 'hint'] as const).flatMap((severity) => {
    const hidden = counts[severity] - findings.filter((finding) => finding.severity === severity).length;
    return hidden > 0 ? [plural(hidden, severity)] : [];
  });
  const more = quiet.length > 0 ? `\n${quiet.join(' and ')} not shown; --severity hint shows everything.` : '';
  if (snapshot.resourceCount === 0) return `No Kubernetes manifests in ${plural(snapshot.files.size, 'file')}.${more}`;
  const verdict = `${plural(counts.error, 'error')}, ${plural(counts.warning, 'warning')}`;
  const where = `in ${plural(snapshot.files.size, 'file')} (${plural(snapshot.resourceCount, 'object')}, ${stacks}) · ${milliseconds} ms`;
  return `${paint('bold', verdict)} ${where}${more}`;
}

/** `1 file`, `2 files`. */
export function plural(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
