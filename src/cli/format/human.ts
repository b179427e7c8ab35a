import { styleText } from 'node:util';
import type { SilencedFinding } from '../../core/language/findings.ts';
import type { Finding, Severity } from '../../core/rules/rule.ts';
import { join } from '../../core/rules/shared/words.ts';
import { columns } from '../../core/text/columns.ts';
import { withCommas } from '../../core/text/words.ts';
import type { LintResult } from '../lint.ts';
import { excerpt, printable } from './terminal.ts';

type Style = Parameters<typeof styleText>[0];
/** Gives a text a style where the answer may be coloured. */
export type Paint = (style: Style, text: string) => string;

/** {@link Paint} for an answer that may be coloured or not. */
export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}

const severityStyle: Readonly<Record<Severity, Style>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: 'blue',
  hint: 'dim',
};

/** Further other sides are counted. */
const maxNotes = 4;

/** Findings for people: the sentence, the line with the place underlined, and the other side of the mismatch. */
export function formatHuman(result: LintResult): string {
  const paint = painter(result.colours);
  const parts = result.findings.map((finding) => describe(finding, result, paint));
  const { suppressed } = result;
  if (suppressed !== undefined && suppressed.length > 0) parts.push(listSuppressed(suppressed, result.loaded, paint));
  return `${parts.join('\n')}${parts.length > 0 ? '\n' : ''}${summary(result, paint)}\n`;
}

/** Silenced findings, a line each, with who silences them and why. */
function listSuppressed(suppressed: readonly SilencedFinding[], where: LintResult['loaded'], paint: Paint): string {
  const lines = suppressed.map(({ finding, by, reason }) => {
    const who = by === 'configuration' ? 'the configuration' : by === 'comment' ? 'a comment' : 'an annotation';
    const why = reason === undefined ? 'no reason given' : printable(reason);
    return `  ${headLine(finding, where, paint)}\n    ${paint('dim', `silenced by ${who}: ${why}`)}`;
  });
  return `${paint('bold', `${plural(suppressed.length, 'finding')} silenced`)}\n${lines.join('\n')}\n`;
}

/** Where a finding stands, and its sentence, in one line. */
export function headLine(
  finding: Finding,
  { snapshot, show }: Pick<LintResult['loaded'], 'snapshot' | 'show'>,
  paint: Paint,
): string {
  const { file, range } = snapshot.locate(finding.location);
  const where = printable(`${show(file)}:${range.start.line + 1}:${range.start.character + 1}`);
  const severity = paint(severityStyle[finding.severity], finding.severity);
  return `${paint('bold', where)}  ${severity}  ${paint('cyan', finding.code)}  ${printable(finding.message)}`;
}

function describe(finding: Finding, { loaded }: LintResult, paint: Paint): string {
  const { snapshot, show } = loaded;
  const { file, range } = snapshot.locate(finding.location);
  const style = severityStyle[finding.severity];
  const head = headLine(finding, loaded, paint);
  const related = finding.related.map(({ message, location }) => {
    const place = snapshot.locate(location);
    return printable(`${show(place.file)}:${place.range.start.line + 1}  ${message}`);
  });
  const [first, ...others] = related.length > maxNotes ? related.slice(0, maxNotes - 1) : related;
  if (related.length > maxNotes) others.push(`and ${related.length - maxNotes + 1} more`);

  const index = snapshot.lines(file);
  const gutter = String(range.start.line + 1).length;
  const row = (number: string, text: string) => `   ${paint('dim', `${number.padStart(gutter)} │`)} ${text}`.trimEnd();
  const text = index.line(range.start.line);
  const end = range.end.line === range.start.line ? range.end.character : text.length;
  const shown = excerpt(text, range.start.character, end);
  const above = range.start.line === 0 ? '' : index.line(range.start.line - 1);
  const carets = '^'.repeat(Math.max(1, columns(shown.marked)));
  const indent = ' '.repeat(columns(shown.before));
  const aside = ' '.repeat(carets.length);
  const rows = [
    ...(above.trim() === '' ? [] : [row(String(range.start.line), excerpt(above, 0, 0).text)]),
    ...(text.trim() === '' ? [] : [row(String(range.start.line + 1), shown.text)]),
    row('', `${indent}${paint(style, carets)}${first === undefined ? '' : `  ${first}`}`),
    ...others.map((note) => row('', `${indent}${aside}  ${note}`)),
  ];
  return `${head}\n\n${rows.join('\n')}\n`;
}

function summary({ loaded, counts, findings, known, milliseconds }: LintResult, paint: Paint): string {
  const { snapshot } = loaded;
  const names = snapshot.stacks.slice(0, 3).map(({ name }) => printable(name));
  if (snapshot.stacks.length > 3) names.push(`${snapshot.stacks.length - 3} more`);
  const stacks =
    snapshot.stacks.length === 0 ? 'no stacks' : `${plural(snapshot.stacks.length, 'stack')}: ${names.join(', ')}`;
  const quiet = (['warning', 'info', 'hint'] as const).flatMap((severity) => {
    const hidden = counts[severity] - findings.filter((finding) => finding.severity === severity).length;
    return hidden > 0 ? [plural(hidden, severity)] : [];
  });
  const more = [
    ...(known > 0 ? [`\n${plural(known, 'finding')} of the baseline not shown.`] : []),
    ...(quiet.length > 0 ? [`\n${join(quiet)} not shown; --severity hint shows everything.`] : []),
  ].join('');
  const nothing =
    snapshot.resourceCount === 0 ? `No Kubernetes manifests in ${plural(snapshot.manifestCount, 'file')}.` : '';
  if (nothing !== '' && counts.error + counts.warning === 0) return `${nothing}${more}`;
  const verdict = `${plural(counts.error, 'error')}, ${plural(counts.warning, 'warning')}`;
  const where = `in ${plural(snapshot.manifestCount, 'file')} (${plural(snapshot.resourceCount, 'object')}, ${stacks}) · ${milliseconds} ms`;
  return `${paint('bold', verdict)} ${where}${more}`;
}

/** `1 file`, `2 files`. */
export function plural(number: number, noun: string): string {
  return `${withCommas(number)} ${noun}${number === 1 ? '' : 's'}`;
}
