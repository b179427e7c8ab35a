import type { Location, ManifestDocument } from '../manifest/document.ts';
import type { Resource } from '../resources/resource.ts';
import type { Finding } from '../rules/rule.ts';
import type { RuleReport, WorldReports } from '../rules/run.ts';
import type { LintSettings } from '../rules/settings.ts';
import { LineIndex } from '../text/line-index.ts';
import type { Stack } from '../world/stack.ts';
import type { JoinedStacks } from '../world/stacks.ts';
import { type Configuration, configurationFile, emptyConfiguration } from './configuration.ts';
import type { FileFacts } from './files.ts';
import { documentFindings, type Holder, ownFinding, reportsByDocument, textFinding } from './findings.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** Everything a workspace knows at one moment. */
export interface State {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly charts: ReadonlySet<string>;
  readonly configuration: Configuration;
  readonly joined: JoinedStacks | undefined;
  readonly worlds: ReadonlyMap<string, WorldReports>;
  readonly snapshot: Snapshot;
  /** Findings per file that were asked for; carried over to the next state for files that it does not touch. */
  readonly findings: Map<string, readonly Finding[]>;
}

/** What a new state is made of. `touched` is `undefined` when every file may have other findings. */
export interface StateInput {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly charts: ReadonlySet<string>;
  readonly configuration: Configuration;
  readonly joined: JoinedStacks | undefined;
  readonly worlds: ReadonlyMap<string, WorldReports>;
  readonly before: State | undefined;
  readonly touched: ReadonlySet<string> | undefined;
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
  const findings = new Map<string, readonly Finding[]>();
  if (before !== undefined && touched !== undefined)
    for (const [file, list] of before.findings) if (!touched.has(file)) findings.set(file, list);
  return { files, charts, configuration, joined, worlds, findings, snapshot: new WorkspaceSnapshot(input, findings) };
}

class WorkspaceSnapshot implements Snapshot {
  readonly #input: StateInput;
  readonly #findings: Map<string, readonly Finding[]>;
  readonly #lines = new Map<string, LineIndex>();
  #holders: ReadonlyMap<string, readonly IndexedStack[]> | undefined;
  #manifests: Snapshot['files'] | undefined;

  constructor(input: StateInput, findings: Map<string, readonly Finding[]>) {
    this.#input = input;
    this.#findings = findings;
  }

  get files(): Snapshot['files'] {
    this.#manifests ??= new Map([...this.#input.files].map(([path, { file }]) => [path, file]));
    return this.#manifests;
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
    let list = this.#findings.get(path);
    if (list === undefined) {
      list = this.#judge(path);
      this.#findings.set(path, list);
    }
    return list;
  }

  allFindings(): readonly Finding[] {
    return [...this.#input.files.keys()].sort().flatMap((path) => this.findings(path));
  }

  locate({ document, start, end }: Location): FileRange {
    const facts = this.#input.files.get(document.file);
    const placed = facts?.file.documents.find((candidate) => candidate.document === document);
    const text = facts?.file.text ?? document.text;
    let lines = this.#lines.get(document.file);
    if (lines === undefined) {
      lines = new LineIndex(text);
      this.#lines.set(document.file, lines);
    }
    const base = placed?.start ?? 0;
    return { file: document.file, range: { start: lines.position(base + start), end: lines.position(base + end) } };
  }

  stacksOf(path: string): readonly Stack[] {
    return (this.#stacksByFile().get(path) ?? []).map(({ stack }) => stack);
  }

  #judge(path: string): readonly Finding[] {
    const facts = this.#input.files.get(path);
    if (facts === undefined) return [];
    const { configuration } = this.#input;
    const stacks = this.#stacksByFile().get(path) ?? [];
    // A part that an overlay lays over an object is no object: what it lacks or writes otherwise is the overlay's business.
    const isPart = this.#input.joined?.parts.has(path) === true;
    const result = facts.decoded.flatMap(({ document, own, comments }) =>
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
      }),
    );
    return [...this.#fileFindings(path, facts), ...result];
  }

  #fileFindings(path: string, { file, unreadable }: FileFacts): readonly Finding[] {
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

  #stacksByFile(): ReadonlyMap<string, readonly IndexedStack[]> {
    if (this.#holders === undefined) {
      const holders = new Map<string, IndexedStack[]>();
      for (const reports of this.#input.worlds.values()) {
        const indexed = new IndexedStack(reports);
        for (const file of indexed.stack.files) {
          const known = holders.get(file);
          if (known === undefined) holders.set(file, [indexed]);
          else known.push(indexed);
        }
      }
      this.#holders = holders;
    }
    return this.#holders;
  }
}

/** One stack's resources and reports by document, put in order when first asked for. */
class IndexedStack {
  readonly stack: Stack;
  readonly #reports: WorldReports;
  #byDocument:
    | {
        resources: ReadonlyMap<ManifestDocument, readonly Resource[]>;
        reports: ReadonlyMap<ManifestDocument, readonly RuleReport[]>;
      }
    | undefined;

  constructor(reports: WorldReports) {
    this.stack = reports.world.stack;
    this.#reports = reports;
  }

  holder(document: ManifestDocument): Holder {
    if (this.#byDocument === undefined) {
      const resources = new Map<ManifestDocument, Resource[]>();
      for (const resource of this.stack.resources) {
        const known = resources.get(resource.document);
        if (known === undefined) resources.set(resource.document, [resource]);
        else known.push(resource);
      }
      this.#byDocument = { resources, reports: reportsByDocument(this.#reports) };
    }
    return {
      stack: this.stack,
      resources: this.#byDocument.resources.get(document) ?? [],
      reports: this.#byDocument.reports.get(document) ?? [],
    };
  }
}

function configurationFindings(document: ManifestDocument, { problems }: Configuration): readonly Finding[] {
  return problems.map((problem) =>
    ownFinding(document, problem, 'KN007', 'configuration', problem.severity, problem.message),
  );
}
