import type { Comment } from '../manifest/comments.ts';
import type { ManifestDocument, ManifestProblem } from '../manifest/document.ts';
import type { Resource } from '../resources/resource.ts';
import { allRules } from '../rules/all.ts';
import type { Finding, Fix, Severity } from '../rules/rule.ts';
import type { RuleReport, WorldReports } from '../rules/run.ts';
import type { LintSettings } from '../rules/settings.ts';
import { codesOf, ignoreAnnotation, reasonIn, type SuppressEntry, silences } from '../rules/suppression.ts';
import { uncheckedCodes } from '../rules/unchecked.ts';
import type { Span } from '../text/span.ts';
import { byText } from '../text/words.ts';
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
  /** What is said about objects that are rendered from the document. */
  readonly rendered?: RenderedPart | undefined;
}

/** What is said about rendered objects in one document of the files that people edit; spans are the document's. */
export interface RenderedPart {
  readonly findings: readonly Finding[];
  /** Findings that annotations of the objects silence. */
  readonly silenced: readonly SilencedFinding[];
  readonly comments: readonly Comment[];
  /** Annotations that name no rule, or rules (`idle`) that say nothing about the objects that carry them. */
  readonly annotations: readonly (Span & { readonly idle: readonly string[] })[];
}

/** What is reported about one document, what is not because something silences it, and the entries of the configuration that do. */
export interface DocumentFindings {
  readonly findings: readonly Finding[];
  readonly silenced: readonly SilencedFinding[];
  readonly used: ReadonlySet<SuppressEntry>;
}

/** A finding that is not reported. */
export interface SilencedFinding {
  readonly finding: Finding;
  readonly by: 'comment' | 'annotation' | 'configuration';
  /** Why, in the words of whoever silenced it. */
  readonly reason: string | undefined;
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
export function documentFindings(input: DocumentFindingsInput): DocumentFindings {
  const isQuiet =
    input.own.length === 0 &&
    (input.rendered === undefined || input.rendered.findings.length === 0) &&
    input.holders.every(({ reports }) => reports.length === 0);
  if (isQuiet && !mayBeSilenced(input)) return nothing;
  const rendered = input.rendered?.findings ?? [];
  // What stands behind a mistake that no parser gets over may be missing from the tree: nothing is said of it.
  const broken = isBroken(input.own);
  const findings = broken ? input.own : [...input.own, ...joinStacks(input), ...notSaid(rendered, input.own)];
  if (findings.length === 0 && !mayBeSilenced(input)) return nothing;
  const silenced = new Suppressions(input);
  const visible = findings.filter(
    (finding) => severityOf(finding, input.settings) !== 'off' && !silenced.hides(finding),
  );
  const unused = broken ? [] : silenced.unused().filter((finding) => !silenced.configured(finding));
  return {
    findings: atSeverities([...visible, ...unused], input.settings).sort(byPosition),
    silenced: [...(input.rendered?.silenced ?? []), ...silenced.hidden],
    used: silenced.entries,
  };
}

/** Whether the text of a document has a mistake that no parser gets over. */
export function isBroken(own: readonly Finding[]): boolean {
  return own.some(({ code, severity }) => code === 'KN001' && severity === 'error');
}

export const nothing: DocumentFindings = { findings: [], silenced: [], used: new Set() };

/** What an overlay takes over as it stands is said once. */
function notSaid(rendered: readonly Finding[], own: readonly Finding[]): readonly Finding[] {
  const isSame = (a: Finding, b: Finding) =>
    a.code === b.code &&
    a.message === b.message &&
    a.location.start <= b.location.end &&
    b.location.start <= a.location.end;
  return own.length === 0 ? rendered : rendered.filter((finding) => !own.some((other) => isSame(finding, other)));
}

/** Whether a comment or an annotation of the document silences anything. */
function mayBeSilenced({ comments, holders, rendered }: DocumentFindingsInput): boolean {
  return (
    comments.length > 0 ||
    (rendered !== undefined && rendered.comments.length + rendered.annotations.length + rendered.silenced.length > 0) ||
    (holders[0]?.resources ?? []).some(({ annotations }) =>
      annotations.pairs.some(({ key }) => key === ignoreAnnotation),
    )
  );
}

/** Findings with the severities that settings give them, less those that are switched off. */
export function atSeverities(findings: readonly Finding[], settings: LintSettings): Finding[] {
  return findings.flatMap((finding) => {
    const severity = severityOf(finding, settings);
    if (severity === 'off') return [];
    return [severity === finding.severity ? finding : { ...finding, severity }];
  });
}

const offByDefault = new Set(allRules.flatMap(({ code, byDefault }) => (byDefault === 'off' ? [code] : [])));

/** Whether findings of a code are reported at all, so that something which hides none of them can be told to be idle. */
export function isReported(code: string, settings: LintSettings): boolean {
  if (uncheckedCodes.some((unchecked) => unchecked.code === code)) return false;
  const stated = settings.severities.get(code);
  if (stated !== undefined) return stated !== 'off';
  return code < 'KN100' || (settings.profile !== 'off' && !offByDefault.has(code));
}

/** The finding that a suppression hides nothing. */
export function unusedSuppression(document: ManifestDocument, at: Span, message: string): Finding {
  return ownFinding(document, at, 'KN004', 'suppression-unused', 'info', message);
}

/** Orders findings of one document. */
export function byPosition(a: Finding, b: Finding): number {
  return a.location.start - b.location.start || byText(a.code, b.code) || a.location.end - b.location.end;
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
  const groups = new Map<string, Map<string, RuleReport[]>>();
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
            : `${rule.family} ${span.start}${rule.familyOf === 'place' ? ` ${start}` : ''}`;
      const group = groups.get(key) ?? new Map<string, RuleReport[]>();
      groups.set(key, group);
      const own = group.get(stack.name) ?? [];
      group.set(stack.name, own);
      // One stack may say several things at one place, but none of them twice.
      if (!own.some((other) => other.rule === rule && other.report.message === report.message)) own.push(entry);
    }
  const findings: Finding[] = [];
  for (const group of groups.values()) {
    // Several stacks that say something at one place are one finding: what the worst off says.
    const reports = [...group.values()].reduce((a, b) => (worstRank(b) < worstRank(a) ? b : a), []);
    const [first] = reports;
    if (first?.rule.claim === 'absence' && group.size < holdersOf(first.subject, holders)) continue;
    const stacks = [...group.keys()].sort();
    for (const entry of reports) findings.push(toFinding(document, entry, stacks));
  }
  return findings;
}

function holdersOf(subject: Resource, holders: readonly Holder[]): number {
  return holders.filter(({ resources }) => resources.some(({ span }) => span.start === subject.span.start)).length;
}

/** Severities from the worst on. */
export const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

function worstRank(reports: readonly RuleReport[]): number {
  return Math.min(...reports.map(({ rule, report }) => ranks[report.severity ?? rule.severity]));
}

/** A report as a finding in the document that it was made for. */
export function toFinding(
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

/** One code that a comment or an annotation silences. */
interface Mark {
  readonly at: Span;
  readonly code: string;
  readonly by: SilencedFinding['by'];
  readonly reason: string | undefined;
  readonly covers: (finding: Finding) => boolean;
}

/** The suppressions of one document, and which of them hid something. */
class Suppressions {
  readonly #input: DocumentFindingsInput;
  readonly #marks: readonly Mark[];
  /** Comments and annotations without a code. */
  readonly #empty: Span[] = [];
  readonly #used = new Set<Mark>();
  /** What was hidden. */
  readonly hidden: SilencedFinding[] = [];
  /** Entries of the configuration that hid something. */
  readonly entries = new Set<SuppressEntry>();
  readonly #lineStarts: readonly number[];

  constructor(input: DocumentFindingsInput) {
    this.#input = input;
    const written = [...input.comments, ...(input.rendered?.comments ?? [])];
    this.#lineStarts = written.length > 0 ? lineStarts(input.document.text) : [];
    const comments = written.flatMap((comment) =>
      this.#marksAt(comment, comment.codes, {
        by: 'comment',
        reason: comment.reason,
        covers: (finding) => this.#covers(comment, finding),
      }),
    );
    const annotations = (input.holders[0]?.resources ?? []).flatMap((subject) =>
      subject.annotations.pairs.flatMap((pair) =>
        pair.key === ignoreAnnotation && pair.value !== undefined
          ? this.#marksAt(pair, codesOf(pair.value), {
              by: 'annotation',
              reason: reasonIn(pair.value),
              covers: (found) => found.subject?.span.start === subject.span.start,
            })
          : [],
      ),
    );
    const rendered = (input.rendered?.annotations ?? []).flatMap((annotation) =>
      this.#marksAt(annotation, annotation.idle, { by: 'annotation', reason: undefined, covers: () => false }),
    );
    this.#marks = [...comments, ...annotations, ...rendered];
  }

  #marksAt(at: Span, codes: readonly string[], mark: Pick<Mark, 'by' | 'reason' | 'covers'>): readonly Mark[] {
    if (codes.length === 0) this.#empty.push(at);
    return codes.map((code) => ({ at, code, ...mark }));
  }

  hides(finding: Finding): boolean {
    const marks = this.#marks.filter(({ code, covers }) => code === finding.code && covers(finding));
    for (const mark of marks) this.#used.add(mark);
    const entry = this.#configuredBy(finding)[0];
    const [by] = entry === undefined ? marks : [{ by: 'configuration' as const, reason: entry.reason }];
    if (by !== undefined) this.hidden.push({ finding, by: by.by, reason: by.reason });
    return by !== undefined;
  }

  /** Whether the configuration silences a finding. */
  configured(finding: Finding): boolean {
    return this.#configuredBy(finding).length > 0;
  }

  #configuredBy({ code, subject }: Finding): readonly SuppressEntry[] {
    const { document, suppress } = this.#input;
    const question = { code, file: document.file, kind: subject?.kind, name: subject?.name?.value };
    const entries = suppress.filter((entry) => silences(entry, question));
    for (const entry of entries) this.entries.add(entry);
    return entries;
  }

  /** Suppressions that hid nothing: they outlived their finding, or name the wrong rule. */
  unused(): readonly Finding[] {
    const { document, holders, settings } = this.#input;
    // Nothing was judged in a document of no stack, so nothing is known about what it would need.
    if (holders.length === 0) return [];
    const idle = new Map<Span, string[]>(this.#empty.map((at) => [at, []]));
    for (const mark of this.#marks) {
      if (this.#used.has(mark) || !isReported(mark.code, settings)) continue;
      const codes = idle.get(mark.at);
      if (codes === undefined) idle.set(mark.at, [mark.code]);
      else codes.push(mark.code);
    }
    return [...idle].map(([at, codes]) =>
      unusedSuppression(
        document,
        at,
        codes.length === 0
          ? 'This names no rule, so it silences nothing. Name the code that it is for, like KN214, or remove it.'
          : `This silences ${codes.join(', ')}, but there is no such finding here. Remove it.`,
      ),
    );
  }

  /** A comment covers the findings of its own line; one that stands alone those of the next line that is no comment. */
  #covers(comment: Comment, finding: Finding): boolean {
    const line = this.#lineOf(finding.location.start);
    const own = this.#lineOf(comment.start);
    if (line <= own || !comment.alone) return line === own;
    const between = this.#input.document.text.slice(this.#lineStarts[own + 1], this.#lineStarts[line]);
    return between
      .split('\n')
      .every((text, index, all) => index === all.length - 1 || text.trimStart().startsWith('#'));
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
