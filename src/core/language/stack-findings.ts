import type { Comment } from '../manifest/comments.ts';
import type { ManifestDocument } from '../manifest/document.ts';
import { pairOf } from '../resources/labels.ts';
import type { Resource } from '../resources/resource.ts';
import type { Finding } from '../rules/rule.ts';
import type { WorldReports } from '../rules/run.ts';
import { codesOf, ignoreAnnotation } from '../rules/suppression.ts';
import type { Span } from '../text/span.ts';
import { groupBy } from '../world/group-by.ts';
import type { Stack } from '../world/stack.ts';
import { ownFindings } from './decoded.ts';
import { reportsByDocument, toFinding } from './findings.ts';
import { RenderedDocuments } from './rendered-documents.ts';
import type { SourcePlace } from './source-place.ts';

/** A finding about a rendered object, with the place that it leads to. */
export interface Placed {
  readonly finding: Finding;
  readonly place: SourcePlace;
  /** What an absence has to be missed by in every stack: the object by its place, and the question about it. */
  readonly absence: { readonly subject: string; readonly key: string } | undefined;
  /** Whether an annotation of the object silences it, whichever file that comes from. */
  readonly silenced: boolean;
}

/** What is said about the rendered objects of one stack, by the files that people edit. Worked out when it is asked for. */
export class StackFindings {
  readonly stack: Stack;
  readonly #reports: WorldReports;
  readonly #documents: RenderedDocuments;
  #placed: ReadonlyMap<string, readonly Placed[]> | undefined;
  #absences: ReadonlyMap<string, readonly Placed[]> | undefined;
  #answers: ReadonlySet<string> | undefined;
  #subjects: ReadonlySet<string> | undefined;
  #marks: ReadonlyMap<string, readonly Mark[]> | undefined;
  #silenced: ReadonlyMap<Resource, ReadonlySet<string>> | undefined;

  constructor(reports: WorldReports) {
    this.stack = reports.world.stack;
    this.#reports = reports;
    this.#documents = new RenderedDocuments([this.stack]);
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
    this.#answers ??= new Set(
      [...this.absences].flatMap(([key, placed]) =>
        placed.map(({ finding, silenced }) => `${finding.code} ${finding.severity} ${silenced}\n${key}`),
      ),
    );
    return this.#answers;
  }

  /** The objects of the stack, by their places; none where kustomize refuses it, so that nobody applies it as it is. */
  get subjects(): ReadonlySet<string> {
    this.#subjects ??= new Set(
      (this.#isRefused ? [] : this.#rendered).flatMap(({ document, resources }) =>
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
    return this.stack.rendering?.documents ?? [];
  }

  get #isRefused(): boolean {
    return this.stack.rendering?.problems.some(({ kind }) => kind === 'refused') === true;
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
        add({ ...finding, stacks: [this.stack.name] }, undefined);
      for (const entry of reports.get(document) ?? []) {
        const { rule, report, subject } = entry;
        const about = keyOf(this.#placeOf(document, subject.kindSpan));
        const name = rule.family ?? rule.code;
        const isOfPlace = rule.family === undefined || rule.familyOf === 'place';
        const question = isOfPlace ? `${name} ${keyOf(this.#placeOf(document, report.at))}` : name;
        const absence = rule.claim === 'absence' ? { subject: about, key: `${question} ${about}` } : undefined;
        add(toFinding(document, entry, [this.stack.name]), absence);
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
export type Mark =
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

function groupByFile<T extends { readonly place: SourcePlace }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return groupBy(items, ({ place }) => place.at.file);
}

/** What two things at one place have in common. */
export function keyOf(place: SourcePlace | undefined): string {
  return place === undefined ? '' : `${place.at.file}:${place.at.start}:${place.at.end}`;
}
