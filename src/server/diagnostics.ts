import {
  type Connection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { type Abilities, toDiagnostics } from './convert.ts';
import type { Folder } from './folder.ts';
import type { Folders, Located } from './folders.ts';
import type { Guard } from './guard.ts';

/** Brings findings to the client: pushed as they change, or kept until it asks. */
export class Diagnostics {
  readonly #connection: Connection;
  readonly #guard: Guard;
  readonly #folders: Folders;
  readonly #pull: boolean;
  readonly #refresh: boolean;
  readonly #abilities: Abilities;
  /** URIs about which something was published that is not empty. */
  readonly #published = new Set<string>();
  /** When the findings of a file last changed, by counting changes: the result id of a pulled report. */
  readonly #versions = new WeakMap<Folder, Map<string, number>>();
  #changes = 0;

  constructor(
    connection: Connection,
    guard: Guard,
    folders: Folders,
    abilities: Abilities,
    way: { readonly pull: boolean; readonly refresh: boolean },
  ) {
    this.#connection = connection;
    this.#guard = guard;
    this.#folders = folders;
    this.#abilities = abilities;
    this.#pull = way.pull;
    this.#refresh = way.refresh;
  }

  /** The findings of some files of a folder changed; because of an edit of `edited` if that is given. */
  changed(folder: Folder, paths: readonly string[], edited?: string): void {
    const versions = this.#versions.get(folder) ?? new Map<string, number>();
    this.#versions.set(folder, versions);
    this.#changes++;
    for (const path of paths) versions.set(path, this.#changes);
    if (!this.#pull) for (const path of this.#folders.owned(folder, paths)) this.#push(folder, path);
    // Clients ask about the file that they edit without being told.
    else if (paths.some((path) => path !== edited)) this.#askToPull();
  }

  /** A folder is gone: takes back what was said about it. */
  forget(folder: Folder): void {
    const files = this.#folders.owned(folder, folder.workspace.snapshot.files.keys());
    if (this.#pull) this.#askToPull();
    else for (const path of files) this.#publish(folder.uriOf(path), []);
  }

  /** Everything about one file, or that it is what the client has. */
  report({ folder, path }: Located, known: string | undefined): DocumentDiagnosticReport {
    const resultId = this.#resultId(folder, path);
    if (known === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: this.#of(folder, path) };
  }

  /** Everything about the files of all folders, less what the client has already. `known` are result ids by URI. */
  reports(known: ReadonlyMap<string, string>): WorkspaceDocumentDiagnosticReport[] {
    const reports: WorkspaceDocumentDiagnosticReport[] = [];
    const asked = new Set<string>();
    for (const [uri, value] of known) {
      const located = this.#folders.locate(uri);
      asked.add(located.folder.uriOf(located.path));
      reports.push({ ...this.report(located, value), uri, version: null });
    }
    for (const folder of this.#folders.all)
      for (const path of this.#folders.owned(folder, folder.workspace.snapshot.files.keys())) {
        const uri = folder.uriOf(path);
        if (asked.has(uri)) continue;
        const items = this.#of(folder, path);
        if (items.length === 0) continue;
        const resultId = this.#resultId(folder, path);
        reports.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId, items });
      }
    return reports;
  }

  #of(folder: Folder, path: string): Diagnostic[] {
    return this.#guard.run('Diagnostics', [], () => toDiagnostics(folder, path, this.#abilities));
  }

  /** Files that nothing was ever found out about have the id 0. */
  #resultId(folder: Folder, path: string): string {
    return String(this.#versions.get(folder)?.get(path) ?? 0);
  }

  #push(folder: Folder, path: string): void {
    this.#publish(folder.uriOf(path), this.#of(folder, path));
  }

  #publish(uri: string, diagnostics: Diagnostic[]): void {
    if (diagnostics.length === 0 && !this.#published.delete(uri)) return;
    if (diagnostics.length > 0) this.#published.add(uri);
    this.#guard.background('Diagnostics', this.#connection.sendDiagnostics({ uri, diagnostics }));
  }

  #askToPull(): void {
    if (this.#refresh)
      this.#guard.background('Diagnostics', this.#connection.sendRequest(DiagnosticRefreshRequest.type));
  }
}
