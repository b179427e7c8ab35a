import { configurationFile, readConfiguration } from '../core/language/configuration.ts';
import { type FileChange, type Update, Workspace } from '../core/language/workspace.ts';
import { parseText } from '../core/manifest/parse.ts';
import { allRules } from '../core/rules/all.ts';
import type { Host } from './host.ts';
import type { FileText, ScanOptions } from './node/scan.ts';
import { defaultEditorSettings, type EditorSettings } from './settings.ts';

/** How far a scan is; `total` is unknown until all files are listed. */
export interface ScanProgress {
  readonly read: number;
  readonly total: number | undefined;
}

/** How the scan of a folder ended. */
export type ScanOutcome = 'done' | 'cancelled' | 'superseded';

/** How long the server works without looking at its messages, in milliseconds. */
const slice = 12;

/**
 * One workspace folder: reads and watches its files into a {@link Workspace} whose paths are relative to the folder. Text
 * of open documents wins over what the disk says.
 */
export class Folder {
  /** URI without a slash at its end; `''` for documents that lie in no folder, whose paths are their URIs. */
  readonly uri: string;
  readonly #host: Host;
  readonly #log: (message: string) => void;
  /** Open documents: the URI that the client uses for a path, and the text. */
  readonly #open = new Map<string, { uri: string; text: string }>();
  #settings: EditorSettings = defaultEditorSettings;
  #workspace: Workspace;
  /** Counts scans, so that an older one notices that a newer one has begun. */
  #scans = 0;
  #scanning = false;

  constructor(uri: string, host: Host, log: (message: string) => void) {
    this.uri = uri;
    this.#host = host;
    this.#log = log;
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

  /** The workspace's name for a URI; `undefined` when it does not lie in this folder. */
  pathOf(uri: string): string | undefined {
    if (this.uri === '') return uri;
    if (!uri.startsWith(`${this.uri}/`)) return undefined;
    try {
      return decodeURIComponent(uri.slice(this.uri.length + 1));
    } catch {
      return undefined;
    }
  }

  /** The URI of a path, as the client spells it when the document is open. */
  uriOf(path: string): string {
    const open = this.#open.get(path);
    if (open !== undefined) return open.uri;
    return this.uri === '' ? path : `${this.uri}/${path.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** Takes the text of an open document. While the folder is being read, findings wait for the whole. */
  edit(path: string, uri: string, text: string): Update | undefined {
    this.#open.set(path, { uri, text });
    return this.#lists(path) ? this.#take([{ path, text }]) : undefined;
  }

  /** A document was closed: the disk is what counts again. */
  close(path: string): Update | undefined {
    this.#open.delete(path);
    return this.#take([this.#read(path)]);
  }

  /** Files changed on disk; `gone` also names folders. Returns whether the folder has to be scanned again. */
  touched(paths: readonly string[], gone: readonly string[]): Update | 'rescan' | undefined {
    const all = [...paths, ...gone];
    if (all.some((path) => path === configurationFile || path.endsWith('.gitignore'))) return 'rescan';
    const known = this.#workspace.snapshot.files;
    const changes = paths.filter((path) => !this.#open.has(path) && this.#lists(path)).map((path) => this.#read(path));
    for (const path of gone) {
      if (known.has(path) && !this.#open.has(path)) changes.push({ path, text: undefined });
      else
        for (const file of known.keys())
          if (file.startsWith(`${path}/`) && !this.#open.has(file)) changes.push({ path: file, text: undefined });
    }
    return changes.length === 0 ? undefined : this.#take(changes);
  }

  /** Takes other settings; returns whether the folder has to be scanned again. */
  configure(settings: EditorSettings): Update | 'rescan' {
    const before = this.#settings;
    this.#settings = settings;
    const sameScan =
      JSON.stringify(settings.scan) === JSON.stringify(before.scan) && settings.maxFileSize === before.maxFileSize;
    return sameScan ? this.#workspace.configure(settings.lint) : 'rescan';
  }

  /**
   * Reads the whole folder in slices between which messages are handled, then judges it. A cancelled scan leaves the
   * folder empty: findings about half a workspace would be wrong.
   */
  async scan(cancelled: () => boolean, progress: (at: ScanProgress) => Promise<void>): Promise<ScanOutcome> {
    const scan = ++this.#scans;
    this.#scanning = true;
    const workspace = this.#create();
    const previous = this.#workspace;
    const stopped = () => scan !== this.#scans || cancelled();
    const paths: string[] = [];
    let until = this.#host.now() + slice;
    const breathe = async (read: number, total: number | undefined) => {
      if (this.#host.now() < until) return;
      await progress({ read, total });
      await this.#host.pause();
      until = this.#host.now() + slice;
    };
    if (this.uri !== '')
      for (const path of this.#host.list(this.uri, this.#scanOptions(), this.#unlisted)) {
        paths.push(path);
        await breathe(paths.length, undefined);
        if (stopped()) break;
      }
    for (const path of this.#open.keys()) if (this.uri === '') paths.push(path);
    for (let read = 0; read < paths.length && !stopped(); read++) {
      workspace.stage([this.#read(paths[read] ?? '')]);
      await breathe(read, paths.length);
    }
    if (scan !== this.#scans) return 'superseded';
    this.#scanning = false;
    this.#workspace = cancelled() ? this.#create() : workspace;
    // What was opened or edited meanwhile is newer than what the scan has read.
    if (!cancelled())
      workspace.update([...this.#open].flatMap(([path, { text }]) => (this.#lists(path) ? [{ path, text }] : [])));
    this.#forgotten = [...previous.snapshot.files.keys()].filter((path) => !this.#workspace.snapshot.files.has(path));
    return cancelled() ? 'cancelled' : 'done';
  }

  /** Files that the last scan no longer found; what was published about them has to be taken back. */
  get forgotten(): readonly string[] {
    return this.#forgotten;
  }
  #forgotten: readonly string[] = [];

  #create(): Workspace {
    const { lint, maxFileSize } = this.#settings;
    return new Workspace({ rules: allRules, settings: lint, maxFileSize });
  }

  readonly #unlisted = (path: string, reason: string): void => this.#log(`${path}: ${reason}`);

  #take(changes: readonly FileChange[]): Update | undefined {
    return this.#scanning ? undefined : this.#workspace.update(changes);
  }

  /** A file as it is now: the open document, else the disk. */
  #read(path: string): FileChange {
    const open = this.#open.get(path);
    if (open !== undefined) return { path, text: open.text };
    const found: FileText | undefined = this.uri === '' ? undefined : this.#host.read(this.uri, path);
    if (found === undefined) return { path, text: undefined };
    return 'text' in found ? { path, text: found.text } : { path, text: '', unreadable: found.unreadable };
  }

  #lists(path: string): boolean {
    return this.uri === '' || this.#host.lists(this.uri, path, this.#scanOptions());
  }

  /** Settings of the editor with what the configuration file leaves out. */
  #scanOptions(): ScanOptions {
    const { scan } = this.#settings;
    const { text } = this.#read(configurationFile);
    const ignored = text === undefined ? [] : readConfiguration(parseText(text).root).ignore;
    return ignored.length === 0 ? scan : { ...scan, exclude: [...scan.exclude, ...ignored] };
  }
}
