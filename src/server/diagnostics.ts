import {
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { type Abilities, toDiagnostics } from './convert.ts';
import type { Folder } from './folder.ts';
import type { Guard } from './guard.ts';

/** Brings findings to the client: pushed as they change, or kept until it asks. */
export class Diagnostics {
  readonly #connection: Connection;
  readonly #guard: Guard;
  readonly #pull: boolean;
  readonly #refresh: boolean;
  readonly #abilities: Abilities;
  /** URIs about which something was published that is not empty. */
  readonly #published = new Set<string>();
  /** How often the findings of a URI changed: the result id of a pulled report. */
  readonly #versions = new Map<string, number>();

  constructor(
    connection: Connection,
    guard: Guard,
    abilities: Abilities,
    way: { readonly pull: boolean; readonly refresh: boolean },
  ) {
    this.#connection = connection;
    this.#guard = guard;
    this.#abilities = abilities;
    this.#pull = way.pull;
    this.#refresh = way.refresh;
  }

  /** The findings of some files of a folder changed. */
  changed(folder: Folder, paths: Iterable<string>): void {
    for (const path of paths) {
      const uri = folder.uriOf(path);
      this.#versions.set(uri, (this.#versions.get(uri) ?? 0) + 1);
      if (!this.#pull) this.#publish(uri, this.#of(folder, path));
    }
    if (this.#pull && this.#refresh) this.#connection.languages.diagnostics.refresh();
  }

  /** A folder is gone: takes back what was said about it. */
  forget(folder: Folder): void {
    for (const path of folder.workspace.snapshot.files.keys()) if (!this.#pull) this.#publish(folder.uriOf(path), []);
  }

  /** Everything about one file, with the id of this state. */
  report(folder: Folder, path: string): { resultId: string; items: Diagnostic[] } {
    return { resultId: this.#resultId(folder.uriOf(path)), items: this.#of(folder, path) };
  }

  /** Everything about the files of a folder, less what the client has already. */
  reports(folder: Folder, known: ReadonlyMap<string, string>): WorkspaceDocumentDiagnosticReport[] {
    const files = [...folder.workspace.snapshot.files.keys()];
    return files.flatMap((path): WorkspaceDocumentDiagnosticReport[] => {
      const uri = folder.uriOf(path);
      const resultId = this.#resultId(uri);
      if (known.get(uri) === resultId)
        return [{ kind: DocumentDiagnosticReportKind.Unchanged, uri, version: null, resultId }];
      const items = this.#of(folder, path);
      if (items.length === 0 && !known.has(uri)) return [];
      return [{ kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId, items }];
    });
  }

  #of(folder: Folder, path: string): Diagnostic[] {
    return this.#guard.run('Diagnostics', [], () => toDiagnostics(folder, path, this.#abilities));
  }

  #resultId(uri: string): string {
    return String(this.#versions.get(uri) ?? 0);
  }

  #publish(uri: string, diagnostics: Diagnostic[]): void {
    if (diagnostics.length === 0 && !this.#published.delete(uri)) return;
    if (diagnostics.length > 0) this.#published.add(uri);
    void this.#connection.sendDiagnostics({ uri, diagnostics });
  }
}
