import { configurationFile, readConfiguration } from '../core/language/configuration.ts';
import { isManifestName, renderedNames } from '../core/language/files.ts';
import { type FileChange, type Update, Workspace } from '../core/language/workspace.ts';
import { parseText } from '../core/manifest/parse.ts';
import type { Rule } from '../core/rules/rule.ts';
import { baseName } from '../core/world/stack-file.ts';
import type { Host } from './host.ts';
import { ContentFiles } from './node/content.ts';
import type { ScanOptions } from './node/scan.ts';
import { defaultEditorSettings, type EditorSettings, readEditorSettings } from './settings.ts';
import { decodeUri } from './uri.ts';

/** How far a scan is; `total` is unknown until all files are listed. */
export interface ScanProgress {
  readonly read: number;
  readonly total: number | undefined;
}

/** How the scan of a folder ended. `superseded`: a newer one has begun, or the folder is closed. */
export interface ScanResult {
  readonly outcome: 'done' | 'cancelled' | 'superseded';
  /** Files that the folder has now or had before. */
  readonly changed: readonly string[];
}

/** What a folder needs to do its work. */
export interface FolderContext {
  readonly host: Host;
  readonly rules: readonly Rule[];
  readonly log: (message: string) => void;
}

/** How long the server works without looking at its messages, in milliseconds. */
const slice = 12;

/** More files than this are read in slices. */
const atOnce = 100;

/** A document of the client, under the client's spelling of its URI. `listed`: whether a scan would find its file. */
interface OpenDocument {
  readonly uri: string;
  readonly text: string;
  readonly listed: boolean;
}

/**
 * One workspace folder: reads and watches its files into a {@link Workspace} whose paths are relative to the folder. Text
 * of open documents wins over what the disk says. Nothing is judged before the folder has been read as a whole.
 */
export class Folder {
  /** URI without a slash at its end; `''` for documents that lie in no folder, whose paths are their URIs. */
  readonly uri: string;
  readonly #prefix: string | undefined;
  readonly #context: FolderContext;
  readonly #open = new Map<string, OpenDocument>();
  #settings: EditorSettings = defaultEditorSettings;
  /** What {@link configure} was last given. */
  #stated = '';
  #workspace: Workspace;
  #contentFiles = new ContentFiles();
  /** Files on disk whose folders are rendered: content files come and go with them. */
  #rendered = new Set<string>();
  /** Counts scans, so that an older one notices that a newer one has begun. */
  #scans = 0;
  #state: 'reading' | 'read' | 'unread' | 'closed' = 'reading';
  /** Files that changed while the folder was being read. */
  readonly #late = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  constructor(uri: string, context: FolderContext) {
    this.uri = uri;
    const decoded = decodeUri(uri);
    this.#prefix = decoded === undefined ? undefined : `${decoded}/`;
    this.#context = context;
    this.#workspace = this.#create();
  }

  /** The current state of the analysis. */
  get workspace(): Workspace {
    return this.#workspace;
  }

  /** What the editor's settings say for this folder. */
  get settings(): EditorSettings {
    return this.#settings;
  }

  /** Whether a scan is running or still to come. */
  get isReading(): boolean {
    return this.#state === 'reading';
  }

  /** Resolves when no scan is running. */
  whenRead(): Promise<void> {
    return this.isReading ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  /** The workspace's name for a URI; `undefined` when it does not lie in this folder. */
  pathOf(uri: string): string | undefined {
    if (this.uri === '') return uri;
    const decoded = decodeUri(uri);
    return this.#prefix !== undefined && decoded?.startsWith(this.#prefix)
      ? decoded.slice(this.#prefix.length)
      : undefined;
  }

  /** The URI of a path, as the client spells it when the document is open. */
  uriOf(path: string): string {
    const open = this.#open.get(path);
    if (open !== undefined) return open.uri;
    return this.uri === '' ? path : `${this.uri}/${path.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** Takes the text of an open document. */
  edit(path: string, uri: string, text: string): Update | undefined {
    const listed = this.#open.get(path)?.listed ?? this.#lists(path, this.#scanOptions());
    this.#open.set(path, { uri, text, listed });
    return listed ? this.#take(path) : undefined;
  }

  /** A document was closed: the disk is what counts again. */
  close(path: string): Update | undefined {
    const listed = this.#open.get(path)?.listed === true;
    this.#open.delete(path);
    return listed ? this.#take(path) : undefined;
  }

  /**
   * Files or folders were changed, came or went on disk. What is there now is what counts, whatever the client said.
   * Returns `rescan` when the folder has to be read anew.
   */
  touched(paths: readonly string[]): Update | 'rescan' | undefined {
    if (this.uri === '') return undefined;
    if (paths.some((path) => path === configurationFile || /(^|\/)\.gitignore$/.test(path))) return 'rescan';
    if (this.isReading) for (const path of paths) this.#late.add(path);
    if (this.#state !== 'read') return undefined;
    if (paths.some((path) => this.#turns(path))) return 'rescan';
    const files = this.#filesAt(paths).filter((path) => !this.#open.has(path));
    if (files.length > atOnce) return 'rescan';
    return files.length === 0 ? undefined : this.#workspace.update(files.map((path) => this.#read(path)));
  }

  /**
   * Takes the sections `portolan` and `files.exclude` of the editor's settings. Returns `rescan` when other files count now,
   * nothing when they are what they were.
   */
  configure(section: unknown, filesExclude: unknown): Update | 'rescan' | undefined {
    const stated = JSON.stringify([section, filesExclude]);
    if (stated === this.#stated) return undefined;
    this.#stated = stated;
    const { scan, maxFileSize } = this.#settings;
    this.#settings = readEditorSettings(section, filesExclude, this.#context.log);
    const isSame =
      JSON.stringify(scan) === JSON.stringify(this.#settings.scan) && maxFileSize === this.#settings.maxFileSize;
    if (!isSame) return 'rescan';
    // A scan that is running takes them at its end.
    if (this.#state !== 'read') return undefined;
    const { snapshot } = this.#workspace.configure(this.#settings.lint);
    return { snapshot, changed: [...snapshot.files.keys()] };
  }

  /**
   * Reads the whole folder in slices between which messages are handled, then judges it. A cancelled scan leaves the
   * folder empty: findings about half a workspace would be wrong.
   */
  async scan(cancelled: () => boolean, progress: (at: ScanProgress) => Promise<void>): Promise<ScanResult> {
    if (this.#state === 'closed') return { outcome: 'superseded', changed: [] };
    const scan = ++this.#scans;
    const isSuperseded = () => scan !== this.#scans;
    this.#state = 'reading';
    this.#late.clear();
    const workspace = this.#create();
    const [contentFiles, rendered] = [new ContentFiles(), new Set<string>()];
    const { settings } = this;
    try {
      await this.#stage(workspace, contentFiles, rendered, () => isSuperseded() || cancelled(), progress);
      if (isSuperseded()) return { outcome: 'superseded', changed: [] };
      const before = [...this.#workspace.snapshot.files.keys()];
      if (cancelled()) {
        this.#workspace = this.#create();
        this.#contentFiles = new ContentFiles();
        this.#state = 'unread';
        return { outcome: 'cancelled', changed: before };
      }
      if (settings !== this.#settings) workspace.configure(this.#settings.lint);
      this.#relist();
      // What was opened or edited meanwhile is newer than what the scan has read.
      this.#contentFiles = contentFiles;
      this.#rendered = rendered;
      workspace.update([...this.#open].flatMap(([path, { listed }]) => (listed ? [this.#read(path)] : [])));
      this.#workspace = workspace;
      this.#state = 'read';
      if (this.touched([...this.#late]) === 'rescan') return await this.scan(cancelled, progress);
      return { outcome: 'done', changed: [...new Set([...before, ...workspace.snapshot.files.keys()])] };
    } finally {
      if (!isSuperseded()) {
        if (this.isReading) this.#state = 'unread';
        this.#settle();
      }
    }
  }

  /** The folder is no longer of interest: a scan that is running stops. */
  dispose(): void {
    this.#scans++;
    this.#state = 'closed';
    this.#settle();
  }

  #settle(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Reads every file ahead of the update that judges them. */
  async #stage(
    workspace: Workspace,
    contentFiles: ContentFiles,
    rendered: Set<string>,
    stopped: () => boolean,
    progress: (at: ScanProgress) => Promise<void>,
  ): Promise<void> {
    const { host } = this.#context;
    let until = host.now() + slice;
    const breathe = async (read: number, total: number | undefined) => {
      if (host.now() < until) return;
      await progress({ read, total });
      await host.pause();
      until = host.now() + slice;
    };
    const paths: string[] = [];
    for (const path of this.uri === '' ? [] : host.list(this.uri, this.#scanOptions(), this.#unlisted)) {
      paths.push(path);
      if (isRenderedFile(path)) rendered.add(path);
      await breathe(paths.length, undefined);
      if (stopped()) return;
    }
    for (const [index, path] of paths.entries()) {
      const change = this.#read(path, contentFiles);
      if (change.text !== undefined) workspace.stage([change]);
      await breathe(index + 1, paths.length);
      if (stopped()) return;
    }
  }

  /** Files that may differ when something happened to some files and folders. */
  #filesAt(paths: readonly string[]): readonly string[] {
    const known = this.#workspace.snapshot.files;
    const options = this.#scanOptions();
    const files = new Set<string>();
    const gone = new Set<string>();
    for (const path of paths) {
      if (known.has(path)) {
        files.add(path);
        continue;
      }
      const found = this.#context.host.at(this.uri, path, options);
      if (found === undefined) gone.add(path);
      for (const file of found ?? []) {
        if (isRenderedFile(file)) this.#rendered.add(file);
        if (files.add(file).size > atOnce) break;
      }
    }
    if (gone.size > 0)
      for (const file of known.keys())
        if (isBelow(file, gone)) {
          this.#rendered.delete(file);
          files.add(file);
        }
    return [...files];
  }

  #create(): Workspace {
    const { lint, maxFileSize } = this.#settings;
    const { rules, host } = this.#context;
    return new Workspace({ rules, settings: lint, maxFileSize, gunzip: host.gunzip });
  }

  readonly #unlisted = (path: string, reason: string): void => this.#context.log(`${path}: ${reason}`);

  /** Whether a folder began or ceased to be rendered, by a file on disk that something happened to. */
  #turns(path: string): boolean {
    if (!isRenderedFile(path)) return false;
    const [file] = this.#context.host.at(this.uri, path, this.#scanOptions()) ?? [];
    return (file === path) !== this.#rendered.has(path);
  }

  /** Judges a file that changed, unless the folder is not known as a whole; then it waits for the end of its scan. */
  #take(path: string): Update | undefined {
    if (this.#state === 'read') return this.#workspace.update([this.#read(path)]);
    if (this.isReading) this.#late.add(path);
    return undefined;
  }

  /** A file as it is now: the open document, else the disk. */
  #read(path: string, contentFiles = this.#contentFiles): FileChange {
    const open = this.#open.get(path);
    if (this.uri !== '' && !isManifestName(baseName(path)))
      return contentFiles.read(path, (limit) => {
        if (open === undefined) return this.#context.host.readContent(this.uri, path, limit);
        const { text } = open;
        return text.length > limit ? undefined : { text, size: text.length };
      });
    if (open !== undefined) return { path, text: open.text };
    const found = this.uri === '' ? undefined : this.#context.host.read(this.uri, path, this.#settings.maxFileSize);
    if (found === undefined) return { path, text: undefined };
    if ('text' in found) return { path, text: found.text };
    const hint = found.tooLarge === true ? ' Set portolan.maxFileSize to include it.' : '';
    return { path, text: '', unreadable: `${found.unreadable}${hint}` };
  }

  /** Other files may count now: decides anew which open documents do. */
  #relist(): void {
    const options = this.#scanOptions();
    for (const [path, open] of this.#open) this.#open.set(path, { ...open, listed: this.#lists(path, options) });
  }

  #lists(path: string, options: ScanOptions): boolean {
    // Templates that lie in no folder are content of no chart.
    if (this.uri === '') return !/\.(tpl|gotmpl)$/i.test(path);
    return this.#context.host.lists(this.uri, path, options);
  }

  /** Settings of the editor with what the configuration file leaves out. */
  #scanOptions(): ScanOptions {
    const { scan } = this.#settings;
    const { text } = this.#read(configurationFile);
    const ignored = text === undefined ? [] : readConfiguration(parseText(text).root).ignore;
    return ignored.length === 0 ? scan : { ...scan, exclude: [...scan.exclude, ...ignored] };
  }
}

/** Whether a file makes its folder one that is rendered. */
function isRenderedFile(path: string): boolean {
  return renderedNames.includes(baseName(path));
}

/** Whether a file lies in one of some folders, at any depth. */
function isBelow(file: string, folders: ReadonlySet<string>): boolean {
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1))
    if (folders.has(file.slice(0, end))) return true;
  return false;
}
