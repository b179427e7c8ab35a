import type { Comment } from '../manifest/comments.ts';
import type { Location, ManifestDocument } from '../manifest/document.ts';
import type { Origin } from '../render/origin/origin.ts';
import { pathOfGone } from '../render/origin/text-change.ts';
import { pairOf } from '../resources/labels.ts';
import type { Finding, Related } from '../rules/rule.ts';
import type { WorldReports } from '../rules/run.ts';
import { ignoreAnnotation, reasonIn } from '../rules/suppression.ts';
import { shortList } from '../text/words.ts';
import { sameItems } from '../world/common-ends.ts';
import { groupBy } from '../world/group-by.ts';
import type { Stack } from '../world/stack.ts';
import type { FileTable } from './file-table.ts';
import type { FileFacts } from './files.ts';
import { type RenderedPart, ranks, type SilencedFinding } from './findings.ts';
import type { LocationOf } from './origins.ts';
import { RenderedDocuments } from './rendered-documents.ts';
import { differing } from './same.ts';
import { SourceFixes } from './source-fixes.ts';
import type { SourcePlace } from './source-place.ts';
import { keyOf, type Placed, StackFindings } from './stack-findings.ts';
import { problemPlace } from './template-findings.ts';

const noParts: ReadonlyMap<ManifestDocument, RenderedPart> = new Map();

/**
 * What is said about the rendered objects of all stacks, by the files that people edit. What is the same at the same place is one
 * finding; an absence counts only if every stack that has the object misses the partner.
 */
export class RenderedFindings {
  readonly documents: RenderedDocuments;
  readonly #rendering: readonly Stack[];
  readonly #stacks: ReadonlyMap<WorldReports, StackFindings>;
  readonly #byName: ReadonlyMap<string, StackFindings>;
  readonly #fixes: SourceFixes;
  #problemFiles: ReadonlySet<string> | undefined;

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
    this.#byName = new Map([...known.values()].map((said) => [said.stack.name, said]));
    this.#rendering = stacks.filter(({ rendering }) => rendering !== undefined);
    const isSame = before !== undefined && sameItems(before.#rendering, this.#rendering);
    this.documents = isSame ? before.documents : new RenderedDocuments(this.#rendering);
    this.#fixes = new SourceFixes(this.documents, files);
  }

  /** Files in which something is said, or was, by stacks that one of two states does not have. */
  filesTouched(before: RenderedFindings): ReadonlySet<string> {
    const files = new Set<string>();
    for (const [own, other] of [
      [this, before],
      [before, this],
    ] as const)
      for (const [reports, said] of own.#stacks)
        if (!other.#stacks.has(reports)) {
          for (const file of said.byFile.keys()) files.add(file);
          for (const problem of said.stack.rendering?.problems ?? []) files.add(problemPlace(problem, said.stack).file);
        }
    this.#addAnswersElsewhere(before, files);
    return new Set([...files].map(pathOfGone));
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
      [...this.#stacks.values()].flatMap(({ stack }) =>
        (stack.rendering?.problems ?? []).map((problem) => problemPlace(problem, stack).file),
      ),
    );
    return this.#problemFiles.has(file);
  }

  /** What is said in a file, by the documents of the file that it stands in. */
  in(file: string, locationOf: LocationOf): ReadonlyMap<ManifestDocument, RenderedPart> {
    if (this.#stacks.size === 0) return noParts;
    const parts = new Map<ManifestDocument, Part>();
    const partOf = (document: ManifestDocument) => {
      const known = parts.get(document) ?? { findings: [], silenced: [], comments: [], annotations: [] };
      parts.set(document, known);
      return known;
    };
    for (const whole of this.#groups(file).values()) {
      if (!this.#isMissedByAll(whole)) continue;
      this.#addSilenced(whole, file, partOf, locationOf);
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

  /** Adds what annotations of the objects silence, once however many stacks say it. */
  #addSilenced(
    group: readonly Placed[],
    file: string,
    partOf: (document: ManifestDocument) => Part,
    locationOf: LocationOf,
  ): void {
    const known = new Set<string>();
    for (const placed of group) {
      const key = saidBy(placed);
      if (!placed.silenced || placed.place.at.file !== file || known.has(key)) continue;
      known.add(key);
      const location = locationOf(placed.place.at);
      if (location === undefined) continue;
      const finding = this.#atSource(placed, location, stacksOf(group), locationOf);
      const pair = placed.finding.subject && pairOf(placed.finding.subject.annotations, ignoreAnnotation);
      partOf(location.document).silenced.push({ finding, by: 'annotation', reason: reasonIn(pair?.value ?? '') });
    }
  }

  #isMissedByAll(group: readonly Placed[]): boolean {
    const absence = group[0]?.absence;
    if (absence === undefined) return true;
    const stacks = stacksOf(group);
    const holding = [...this.#stacks.values()].filter((stack) => stack.subjects.has(absence.subject));
    return holding.every(({ stack }) => stacks.includes(stack.name));
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
    const all = [...this.#stacks.values()].map(({ stack }) => stack);
    const holding = all.filter(({ name, variant }) => variant !== undefined && stacks.includes(name));
    const variants = all.filter(({ root, variant }) => variant !== undefined && root === holding[0]?.root);
    if (holding.length === variants.length || holding.some(({ root }) => root !== holding[0]?.root)) return '';
    const names = holding.map(({ variant }) => (variant === '' ? 'the default values' : (variant ?? '')));
    return ` (in ${holding.length} of ${variants.length} variants: ${shortList(names, 3)})`;
  }

  #addMarks(file: string, partOf: (document: ManifestDocument) => Part, locationOf: LocationOf): void {
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

/** A {@link RenderedPart} that is being put together. */
interface Part {
  readonly findings: Finding[];
  readonly silenced: SilencedFinding[];
  readonly comments: Comment[];
  readonly annotations: RenderedPart['annotations'][number][];
}

/** The names of the stacks that say something, sorted. */
function stacksOf(group: readonly Placed[]): readonly string[] {
  return [...new Set(group.flatMap(({ finding }) => finding.stacks))].sort();
}

/** What is one contradiction in all stacks, whatever they call the objects. */
function contradictionOf({ finding, place }: Placed): string {
  return `${finding.code} ${keyOf(place)} ${finding.message.replace(/"[^"]*"/g, '')}`;
}

function saidBy({ finding, place }: Placed): string {
  return `${finding.code} ${keyOf(place)} ${finding.message}`;
}

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
