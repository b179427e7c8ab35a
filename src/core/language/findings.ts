import type { Comment } from '../manifest/comments.ts';
import type { ManifestDocument, ManifestProblem } from '../manifest/document.ts';
import type { Resource } from '../resources/resource.ts';
import type { Finding, Fix, Severity } from '../rules/rule.ts';
import type { RuleReport, WorldReports } from '../rules/run.ts';
import type { LintSettings } from '../rules/settings.ts';
import { codesOf, ignoreAnnotation, type SuppressEntry, silences } from '../rules/suppression.ts';
import type { Span } from '../text/span.ts';
import type { Stack } from '../world/stack.ts';

/** Everything that decides what is reported about one document. */
export interface DocumentFindingsInput {
  readonly document: ManifestDocument;
  /** Problems of the text itself, already findings. */
  readonly own: readonly Finding[];
  /** Suppression comments of the document. */
  readonly comments: readonly Comment[];
  /** The worlds whose stack holds the document, with the document's resources as that stack applies them. */
  readonly holders: readonly Holder[];
  readonly settings: LintSettings;
  readonly suppress: readonly SuppressEntry[];
}

/** One stack that holds a document, and what its rules say about it. */
export interface Holder {
  readonly stack: Stack;
  readonly resources: readonly Resource[];
  readonly reports: readonly RuleReport[];
}

/** Reports of a world by the document they stand in; the last results win when asked again. */
export function reportsByDocument(reports: WorldReports): ReadonlyMap<ManifestDocument, readonly RuleReport[]> {
  const result = new Map<ManifestDocument, RuleReport[]>();
  for (const bySubject of reports.byRule.values())
    for (const [subject, list] of bySubject) {
      const known = result.get(subject.document);
      if (known === undefined) result.set(subject.document, [...list]);
      else known.push(...list);
    }
  return result;
}

/**
 * The findings of one document: what the rules say in all the stacks that hold it, joined (an absence counts only if every
 * stack misses the partner, a contradiction if one stack shows it), with the severities that settings give, less what is
 * suppressed. Sorted by position, then code.
 */
export function documentFindings(input: DocumentFindingsInput): readonly Finding[] {
  const findings = [...input.own, ...joinStacks(input)];
  const silenced = new Suppressions(input);
  const visible = findings.flatMap((finding) => {
    const severity = severityOf(finding, input.settings);
    if (severity === 'off' || silenced.hides(finding)) return [];
    return [severity === finding.severity ? finding : { ...finding, severity }];
  });
  return [...visible, ...silenced.unused()].sort(byPosition);
}

/** Orders findings of one document. */
export function byPosition(a: Finding, b: Finding): number {
  return (
    a.location.start - b.location.start ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) ||
    a.location.end - b.location.end
  );
}

function severityOf(finding: Finding, settings: LintSettings): Severity | 'off' {
  const stated = settings.severities.get(finding.code);
  if (stated !== undefined) return stated;
  if (finding.code < 'KN100') return finding.severity;
  if (settings.profile === 'off') return 'off';
  if (settings.profile === 'strict')
    return finding.severity === 'hint' ? 'info' : finding.severity === 'info' ? 'warning' : finding.severity;
  return finding.severity;
}

function joinStacks({ document, holders }: DocumentFindingsInput): readonly Finding[] {
  const groups = new Map<string, { reports: RuleReport[]; stacks: Set<string> }>();
  for (const { stack, reports } of holders)
    for (const entry of reports) {
      const { rule, report, subject } = entry;
      const { span } = subject;
      const { start, end } = report.at;
      const key =
        rule.claim === 'contradiction'
          ? `${rule.code} ${span.start} ${start} ${end} ${report.message}`
          : rule.family === undefined
            ? `${rule.code} ${span.start} ${start}`
            : `${rule.family} ${span.start}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { reports: [entry], stacks: new Set([stack.name]) });
      else {
        // Two stacks that say the same are one finding; one stack that says two things at one place are two.
        if (!group.reports.some((other) => other.rule === rule && other.report.message === report.message))
          group.reports.push(entry);
        group.stacks.add(stack.name);
      }
    }
  const findings: Finding[] = [];
  for (const { reports, stacks } of groups.values()) {
    const [first] = reports;
    if (first === undefined) continue;
    if (first.rule.claim === 'absence' && stacks.size < holdersOf(first.subject, holders)) continue;
    const chosen = first.rule.claim === 'absence' && stacks.size > 1 ? [worst(reports)] : reports;
    for (const entry of chosen) findings.push(toFinding(document, entry, [...stacks].sort()));
  }
  return findings;
}

function holdersOf(subject: Resource, holders: readonly Holder[]): number {
  return holders.filter(({ resources }) => resources.some(({ span }) => span.start === subject.span.start)).length;
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

function worst(reports: readonly RuleReport[]): RuleReport {
  const severity = ({ rule, report }: RuleReport) => ranks[report.severity ?? rule.severity];
  return reports.reduce((a, b) => (severity(b) < severity(a) ? b : a));
}

function toFinding(
  document: ManifestDocument,
  { rule, report, subject }: RuleReport,
  stacks: readonly string[],
): Finding {
  return {
    code: rule.code,
    name: rule.name,
    severity: report.severity ?? rule.severity,
    message: report.message,
    location: { document, start: report.at.start, end: report.at.end },
    subject,
    related: report.related ?? [],
    fixes: report.fixes ?? noFixes,
    stacks,
  };
}

const noFixes = (): readonly Fix[] => [];

/** A finding that Portolan itself makes about a text (KN001–KN099). */
export function ownFinding(
  document: ManifestDocument,
  at: Span,
  code: string,
  name: string,
  severity: Severity,
  message: string,
  subject?: Resource,
): Finding {
  const location = { document, start: at.start, end: at.end };
  return { code, name, severity, message, location, subject, related: [], fixes: noFixes, stacks: [] };
}

/** The finding of a stretch of text that cannot be read, or not by everybody. */
export function textFinding(document: ManifestDocument, problem: ManifestProblem): Finding {
  const name = problem.code === 'KN001' ? 'syntax' : 'limit';
  return ownFinding(document, problem, problem.code, name, problem.severity, problem.message);
}

/** The suppressions of one document, and which of them hid something. */
class Suppressions {
  readonly #input: DocumentFindingsInput;
  readonly #annotations: readonly { readonly subject: Resource; readonly code: string; readonly at: Span }[];
  readonly #used = new Set<object>();
  readonly #lineStarts: readonly number[];

  constructor(input: DocumentFindingsInput) {
    this.#input = input;
    const subjects = input.holders[0]?.resources ?? [];
    this.#annotations = subjects.flatMap((subject) =>
      subject.annotations.pairs
        .filter((pair) => pair.key === ignoreAnnotation && pair.value !== undefined)
        .flatMap((pair) => codesOf(pair.value ?? '').map((code) => ({ subject, code, at: pair }))),
    );
    this.#lineStarts = input.comments.length > 0 ? lineStarts(input.document.text) : [];
  }

  hides(finding: Finding): boolean {
    const { document, suppress } = this.#input;
    let hidden = false;
    for (const comment of this.#input.comments)
      if (comment.codes.includes(finding.code) && this.#covers(comment, finding)) {
        this.#used.add(comment);
        hidden = true;
      }
    for (const annotation of this.#annotations)
      if (annotation.code === finding.code && annotation.subject.span.start === finding.subject?.span.start) {
        this.#used.add(annotation);
        hidden = true;
      }
    const { subject } = finding;
    const question = { code: finding.code, file: document.file, kind: subject?.kind, name: subject?.name?.value };
    return hidden || suppress.some((entry) => silences(entry, question));
  }

  /** Suppressions that hid nothing: they outlived their finding, or name the wrong rule. */
  unused(): readonly Finding[] {
    const left = [
      ...this.#input.comments.flatMap((comment) =>
        this.#used.has(comment) ? [] : [{ at: comment, codes: comment.codes.join(', ') }],
      ),
      ...this.#annotations.flatMap((entry) => (this.#used.has(entry) ? [] : [{ at: entry.at, codes: entry.code }])),
    ];
    if (this.#input.settings.severities.get('KN004') === 'off') return [];
    return left.map(({ at, codes }) =>
      ownFinding(
        this.#input.document,
        at,
        'KN004',
        'suppression-unused',
        'info',
        `This silences ${codes}, but there is no such finding here. Remove it.`,
      ),
    );
  }

  /** A comment covers the findings of its own line, or of the next line when it stands alone. */
  #covers(comment: Comment, finding: Finding): boolean {
    const line = this.#lineOf(finding.location.start);
    const own = this.#lineOf(comment.start);
    return line === own || (comment.alone && line === own + 1);
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
