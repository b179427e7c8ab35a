import type { Comment } from '../manifest/comments.ts';
import type { Location, ManifestDocument } from '../manifest/document.ts';
import type { Origin } from '../render/origin/origin.ts';
import { pairOf } from '../resources/labels.ts';
import type { Resource } from '../resources/resource.ts';
import type { Finding, Related, Severity } from '../rules/rule.ts';
import type { WorldReports } from '../rules/run.ts';
import { codesOf, ignoreAnnotation } from '../rules/suppression.ts';
import type { Span } from '../text/span.ts';
import { shortList } from '../text/words.ts';
import { groupBy } from '../world/group-by.ts';
import type { Stack } from '../world/stack.ts';
import { ownFindings } from './decoded.ts';
import type { FileTable } from './file-table.ts';
import type { FileFacts } from './files.ts';
import { type RenderedPart, reportsByDocument, toFinding } from './findings.ts';
import { RenderedDocuments } from './rendered-documents.ts';
import { differing } from './same.ts';
import { SourceFixes } from './source-fixes.ts';
import type { SourcePlace } from './source-place.ts';
import { mainFileOf } from './template-findings.ts';

/** A place of a file as a location; `undefined` where there is no such file, as inside of a packed chart. */
export type LocationOf = (origin: Origin) => Location | undefined;

/** A finding about a rendered object, with the place that it leads to. */
interface Placed {
  readonly finding: Finding;
  readonly place: SourcePlace;
  /** What an absence has to be missed by in every stack: the object by its place, and the question about it. */
  readonly absence: { readonly subject: string; readonly key: string } | undefined;
  /** Whether an annotation of the object silences it, whichever file that comes from. */
  readonly silenced: boolean;
}

/** What is said about the rendered objects of one stack, by the files that people edit. Worked out when it is asked for. */
class StackFindings {
  readonly stack: string;
  readonly #reports: WorldReports;
  readonly #documents: RenderedDocuments;
  #placed: ReadonlyMap<string, readonly Placed[]> | undefined;
  #absences: ReadonlyMap<string, readonly Placed[]> | undefined;
  #subjects: ReadonlySet<string> | undefined;
  #marks: ReadonlyMap<string, readonly Mark[]> | undefined;
  #silenced: ReadonlyMap<Resource, ReadonlySet<string>> | undefined;

  constructor(reports: WorldReports) {
    const { stack } = reports.world;
    this.stack = stack.name;
    this.#reports = reports;
    this.#documents = new RenderedDocuments([stack]);
  }

  get byFile(): ReadonlyMap<string, readonly Placed[]> {
    this.#placed ??= groupByFile(this.#place());
    return this.#placed;
  }

  /** What is missing, by the question that every stack has to answer alike. */
  get absences(): ReadonlyMap<string, readonly Placed[]> {
    this.#absences ??= groupBy(
      [...this.byFile.values()].flat().filter(({ absence }) => absence !== undefined),
      ({ absence }) => absence?.key ?? '',
    );
    return this.#absences;
  }

  /** What is missing, with how it is said: `HOW`, a line break and the question. */
  get answers(): ReadonlySet<string> {
    return new Set(
      [...this.absences].flatMap(([key, placed]) =>
        placed.map(({ finding, silenced }) => `${finding.code} ${finding.severity} ${silenced}\n${key}`),
      ),
    );
  }

  /** The objects of the stack, by their places; none where kustomize refuses it, so that nobody applies it as it is. */
  get subjects(): ReadonlySet<string> {
    const isRefused = this.#reports.world.stack.rendering?.problems.some(({ kind }) => kind === 'refused') === true;
    this.#subjects ??= new Set(
      (isRefused ? [] : this.#rendered).flatMap(({ document, resources }) =>
        resources.map(({ kindSpan }) => keyOf(this.#placeOf(document, kindSpan))),
      ),
    );
    return this.#subjects;
  }

  /** Comments and annotations that silence something in a file. */
  marks(file: string): readonly Mark[] {
    this.#marks ??= groupByFile(this.#readMarks());
    return this.#marks.get(file) ?? [];
  }

  get #rendered() {
    return this.#reports.world.stack.rendering?.documents ?? [];
  }

  #placeOf(document: ManifestDocument, { start, end }: Span): SourcePlace | undefined {
    return this.#documents.place({ document, start, end });
  }

  #place(): readonly Placed[] {
    const reports = reportsByDocument(this.#reports);
    const placed: Placed[] = [];
    for (const { document, problems, resources } of this.#rendered) {
      const add = (finding: Finding, absence: Placed['absence']) => {
        const place = this.#placeOf(document, finding.location);
        if (place === undefined) return;
        const silenced = finding.subject !== undefined && silencedBy(finding.subject).includes(finding.code);
        placed.push({ finding, place, absence, silenced });
      };
      for (const finding of ownFindings(document, problems, resources))
        add({ ...finding, stacks: [this.stack] }, undefined);
      for (const entry of reports.get(document) ?? []) {
        const { rule, report, subject } = entry;
        const about = keyOf(this.#placeOf(document, subject.kindSpan));
        const question = rule.family ?? `${rule.code} ${keyOf(this.#placeOf(document, report.at))}`;
        const absence = rule.claim === 'absence' ? { subject: about, key: `${question} ${about}` } : undefined;
        add(toFinding(document, entry, [this.stack]), absence);
      }
    }
    return placed;
  }

  #readMarks(): readonly Mark[] {
    const marks: Mark[] = [];
    for (const { document, comments, resources } of this.#rendered) {
      for (const comment of comments) {
        const place = this.#placeOf(document, comment);
        if (place?.exact === true) marks.push({ place, comment });
      }
      for (const resource of resources) {
        const pair = pairOf(resource.annotations, ignoreAnnotation);
        const place = pair?.value === undefined ? undefined : this.#placeOf(document, pair);
        if (place !== undefined) marks.push({ place, codes: silencedBy(resource), idle: this.#idle(resource) });
      }
    }
    return marks;
  }

  /** What an object's annotation names and silences nothing of. */
  #idle(resource: Resource): readonly string[] {
    this.#silenced ??= silencedIn([...this.byFile.values()].flat());
    const used = this.#silenced.get(resource);
    return silencedBy(resource).filter((code) => used?.has(code) !== true);
  }
}

/** A suppression, by the place that it leads to. */
type Mark =
  | { readonly place: SourcePlace; readonly comment: Comment }
  | { readonly place: SourcePlace; readonly codes: readonly string[]; readonly idle: readonly string[] };

/** The codes that an object's annotation names. */
function silencedBy({ annotations }: Resource): readonly string[] {
  const pair = pairOf(annotations, ignoreAnnotation);
  return pair?.value === undefined ? [] : codesOf(pair.value);
}

/** The codes that annotations silence, by object. */
function silencedIn(placed: readonly Placed[]): ReadonlyMap<Resource, ReadonlySet<string>> {
  const codes = new Map<Resource, Set<string>>();
  for (const { silenced, finding } of placed) {
    if (!silenced || finding.subject === undefined) continue;
    const known = codes.get(finding.subject);
    if (known === undefined) codes.set(finding.subject, new Set([finding.code]));
    else known.add(finding.code);
  }
  return codes;
}

const noParts: ReadonlyMap<ManifestDocument, RenderedPart> = new Map();

/**
 * What is said about the rendered objects of all stacks, by the files that people edit. What is the same at the same place is one
 * finding; an absence counts only if every stack that has the object misses the partner.
 */
export class RenderedFindings {
  readonly documents: RenderedDocuments;
  #problemFiles: ReadonlySet<string> | undefined;
  readonly #stacks: ReadonlyMap<WorldReports, StackFindings>;
  readonly #byName: ReadonlyMap<string, StackFindings>;

  readonly #fixes: SourceFixes;

  /** Shares with `before` what is said of stacks that are the same. */
  constructor(
    stacks: readonly Stack[],
    worlds: Iterable<WorldReports>,
    files: FileTable<FileFacts>,
    before: RenderedFindings | undefined,
  ) {
    const known = new Map<WorldReports, StackFindings>();
    const shared = before === undefined ? undefined : before.#stacks;
    for (const reports of worlds)
      if (reports.world.stack.rendering !== undefined)
        known.set(reports, shared?.get(reports) ?? new StackFindings(reports));
    this.#stacks = known;
    this.#byName = new Map([...known.values()].map((stack) => [stack.stack, stack]));
    this.documents = new RenderedDocuments(stacks);
    this.#fixes = new SourceFixes(this.documents, files);
  }

  /** Files in which something is said, or was, by stacks that one of two states does not have. */
  filesTouched(before: RenderedFindings): ReadonlySet<string> {
    const files = new Set<string>();
    for (const [own, other] of [
      [this, before],
      [before, this],
    ] as const)
      for (const [reports, stack] of own.#stacks)
        if (!other.#stacks.has(reports)) {
          for (const file of stack.byFile.keys()) files.add(file);
          for (const { at } of reports.world.stack.rendering?.problems ?? [])
            files.add(at?.file ?? mainFileOf(reports.world.stack));
        }
    this.#addAnswersElsewhere(before, files);
    return files;
  }

  /** Adds the files of absences that other stacks now answer otherwise, or that other stacks now have the object of. */
  #addAnswersElsewhere(before: RenderedFindings, files: Set<string>): void {
    const changed = new Set<string>();
    for (const name of new Set([...this.#byName.keys(), ...before.#byName.keys()])) {
      const own = this.#byName.get(name);
      const old = before.#byName.get(name);
      if (own === old) continue;
      for (const text of differing(own?.answers ?? [], old?.answers ?? []))
        changed.add(text.slice(text.indexOf('\n') + 1));
      for (const subject of differing(own?.subjects ?? [], old?.subjects ?? [])) changed.add(subject);
    }
    if (changed.size === 0) return;
    for (const stack of this.#stacks.values())
      for (const [key, placed] of stack.absences)
        for (const { absence, place } of placed)
          if (changed.has(key) || (absence !== undefined && changed.has(absence.subject))) files.add(place.at.file);
  }

  /** Whether something of a file could not be rendered. */
  hasProblems(file: string): boolean {
    this.#problemFiles ??= new Set(
      [...this.#stacks.keys()].flatMap(({ world: { stack } }) =>
        (stack.rendering?.problems ?? []).map(({ at }) => at?.file ?? mainFileOf(stack)),
      ),
    );
    return this.#problemFiles.has(file);
  }

  /** What is said in a file, by the documents of the file that it stands in. */
  in(file: string, locationOf: LocationOf): ReadonlyMap<ManifestDocument, RenderedPart> {
    if (this.#stacks.size === 0) return noParts;
    const parts = new Map<ManifestDocument, { findings: Finding[]; comments: Comment[]; annotations: Annotation[] }>();
    const partOf = (document: ManifestDocument) => {
      const known = parts.get(document) ?? { findings: [], comments: [], annotations: [] };
      parts.set(document, known);
      return known;
    };
    for (const whole of this.#groups(file).values()) {
      if (!this.#isMissedByAll(whole)) continue;
      const group = whole.filter(({ silenced }) => !silenced);
      const stacks = stacksOf(group);
      // Several stacks that say something at one place are one finding: what the worst off says.
      const worst = worstOf(group);
      const said = new Map<string, Placed>();
      for (const placed of group)
        if (placed.finding.stacks[0] === worst && placed.place.at.file === file) {
          const key = saidBy(placed);
          if (!said.has(key)) said.set(key, placed);
        }
      for (const placed of said.values()) {
        const location = locationOf(placed.place.at);
        if (location !== undefined)
          partOf(location.document).findings.push(this.#atSource(placed, location, stacks, locationOf));
      }
    }
    this.#addMarks(file, partOf, locationOf);
    return parts;
  }

  /** What is said in a file as one, with what other stacks answer to the same question elsewhere. */
  #groups(file: string): ReadonlyMap<string, readonly Placed[]> {
    const stacks = [...this.#stacks.values()];
    const here = stacks.flatMap((stack) => stack.byFile.get(file) ?? []);
    const groups = new Map(groupBy(here, (placed) => placed.absence?.key ?? contradictionOf(placed)));
    for (const [key, [first]] of groups)
      if (first?.absence !== undefined)
        groups.set(
          key,
          stacks.flatMap((stack) => stack.absences.get(key) ?? []),
        );
    return groups;
  }

  #isMissedByAll(group: readonly Placed[]): boolean {
    const absence = group[0]?.absence;
    if (absence === undefined) return true;
    const stacks = stacksOf(group);
    const holding = [...this.#stacks.values()].filter((stack) => stack.subjects.has(absence.subject));
    return holding.every(({ stack }) => stacks.includes(stack));
  }

  #atSource(
    { finding, place }: Placed,
    location: Location,
    stacks: readonly string[],
    locationOf: LocationOf,
  ): Finding {
    const fixes = this.#fixes;
    return {
      ...finding,
      message: `${finding.message}${this.#among(stacks)}`,
      location,
      within: finding.location,
      stacks: finding.code < 'KN100' ? [] : stacks,
      related: [...finding.related, ...sourcesOf(place, locationOf)],
      fixes: () => finding.fixes().flatMap((fix) => fixes.of(fix) ?? []),
    };
  }

  /** In which variants of a chart something holds, where that is not all of them. */
  #among(stacks: readonly string[]): string {
    const all = [...this.#stacks.keys()].map(({ world }) => world.stack);
    const holding = all.filter(({ name, variant }) => variant !== undefined && stacks.includes(name));
    const variants = all.filter(({ root, variant }) => variant !== undefined && root === holding[0]?.root);
    if (holding.length === variants.length || holding.some(({ root }) => root !== holding[0]?.root)) return '';
    const names = holding.map(({ variant }) => (variant === '' ? 'the default values' : (variant ?? '')));
    return ` (in ${holding.length} of ${variants.length} variants: ${shortList(names, 3)})`;
  }

  #addMarks(
    file: string,
    partOf: (document: ManifestDocument) => { comments: Comment[]; annotations: Annotation[] },
    locationOf: LocationOf,
  ): void {
    const comments = new Set<string>();
    const annotations = new Map<string, { readonly place: SourcePlace; readonly codes: string[]; idle: string[] }>();
    for (const stack of this.#stacks.values())
      for (const mark of stack.marks(file)) {
        const { place } = mark;
        const key = keyOf(place);
        if ('codes' in mark) {
          const known = annotations.get(key);
          if (known === undefined) annotations.set(key, { place, codes: [...mark.codes], idle: [...mark.idle] });
          else known.idle = known.idle.filter((code) => mark.idle.includes(code));
        } else if (!comments.has(key)) {
          comments.add(key);
          const location = locationOf(place.at);
          if (location === undefined) continue;
          const { document, start, end } = location;
          partOf(document).comments.push({ ...mark.comment, start, end });
        }
      }
    for (const { place, codes, idle } of annotations.values()) {
      const location = codes.length === 0 || idle.length > 0 ? locationOf(place.at) : undefined;
      if (location !== undefined)
        partOf(location.document).annotations.push({ start: location.start, end: location.end, idle });
    }
  }
}

type Annotation = RenderedPart['annotations'][number];

/** The names of the stacks that say something, sorted. */
function stacksOf(group: readonly Placed[]): readonly string[] {
  return [...new Set(group.flatMap(({ finding }) => finding.stacks))].sort();
}

function groupByFile<T extends { readonly place: SourcePlace }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return groupBy(items, ({ place }) => place.at.file);
}

function keyOf(place: SourcePlace | undefined): string {
  return place === undefined ? '' : `${place.at.file}:${place.at.start}:${place.at.end}`;
}

/** What is one contradiction in all stacks, whatever they call the objects. */
function contradictionOf({ finding, place }: Placed): string {
  return `${finding.code} ${keyOf(place)} ${finding.message.replace(/"[^"]*"/g, '')}`;
}

function saidBy({ finding, place }: Placed): string {
  return `${finding.code} ${keyOf(place)} ${finding.message}`;
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

/** The stack that says the worst, the first of several. */
function worstOf(group: readonly Placed[]): string | undefined {
  const ranked = group.map(({ finding }) => ({ stack: finding.stacks[0], rank: ranks[finding.severity] }));
  return ranked.reduce(
    (worst, each) => (each.rank < worst.rank ? each : worst),
    ranked[0] ?? { stack: undefined, rank: 0 },
  ).stack;
}

/** What else a person has to look at: the value that was given, and the helper that wrote the text. */
function sourcesOf({ helper, values }: SourcePlace, locationOf: LocationOf): readonly Related[] {
  const related = (origin: Origin | undefined, message: string): readonly Related[] => {
    const location = origin && locationOf(origin);
    return location === undefined ? [] : [{ location, message }];
  };
  return [...related(values, 'the value comes from here'), ...related(helper, 'this template writes it')];
}
