import type { Location, ManifestDocument } from '../manifest/document.ts';
import type { Finding } from '../rules/rule.ts';
import type { WorldReports } from '../rules/run.ts';
import type { LintSettings } from '../rules/settings.ts';
import type { SuppressEntry } from '../rules/suppression.ts';
import { LineIndex } from '../text/line-index.ts';
import type { Stack } from '../world/stack.ts';
import type { JoinedStacks } from '../world/stacks.ts';
import {
  type Configuration,
  type ConfigurationProblem,
  configurationFile,
  emptyConfiguration,
} from './configuration.ts';
import { ExpectationAnswers } from './expectation-answers.ts';
import { failedExpectations, uncheckedExpectations } from './expectation-findings.ts';
import { FileTable, FileView } from './file-table.ts';
import type { FileFacts } from './files.ts';
import {
  atSeverities,
  byPosition,
  type DocumentFindings,
  documentFindings,
  isReported,
  ownFinding,
  textFinding,
  unusedSuppression,
} from './findings.ts';
import { StackHolders } from './holders.ts';
import type { Touched } from './judge.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** Everything a workspace knows at one moment. */
export interface State {
  readonly files: FileTable<FileFacts>;
  readonly charts: ReadonlySet<string>;
  readonly configuration: Configuration;
  readonly joined: JoinedStacks | undefined;
  readonly worlds: ReadonlyMap<string, WorldReports>;
  readonly snapshot: Snapshot;
  /** Findings that were asked for; carried over to the next state where it does not touch them. */
  readonly findings: FileTable<FileFindings>;
  readonly holders: StackHolders;
  readonly answers: ExpectationAnswers;
}

/** What was found about a file, filled when somebody asks: all of it, and its documents' as far as they are known. */
interface FileFindings {
  all: DocumentFindings | undefined;
  documents: ReadonlyMap<ManifestDocument, DocumentFindings>;
  /** Other files that its findings point to. */
  elsewhere: ReadonlySet<string>;
}

/** What a snapshot shows. */
interface StateContent {
  readonly files: FileTable<FileFacts>;
  readonly charts: ReadonlySet<string>;
  readonly configuration: Configuration;
  readonly joined: JoinedStacks | undefined;
  readonly worlds: ReadonlyMap<string, WorldReports>;
  /** Whether the workspace has files that were not read. */
  readonly partial: boolean;
}

/** What a new state is made of. `touched` is `undefined` when every file may have other findings. */
export interface StateInput extends StateContent {
  readonly before: State | undefined;
  readonly touched: Touched | undefined;
}

/** A workspace without files. */
export function emptyState(settings: LintSettings): State {
  return createState({
    files: FileTable.empty(),
    charts: new Set(),
    configuration: { ...emptyConfiguration, settings },
    joined: undefined,
    worlds: new Map(),
    before: undefined,
    touched: undefined,
    partial: false,
  });
}

/** A state with its snapshot; findings are put together when somebody asks for a file's. */
export function createState({ before, touched, ...content }: StateInput): State {
  const { files, charts, configuration, joined, worlds } = content;
  const findings = spared(files, before?.findings ?? FileTable.empty(), touched);
  const holders = new StackHolders([...worlds.values()], before?.holders);
  const answers = before?.answers ?? new ExpectationAnswers();
  const snapshot = new WorkspaceSnapshot(content, findings, holders, answers);
  return { files, charts, configuration, joined, worlds, findings, holders, answers, snapshot };
}

/** Files whose findings, as far as somebody asked for them, point into some other files: what they show may have moved. */
export function pointingInto(edited: ReadonlySet<string>, { findings }: State): readonly string[] {
  return findings.pathsOf(({ elsewhere }) => {
    for (const other of elsewhere) if (edited.has(other)) return true;
    return false;
  });
}

/** The findings that a change leaves as they are; without `touched` it leaves none. */
function spared(
  files: FileTable<FileFacts>,
  findings: FileTable<FileFindings>,
  touched: Touched | undefined,
): FileTable<FileFindings> {
  const changes = new Map<string, FileFindings | undefined>();
  if (touched === undefined) for (const path of findings.keys()) changes.set(path, undefined);
  for (const path of touched?.paths ?? files.keys()) {
    const known = [...(touched === undefined ? [] : (findings.get(path)?.documents ?? []))];
    const documents = new Map(known.filter(([document]) => touched?.spares(document)));
    changes.set(path, files.has(path) ? { all: undefined, documents, elsewhere: noFiles } : undefined);
  }
  return findings.with(changes);
}

class WorkspaceSnapshot implements Snapshot {
  readonly files: Snapshot['files'];
  /** Without the state before: a snapshot that held it would keep every state there ever was. */
  readonly #content: StateContent;
  readonly #findings: FileTable<FileFindings>;
  readonly #holders: StackHolders;
  readonly #answers: ExpectationAnswers;
  readonly #lines = new Map<string, LineIndex>();
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
    return count;
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

  lines(path: string): LineIndex {
    let lines = this.#lines.get(path);
    if (lines === undefined) {
      lines = new LineIndex(this.#content.files.get(path)?.file.text ?? '');
      this.#lines.set(path, lines);
    }
    return lines;
  }

  locate({ document, start, end }: Location): FileRange {
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
      known.elsewhere = filesElsewhere(path, known.all.findings);
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
    const result = new Map<ManifestDocument, DocumentFindings>();
    for (const [index, { document, own, comments }] of facts.decoded.entries()) {
      const findings =
        known.get(document) ??
        documentFindings({
          document,
          own: isPart ? own.filter(({ code }) => code !== 'KN002') : [...own, ...this.#about(document, index)],
          comments,
          holders: stacks.map((stack) => stack.holder(document)),
          settings: configuration.settings,
          suppress: configuration.suppress,
        });
      result.set(document, findings);
    }
    return result;
  }

  /** What is wrong with the configuration, and what of its expectations does not hold. */
  #about(document: ManifestDocument, index: number): readonly Finding[] {
    if (document.file !== configurationFile) return [];
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
  #judgeFile(path: string, { file, unreadable }: FileFacts): DocumentFindings {
    if (file.problems.length === 0 && unreadable === undefined) return nothing;
    const { text, problems } = file;
    const document: ManifestDocument = { file: path, text, problems, candidate: false, template: false };
    const own = problems.map((problem) => textFinding(document, problem));
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

const noFiles: ReadonlySet<string> = new Set();

function filesElsewhere(path: string, findings: readonly Finding[]): ReadonlySet<string> {
  let files: Set<string> | undefined;
  for (const { related } of findings)
    for (const { location } of related)
      if (location.document.file !== path) {
        files ??= new Set();
        files.add(location.document.file);
      }
  return files ?? noFiles;
}

const nothing: DocumentFindings = { findings: [], used: new Set() };

/** What is reported of several documents, in their order. */
function together(parts: readonly DocumentFindings[]): DocumentFindings {
  const [first, ...more] = parts.filter(({ findings, used }) => findings.length > 0 || used.size > 0);
  if (first === undefined || more.length === 0) return first ?? nothing;
  return {
    findings: parts.flatMap(({ findings }) => findings),
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
