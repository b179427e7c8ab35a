import { type Comment, readComments } from '../manifest/comments.ts';
import type { Location, ManifestDocument } from '../manifest/document.ts';
import { parseDocument } from '../manifest/parse.ts';
import type { Finding } from '../rules/rule.ts';
import type { WorldReports } from '../rules/run.ts';
import type { LintSettings } from '../rules/settings.ts';
import type { SuppressEntry } from '../rules/suppression.ts';
import { LineIndex } from '../text/line-index.ts';
import type { Stack } from '../world/stack.ts';
import type { JoinedStacks } from '../world/stacks.ts';
import { type Configuration, type ConfigurationProblem, configurationFile } from './configuration.ts';
import type { ExpectationAnswers } from './expectation-answers.ts';
import { failedExpectations, uncheckedExpectations } from './expectation-findings.ts';
import { type FileTable, FileView } from './file-table.ts';
import type { FileFacts } from './files.ts';
import {
  atSeverities,
  byPosition,
  type DocumentFindings,
  documentFindings,
  isBroken,
  isReported,
  nothing,
  ownFinding,
  type SilencedFinding,
  textFinding,
  unusedSuppression,
} from './findings.ts';
import type { StackHolders } from './holders.ts';
import { type LocationOf, originLocation, rangeOf, wholeFile } from './origins.ts';
import type { RenderedDocuments } from './rendered-documents.ts';
import type { RenderedFindings } from './rendered-findings.ts';
import { templateFindings } from './template-findings.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** What was found about a file, filled when somebody asks: all of it, and its documents' as far as they are known. */
export interface FileFindings {
  all: DocumentFindings | undefined;
  documents: ReadonlyMap<ManifestDocument, DocumentFindings>;
  /** Other files that its findings point to. */
  elsewhere: ReadonlySet<string>;
}

/** What a snapshot shows. */
export interface StateContent {
  readonly files: FileTable<FileFacts>;
  readonly charts: ReadonlySet<string>;
  readonly configuration: Configuration;
  readonly joined: JoinedStacks | undefined;
  readonly worlds: ReadonlyMap<string, WorldReports>;
  readonly rendered: RenderedFindings;
  /** Whether the workspace has files that were not read. */
  readonly partial: boolean;
}

/** What presenters see of a state; findings are put together when somebody asks for a file's. */
export class WorkspaceSnapshot implements Snapshot {
  readonly files: Snapshot['files'];
  /** Without the state before: a snapshot that held it would keep every state there ever was. */
  readonly #content: StateContent;
  readonly #findings: FileTable<FileFindings>;
  readonly #holders: StackHolders;
  readonly #answers: ExpectationAnswers;
  readonly #lines = new Map<string, LineIndex>();
  readonly #locationOf: LocationOf = (origin) => originLocation(this.files.get(origin.file), origin);
  #vain: readonly Finding[] | undefined;

  constructor(
    content: StateContent,
    findings: FileTable<FileFindings>,
    holders: StackHolders,
    answers: ExpectationAnswers,
  ) {
    this.#content = content;
    this.#findings = findings;
    this.#holders = holders;
    this.#answers = answers;
    this.files = new FileView(content.files, ({ file }) => file);
  }

  get stacks(): Snapshot['stacks'] {
    return this.#content.joined?.stacks ?? [];
  }

  get worlds(): Snapshot['worlds'] {
    return [...this.#content.worlds.values()].map(({ world }) => world);
  }

  get settings(): LintSettings {
    return this.#content.configuration.settings;
  }

  get failures(): Snapshot['failures'] {
    return [...this.#content.worlds.values()].flatMap(({ failures }) => failures);
  }

  get resourceCount(): number {
    let count = 0;
    for (const { stackFile } of this.#content.files.values) count += stackFile.resources.length;
    return count + renderedCount(this.stacks, this.#content.files);
  }

  get manifestCount(): number {
    let count = 0;
    for (const { isContent } of this.#content.files.values) if (!isContent) count++;
    return count;
  }

  get rendered(): RenderedDocuments {
    return this.#content.rendered.documents;
  }

  findings(path: string): readonly Finding[] {
    const { findings } = this.#judged(path);
    if (path !== configurationFile) return findings;
    this.#vain ??= this.#inVain();
    return this.#vain.length === 0 ? findings : [...findings, ...this.#vain].sort(byPosition);
  }

  allFindings(): readonly Finding[] {
    return [...this.#content.files.keys()].sort().flatMap((path) => this.findings(path));
  }

  silencedFindings(): readonly SilencedFinding[] {
    return [...this.#content.files.keys()].sort().flatMap((path) => this.#judged(path).silenced);
  }

  lines(path: string): LineIndex {
    let lines = this.#lines.get(path);
    if (lines === undefined) {
      lines = new LineIndex(this.#content.files.get(path)?.file.text ?? '');
      this.#lines.set(path, lines);
    }
    return lines;
  }

  locate(location: Location): FileRange {
    const place = this.rendered.place(location);
    if (place !== undefined) return rangeOf(this, place.at);
    const { document, start, end } = location;
    const placed = this.#content.files
      .get(document.file)
      ?.file.documents.find((candidate) => candidate.document === document);
    const lines = this.lines(document.file);
    const base = placed?.start ?? 0;
    return { file: document.file, range: { start: lines.position(base + start), end: lines.position(base + end) } };
  }

  stacksOf(path: string): readonly Stack[] {
    return this.#holders.of(path).map(({ stack }) => stack);
  }

  #judged(path: string): DocumentFindings {
    const known = this.#findings.get(path);
    const facts = this.#content.files.get(path);
    if (known === undefined || facts === undefined) return nothing;
    if (known.all === undefined) {
      known.documents = this.#judge(path, facts, known.documents);
      known.all = together([this.#judgeFile(path, facts), ...known.documents.values()]);
      known.elsewhere = this.#filesElsewhere(path, known.all.findings);
    }
    return known.all;
  }

  #judge(
    path: string,
    facts: FileFacts,
    known: ReadonlyMap<ManifestDocument, DocumentFindings>,
  ): ReadonlyMap<ManifestDocument, DocumentFindings> {
    const { configuration, joined } = this.#content;
    const stacks = this.#holders.of(path);
    // A part that an overlay lays over an object is no object: what it lacks or writes otherwise is the overlay's business.
    const isPart = joined?.parts.has(path) === true;
    const rendered = this.#content.rendered.in(path, this.#locationOf);
    const { settings, suppress } = configuration;
    const result = new Map<ManifestDocument, DocumentFindings>();
    for (const [index, { document, own, comments }] of facts.decoded.entries()) {
      const findings =
        known.get(document) ??
        documentFindings({
          document,
          own: isPart ? own.filter(({ code }) => code !== 'KN002') : this.#withAbout(own, document, index),
          comments: isPart && !document.candidate ? commentsIn(document) : comments,
          holders: stacks.map((stack) => stack.holder(document)),
          settings,
          suppress,
          rendered: rendered.get(document),
        });
      result.set(document, findings);
    }
    if (rendered.size === 0) return result;
    // What is rendered from no manifest, as from a file of variables.
    for (const [document, part] of rendered)
      if (!result.has(document))
        result.set(
          document,
          documentFindings({ document, own: [], comments: [], holders: [], settings, suppress, rendered: part }),
        );
    return result;
  }

  #filesElsewhere(path: string, findings: readonly Finding[]): ReadonlySet<string> {
    let files: Set<string> | undefined;
    for (const { related } of findings)
      for (const { location } of related) {
        const file = this.rendered.place(location)?.at.file ?? location.document.file;
        if (file === path) continue;
        files ??= new Set();
        files.add(file);
      }
    return files ?? noFiles;
  }

  #withAbout(own: readonly Finding[], document: ManifestDocument, index: number): readonly Finding[] {
    const about = this.#about(document, index);
    return about.length === 0 ? own : [...own, ...about];
  }

  /** What is wrong with the configuration, and what of its expectations does not hold. */
  #about(document: ManifestDocument, index: number): readonly Finding[] {
    if (document.file !== configurationFile) return noFindings;
    const { configuration, partial } = this.#content;
    const { expectations, settings } = configuration;
    const own = configurationFindings(document, index, configuration);
    const [first] = expectations;
    if (index > 0 || first === undefined || !isReported('KN005', settings)) return own;
    return partial
      ? [...own, uncheckedExpectations(document, first)]
      : [...own, ...failedExpectations(document, expectations, this, this.#answers)];
  }

  /** What is wrong with a file as a whole. */
  #judgeFile(path: string, { file, unreadable, decoded }: FileFacts): DocumentFindings {
    const { problems } = file;
    const isWhole = problems.length === 0 && unreadable === undefined && !this.#content.rendered.hasProblems(path);
    if (isWhole) return nothing;
    const document = wholeFile(file);
    // What no parser gets over is said once.
    const broken = new Set(decoded.filter(({ own }) => isBroken(own)).map((each) => each.document));
    const own = [
      ...problems.map((problem) => textFinding(document, problem)),
      ...templateFindings(this.stacks, path, this.#locationOf, this.#content.partial).filter(
        ({ location }) => !broken.has(location.document),
      ),
    ];
    if (own.length === 0 && unreadable === undefined) return nothing;
    if (unreadable !== undefined)
      own.push(ownFinding(document, { start: 0, end: 0 }, 'KN003', 'limit', 'warning', unreadable));
    const { settings, suppress } = this.#content.configuration;
    return documentFindings({ document, own, comments: [], holders: [], settings, suppress });
  }

  /** What the configuration says in vain; unknown where files of the workspace are missing. */
  #inVain(): readonly Finding[] {
    const { files, configuration, joined, partial } = this.#content;
    const document = files.get(configurationFile)?.decoded[0]?.document;
    if (document === undefined || partial) return [];
    const { settings, suppress, stacks } = configuration;
    const empty = stacks.filter(({ name }) => joined?.stacks.some((stack) => stack.name === name && isEmpty(stack)));
    const used = new Set<SuppressEntry>();
    if (suppress.length > 0)
      for (const path of files.keys()) for (const entry of this.#judged(path).used) used.add(entry);
    const idle = suppress.filter(
      (entry) =>
        !used.has(entry) && (entry.rule === undefined ? settings.profile !== 'off' : isReported(entry.rule, settings)),
    );
    return atSeverities(
      [
        ...empty.map((stack) => configurationFinding(document, { ...stack, ...emptyStack })),
        ...idle.map((entry) => unusedSuppression(document, entry, idleEntry)),
      ],
      settings,
    );
  }
}

const noFindings: readonly Finding[] = [];
export const noFiles: ReadonlySet<string> = new Set();

/** The comments of a document that could be no manifest, as a JSON patch. */
function commentsIn(document: ManifestDocument): readonly Comment[] {
  return readComments(document.text, parseDocument(document).root);
}

/** Number of objects that charts make; one that is rendered several times counts once. */
function renderedCount(stacks: readonly Stack[], files: FileTable<FileFacts>): number {
  const counts = new Map<string, number>();
  for (const { kind, root, variant, rendering } of stacks) {
    // What kustomizations make stands in the files; a stated stack may have charts too.
    if (variant === undefined && kind !== 'stated') continue;
    const made = new Map<string, number>();
    for (const { document, resources } of rendering?.documents ?? []) {
      if (variant === undefined && files.get(document.file)?.inTemplates !== true) continue;
      const key = variant === undefined ? document.file : root;
      made.set(key, (made.get(key) ?? 0) + resources.length);
    }
    for (const [key, count] of made) counts.set(key, Math.max(count, counts.get(key) ?? 0));
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** What is reported of several documents, in their order. */
function together(parts: readonly DocumentFindings[]): DocumentFindings {
  const [first, ...more] = parts.filter(
    ({ findings, silenced, used }) => findings.length + silenced.length + used.size > 0,
  );
  if (first === undefined || more.length === 0) return first ?? nothing;
  return {
    findings: parts.flatMap(({ findings }) => findings),
    silenced: parts.flatMap(({ silenced }) => silenced),
    used: new Set(parts.flatMap(({ used }) => [...used])),
  };
}

function configurationFindings(
  document: ManifestDocument,
  index: number,
  { problems }: Configuration,
): readonly Finding[] {
  const stated =
    index === 0
      ? problems
      : [
          {
            start: 0,
            end: document.text.length,
            severity: 'error' as const,
            message: 'A configuration is one document; what stands behind the first "---" is not read.',
          },
        ];
  return stated.map((problem) => configurationFinding(document, problem));
}

function configurationFinding(document: ManifestDocument, problem: ConfigurationProblem): Finding {
  return ownFinding(document, problem, 'KN007', 'configuration', problem.severity, problem.message);
}

const emptyStack = { severity: 'warning', message: 'No manifest lies under the paths of this stack.' } as const;
const idleEntry = 'This entry silences nothing: there is no such finding. Remove it.';

function isEmpty({ files }: Stack): boolean {
  return files.length === 0;
}
