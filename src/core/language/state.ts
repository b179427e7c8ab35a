import type { Location, ManifestDocument } from '../manifest/document.ts';
import type { Finding } from '../rules/rule.ts';
import type { WorldReports } from '../rules/run.ts';
import type { LintSettings } from '../rules/settings.ts';
import { LineIndex } from '../text/line-index.ts';
import type { Stack } from '../world/stack.ts';
import type { JoinedStacks } from '../world/stacks.ts';
import { type Configuration, configurationFile, emptyConfiguration } from './configuration.ts';
import type { FileFacts } from './files.ts';
import { documentFindings, ownFinding, textFinding } from './findings.ts';
import { StackHolders } from './holders.ts';
import type { Touched } from './judge.ts';
import { MappedView } from './mapped-view.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** Everything a workspace knows at one moment. */
export interface State {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly charts: ReadonlySet<string>;
  readonly configuration: Configuration;
  readonly joined: JoinedStacks | undefined;
  readonly worlds: ReadonlyMap<string, WorldReports>;
  readonly snapshot: Snapshot;
  /** Findings that were asked for; carried over to the next state where it does not touch them. */
  readonly findings: Map<string, FileFindings>;
  readonly holders: StackHolders;
}

/** What was found about a file: all of it once somebody asked, and its documents' as far as they are known. */
interface FileFindings {
  readonly all: readonly Finding[] | undefined;
  readonly documents: ReadonlyMap<ManifestDocument, readonly Finding[]>;
}

/** What a new state is made of. `touched` is `undefined` when every file may have other findings. */
export interface StateInput {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly charts: ReadonlySet<string>;
  readonly configuration: Configuration;
  readonly joined: JoinedStacks | undefined;
  readonly worlds: ReadonlyMap<string, WorldReports>;
  readonly before: State | undefined;
  readonly touched: Touched | undefined;
}

/** A workspace without files. */
export function emptyState(settings: LintSettings): State {
  return createState({
    files: new Map(),
    charts: new Set(),
    configuration: { ...emptyConfiguration, settings },
    joined: undefined,
    worlds: new Map(),
    before: undefined,
    touched: undefined,
  });
}

/** A state with its snapshot; findings are put together when somebody asks for a file's. */
export function createState(input: StateInput): State {
  const { files, charts, configuration, joined, worlds, before, touched } = input;
  const findings =
    before === undefined || touched === undefined ? new Map<string, FileFindings>() : spared(before.findings, touched);
  const holders = new StackHolders([...worlds.values()], before?.holders);
  const snapshot = new WorkspaceSnapshot(input, findings, holders);
  return { files, charts, configuration, joined, worlds, findings, holders, snapshot };
}

/** The findings that a change leaves as they are. */
function spared(findings: ReadonlyMap<string, FileFindings>, touched: Touched): Map<string, FileFindings> {
  const result = new Map(findings);
  for (const path of touched.paths) {
    const known = result.get(path);
    if (known === undefined) continue;
    const documents = new Map([...known.documents].filter(([document]) => touched.spares(document)));
    result.set(path, { all: undefined, documents });
  }
  return result;
}

class WorkspaceSnapshot implements Snapshot {
  readonly files: Snapshot['files'];
  readonly #input: StateInput;
  readonly #findings: Map<string, FileFindings>;
  readonly #holders: StackHolders;
  readonly #lines = new Map<string, LineIndex>();

  constructor(input: StateInput, findings: Map<string, FileFindings>, holders: StackHolders) {
    this.#input = input;
    this.#findings = findings;
    this.#holders = holders;
    this.files = new MappedView(input.files, ({ file }) => file);
  }

  get stacks(): Snapshot['stacks'] {
    return this.#input.joined?.stacks ?? [];
  }

  get worlds(): Snapshot['worlds'] {
    return [...this.#input.worlds.values()].map(({ world }) => world);
  }

  get settings(): LintSettings {
    return this.#input.configuration.settings;
  }

  get failures(): Snapshot['failures'] {
    return [...this.#input.worlds.values()].flatMap(({ failures }) => failures);
  }

  get resourceCount(): number {
    let count = 0;
    for (const { stackFile } of this.#input.files.values()) count += stackFile.resources.length;
    return count;
  }

  findings(path: string): readonly Finding[] {
    const known = this.#findings.get(path);
    if (known?.all !== undefined) return known.all;
    const facts = this.#input.files.get(path);
    if (facts === undefined) return [];
    const documents = this.#judge(path, facts, known?.documents);
    const all = [...fileFindings(path, facts), ...[...documents.values()].flat()];
    this.#findings.set(path, { all, documents });
    return all;
  }

  allFindings(): readonly Finding[] {
    return [...this.#input.files.keys()].sort().flatMap((path) => this.findings(path));
  }

  lines(path: string): LineIndex {
    let lines = this.#lines.get(path);
    if (lines === undefined) {
      lines = new LineIndex(this.#input.files.get(path)?.file.text ?? '');
      this.#lines.set(path, lines);
    }
    return lines;
  }

  locate({ document, start, end }: Location): FileRange {
    const placed = this.#input.files
      .get(document.file)
      ?.file.documents.find((candidate) => candidate.document === document);
    const lines = this.lines(document.file);
    const base = placed?.start ?? 0;
    return { file: document.file, range: { start: lines.position(base + start), end: lines.position(base + end) } };
  }

  stacksOf(path: string): readonly Stack[] {
    return this.#holders.of(path).map(({ stack }) => stack);
  }

  #judge(
    path: string,
    facts: FileFacts,
    known: ReadonlyMap<ManifestDocument, readonly Finding[]> | undefined,
  ): ReadonlyMap<ManifestDocument, readonly Finding[]> {
    const { configuration, joined } = this.#input;
    const stacks = this.#holders.of(path);
    // A part that an overlay lays over an object is no object: what it lacks or writes otherwise is the overlay's business.
    const isPart = joined?.parts.has(path) === true;
    const result = new Map<ManifestDocument, readonly Finding[]>();
    for (const { document, own, comments } of facts.decoded) {
      const findings =
        known?.get(document) ??
        documentFindings({
          document,
          own:
            path === configurationFile
              ? configurationFindings(document, configuration)
              : isPart
                ? own.filter(({ code }) => code !== 'KN002')
                : own,
          comments,
          holders: stacks.map((stack) => stack.holder(document)),
          settings: configuration.settings,
          suppress: configuration.suppress,
        });
      result.set(document, findings);
    }
    return result;
  }
}

/** What is wrong with a file as a whole. */
function fileFindings(path: string, { file, unreadable }: FileFacts): readonly Finding[] {
  if (file.problems.length === 0 && unreadable === undefined) return [];
  const whole: ManifestDocument = {
    file: path,
    text: file.text,
    problems: file.problems,
    candidate: false,
    template: false,
  };
  const found = file.problems.map((problem) => textFinding(whole, problem));
  if (unreadable !== undefined)
    found.push(ownFinding(whole, { start: 0, end: 0 }, 'KN003', 'limit', 'warning', unreadable));
  return found;
}

function configurationFindings(document: ManifestDocument, { problems }: Configuration): readonly Finding[] {
  return problems.map((problem) =>
    ownFinding(document, problem, 'KN007', 'configuration', problem.severity, problem.message),
  );
}
