import type { Location, ManifestDocument, ManifestFile } from '../manifest/document.ts';
import { readManifestFile } from '../manifest/read-file.ts';
import type { Finding, Rule } from '../rules/rule.ts';
import type { RuleFailure } from '../rules/run.ts';
import { defaultSettings, type LintSettings } from '../rules/settings.ts';
import type { LineIndex } from '../text/line-index.ts';
import type { Range } from '../text/span.ts';
import { sameItems } from '../world/common-ends.ts';
import type { Stack } from '../world/stack.ts';
import type { StackFile } from '../world/stack-file.ts';
import { buildStacks } from '../world/stacks.ts';
import type { World } from '../world/world.ts';
import { configurationFile, readConfiguration } from './configuration.ts';
import { type DecodedDocument, decodeManifest } from './decoded.ts';
import type { FileTable } from './file-table.ts';
import { chartRoots, contentFacts, type FileFacts, isTemplate, toStackFile } from './files.ts';
import type { SilencedFinding } from './findings.ts';
import { advanceWorlds, Touched } from './judge.ts';
import type { RenderedDocuments } from './rendered-documents.ts';
import { RenderedFindings } from './rendered-findings.ts';
import { differing, sameSet } from './same.ts';
import { createState, emptyState, pointingInto, type State } from './state.ts';

/** A file as the host found it, or that it is gone (`text` undefined). */
export interface FileChange {
  /** Path relative to the workspace's root, with `/`. */
  readonly path: string;
  readonly text: string | undefined;
  /** A file that is no manifest by its name: read by charts and kustomizations, never judged. */
  readonly content?: boolean;
  /** The content of a file that is no text, as of a packed chart; `text` is then ''. */
  readonly bytes?: Uint8Array;
  /** When the host could not read it (too large, not UTF-8, no permission): why, for people; `text` is then ''. */
  readonly unreadable?: string;
}

/** A place as editors name it. */
export interface FileRange {
  readonly file: string;
  readonly range: Range;
}

/** One moment of a workspace, immutable: everything that presenters ask for. */
export interface Snapshot {
  readonly files: ReadonlyMap<string, ManifestFile>;
  /** The lines of a file's text; those of an empty text for a file that is not there. */
  lines(file: string): LineIndex;
  readonly stacks: readonly Stack[];
  /** The worlds of the stacks, in the same order. */
  readonly worlds: readonly World[];
  readonly settings: LintSettings;
  /** Findings of one file, sorted by position then code; suppressed ones left out. */
  findings(file: string): readonly Finding[];
  /** All findings, sorted by file, position, code. */
  allFindings(): readonly Finding[];
  /** Findings that comments, annotations or the configuration silence, sorted by file. */
  silencedFindings(): readonly SilencedFinding[];
  /** Where a location stands now; the one function that maps spans to source ranges. */
  locate(location: Location): FileRange;
  /** Stacks that hold a file. */
  stacksOf(file: string): readonly Stack[];
  /** Number of distinct resources. */
  readonly resourceCount: number;
  /** Number of files without those that are only read by charts and kustomizations. */
  readonly manifestCount: number;
  /** The documents that were rendered from charts and kustomizations. */
  readonly rendered: RenderedDocuments;
  /** Errors of rules that threw: reported to the log once, never to the user as a finding. */
  readonly failures: readonly RuleFailure[];
}

/** What an update did. */
export interface Update {
  readonly snapshot: Snapshot;
  /** Files whose findings differ from before (or moved), sorted. */
  readonly changed: readonly string[];
}

/** What a host may choose once for a workspace. */
export interface WorkspaceOptions {
  readonly rules: readonly Rule[];
  /** What the editor's settings say; the configuration file wins over it. */
  readonly settings?: LintSettings;
  /** Files longer than this many characters are left out, with a finding that says so. */
  readonly maxFileSize?: number;
  /** Whether the host gives only some files of the workspace, so that what concerns no file may concern another. */
  readonly partial?: boolean;
  /** Unpacks gzip, for packed charts; gives nothing where it cannot. */
  readonly gunzip?: (bytes: Uint8Array) => Uint8Array | undefined;
  /** Whether updates are states of their own and not edits: what a file held before then never stands in for what it holds. */
  readonly states?: boolean;
}

/**
 * The analysis of a folder of manifests: takes changes of files, gives immutable snapshots. Does no I/O; the host reads
 * and watches. After an edit only changed documents are parsed, only changed stacks joined, only affected rules run.
 */
export class Workspace {
  readonly #options: WorkspaceOptions;
  readonly #staged = new Map<string, { change: FileChange; facts: FileFacts | undefined }>();
  /** Folders of charts, with what is staged; `undefined` when nothing is. */
  #stagedCharts: ReadonlySet<string> | undefined;
  readonly #decoded = new WeakMap<ManifestDocument, DecodedDocument>();
  #settings: LintSettings;
  #state: State;

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    this.#settings = options.settings ?? defaultSettings;
    this.#state = emptyState(this.#settings);
  }

  /** The current moment. */
  get snapshot(): Snapshot {
    return this.#state.snapshot;
  }

  /** Takes other settings of the editor and judges everything again. */
  configure(settings: LintSettings): Update {
    this.#settings = settings;
    return this.#advance(this.#state.files, new Set(this.#state.files.keys()), true);
  }

  /**
   * Reads changed files ahead of the next {@link update}, which takes them in. Lets a host read thousands of files in
   * slices; nothing is joined or judged before the update.
   */
  stage(changes: readonly FileChange[]): void {
    this.#stagedCharts = chartRoots(this.#stagedCharts ?? this.#state.charts, changes);
    for (const change of changes) {
      const known = this.#staged.get(change.path)?.facts ?? this.#state.files.get(change.path);
      this.#staged.set(change.path, { change, facts: this.#read(change, this.#stagedCharts, known) });
    }
  }

  /** Applies changes of files, the staged ones first; the last change of a path wins. */
  update(changed: readonly FileChange[]): Update {
    const before = this.#state.files;
    const charts = chartRoots(this.#stagedCharts ?? this.#state.charts, changed);
    const edited = new Map<string, FileFacts | undefined>();
    for (const [path, { change, facts }] of this.#staged) {
      const isAsStaged = facts === undefined || facts.isContent || facts.inTemplates === isTemplate(path, charts);
      edited.set(path, isAsStaged ? facts : this.#read(change, charts, facts));
    }
    this.#staged.clear();
    this.#stagedCharts = undefined;
    for (const change of changed)
      edited.set(change.path, this.#read(change, charts, edited.get(change.path) ?? before.get(change.path)));
    // A Chart.yaml that came or went turns the files of its templates folder into templates, or back.
    if (!sameSet(charts, this.#state.charts))
      for (const facts of before.values) {
        const { file, unreadable } = facts;
        const { path, text } = file;
        if (facts.isContent || isTemplate(path, charts) === facts.inTemplates || edited.has(path)) continue;
        const change = { path, text, ...(unreadable === undefined ? {} : { unreadable }) };
        edited.set(path, this.#read(change, charts, facts));
      }
    return this.#advance(before.with(edited), new Set(edited.keys()), false, charts);
  }

  /** Reads a file, keeping of `known` (what it came to before) what is the same; `undefined` for one that is gone. */
  #read(
    { path, text, content, bytes, unreadable }: FileChange,
    charts: ReadonlySet<string>,
    known: FileFacts | undefined,
  ): FileFacts | undefined {
    if (text === undefined) return undefined;
    if (content === true) return contentFacts({ path, text, documents: [], problems: [] }, bytes, known);
    const template = isTemplate(path, charts);
    const file = readManifestFile(path, text, known?.inTemplates === template ? known.file : undefined, {
      template,
      ...(this.#options.maxFileSize === undefined ? {} : { maxFileSize: this.#options.maxFileSize }),
    });
    const decoded = file.documents.map(({ document }) => this.#decode(document));
    if (known !== undefined && known.file.text === text && sameItems(known.decoded, decoded))
      return { ...known, file, unreadable, inTemplates: template };
    return {
      file,
      unreadable,
      isContent: false,
      inTemplates: template,
      decoded,
      stackFile: toStackFile(file, undefined, decoded),
    };
  }

  #decode(document: ManifestDocument): DecodedDocument {
    let decoded = this.#decoded.get(document);
    if (decoded === undefined) {
      decoded = decodeManifest(document);
      this.#decoded.set(document, decoded);
    }
    return decoded;
  }

  #advance(
    files: FileTable<FileFacts>,
    edited: ReadonlySet<string>,
    everything: boolean,
    charts: ReadonlySet<string> = this.#state.charts,
  ): Update {
    const before = this.#state;
    const configuration =
      everything || edited.has(configurationFile)
        ? readConfiguration(files.get(configurationFile)?.decoded[0]?.root, this.#settings)
        : before.configuration;
    const reconfigured = everything || configuration !== before.configuration;
    const stacks = buildStacks({
      files: stackFilesOf(files, edited, before),
      stated: configuration.stacks,
      helmValues: configuration.settings.helmValues,
      kubernetesMinor: configuration.settings.kubernetesMinor,
      ...(this.#options.gunzip === undefined ? {} : { gunzip: this.#options.gunzip }),
      ...(this.#options.states === true ? { states: true } : {}),
      previous: reconfigured ? undefined : before.joined,
    });
    const touched = new Touched();
    for (const path of edited) {
      touched.addPath(path);
      if (path === configurationFile) touched.addFile(path);
    }
    const worlds = advanceWorlds(
      before,
      stacks.stacks,
      this.#options.rules,
      configuration.settings,
      reconfigured,
      touched,
    );
    const rendered = new RenderedFindings(stacks.stacks, worlds.values(), files, before.rendered);
    for (const path of rendered.filesTouched(before.rendered)) touched.addFile(path);
    for (const path of pointingInto(edited, before)) touched.addPath(path);
    // Settings bear on files that no stack holds, too.
    if (reconfigured) for (const path of files.keys()) touched.addPath(path);
    // A part of an object is not judged as a whole one.
    for (const path of differing(before.joined?.parts ?? [], stacks.parts)) touched.addFile(path);
    // An edit anywhere may give an entry of the configuration something to hide or to hold, or take it.
    const { suppress, stacks: stated, expectations } = configuration;
    if (suppress.length + stated.length > 0 && files.has(configurationFile)) touched.addPath(configurationFile);
    if (expectations.length > 0) touched.addFile(configurationFile);
    const state = createState({
      files,
      charts,
      configuration,
      joined: stacks,
      worlds,
      rendered,
      before,
      touched: reconfigured ? undefined : touched,
      partial: this.#options.partial === true,
    });
    this.#state = state;
    return { snapshot: state.snapshot, changed: [...touched.paths].sort() };
  }
}

/** What the stacks need to know of all files; after an edit one copy of the list of before, with other files exchanged. */
function stackFilesOf(files: FileTable<FileFacts>, edited: ReadonlySet<string>, before: State): readonly StackFile[] {
  const known = before.joined?.parties.files;
  if (known === undefined || !files.sharesPaths(before.files)) return files.values.map(({ stackFile }) => stackFile);
  const list = [...known];
  for (const path of edited) {
    const position = files.positionOf(path);
    const stackFile = files.get(path)?.stackFile;
    if (position !== undefined && stackFile !== undefined) list[position] = stackFile;
  }
  return list;
}
