import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  FileChangeType,
  type InitializeParams,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import manifest from '../../package.json' with { type: 'json' };
import type { Update } from '../core/language/workspace.ts';
import { changedNotification } from '../protocol/requests.ts';
import { type Agreement, agree, offer } from './capabilities.ts';
import { toCodeActions, toHover, toLinks } from './convert.ts';
import { Diagnostics } from './diagnostics.ts';
import { Folder } from './folder.ts';
import { Folders } from './folders.ts';
import { Guard } from './guard.ts';
import type { Host } from './host.ts';
import { answerOwnRequests } from './own-requests.ts';
import { scanWithProgress } from './scanning.ts';
import { readEditorSettings } from './settings.ts';

/** Serves one client until it leaves. */
export function startServer(connection: Connection, host: Host): void {
  const documents = new TextDocuments(TextDocument);
  const log = (message: string) => connection.console.log(message);
  const guard = new Guard((message) => connection.console.error(message));
  const folders = new Folders((uri) => new Folder(uri, host, log));
  let agreement: Agreement;
  let diagnostics: Diagnostics;

  /** Brings the outcome of a change to the client. */
  const publish = (folder: Folder, update: Update | undefined) => {
    if (update === undefined) return;
    diagnostics.changed(folder, update.changed);
    for (const { code, message } of update.snapshot.failures) guard.once(`Rule ${code}`, message);
    void connection.sendNotification(changedNotification);
  };

  const scan = async (folder: Folder) => {
    const outcome = await scanWithProgress(folder, connection, host);
    if (outcome === 'superseded') return;
    const { snapshot } = folder.workspace;
    diagnostics.changed(folder, folder.forgotten);
    publish(folder, { snapshot, changed: [...snapshot.files.keys()] });
    if (outcome === 'cancelled')
      connection.window.showWarningMessage(
        'Portolan stopped reading manifests, so nothing is checked. Run "Portolan: Restart Server" to read them all.',
      );
    else
      log(
        `${folder.uri}: ${snapshot.files.size} files, ${snapshot.stacks.length} stacks, ${snapshot.resourceCount} resources.`,
      );
  };

  /** Asks for the settings of a folder and takes them; scans when `fresh` or when other files count now. */
  const configure = async (folder: Folder, fresh: boolean) => {
    if (agreement.client.workspace?.configuration === true) {
      const scope = folder.uri === '' ? {} : { scopeUri: folder.uri };
      const [section, exclude] = await connection.workspace.getConfiguration([
        { ...scope, section: 'portolan' },
        { ...scope, section: 'files.exclude' },
      ]);
      const update = folder.configure(readEditorSettings(section, exclude, log));
      if (!fresh && update !== 'rescan') publish(folder, { ...update, changed: [...update.snapshot.files.keys()] });
      if (!fresh && update !== 'rescan') return;
    }
    await scan(folder);
  };

  const inBackground = (feature: string, work: Promise<void>) =>
    void work.catch((error: unknown) =>
      guard.once(feature, error instanceof Error ? String(error.stack) : String(error)),
    );

  connection.onInitialize((params: InitializeParams) => {
    agreement = agree(params);
    diagnostics = new Diagnostics(connection, guard, agreement.abilities, {
      pull: agreement.pull,
      refresh: agreement.client.workspace?.diagnostics?.refreshSupport === true,
    });
    const roots = params.workspaceFolders ?? (params.rootUri == null ? [] : [{ uri: params.rootUri }]);
    for (const { uri } of roots) folders.add(uri);
    return offer(agreement, manifest.version);
  });

  connection.onInitialized(() => {
    const { workspace } = agreement.client;
    if (workspace?.didChangeConfiguration?.dynamicRegistration === true)
      void connection.client.register(DidChangeConfigurationNotification.type, {
        section: ['portolan', 'files.exclude'],
      });
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true)
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: ['**/*.{yaml,yml,json}', '**/Kustomization', '**/.gitignore'].map((globPattern) => ({ globPattern })),
      });
    if (workspace?.workspaceFolders === true)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) {
          const folder = folders.remove(uri);
          if (folder !== undefined) diagnostics.forget(folder);
        }
        for (const { uri } of added) inBackground('Reading the folder', configure(folders.add(uri), true));
      });
    for (const folder of folders.everything) inBackground('Reading the folder', configure(folder, true));
  });

  connection.onDidChangeConfiguration(() => {
    for (const folder of folders.everything) inBackground('Taking the settings', configure(folder, false));
  });

  documents.onDidChangeContent(({ document }) => {
    const { folder, path } = folders.locate(document.uri);
    guard.run('Analysis', undefined, () => publish(folder, folder.edit(path, document.uri, document.getText())));
  });
  documents.onDidClose(({ document }) => {
    const { folder, path } = folders.locate(document.uri);
    guard.run('Analysis', undefined, () => publish(folder, folder.close(path)));
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const touched = new Map<Folder, { paths: string[]; gone: string[] }>();
    for (const { uri, type } of changes) {
      const { folder, path } = folders.locate(uri);
      const entry = touched.get(folder) ?? { paths: [], gone: [] };
      touched.set(folder, entry);
      (type === FileChangeType.Deleted ? entry.gone : entry.paths).push(path);
    }
    for (const [folder, { paths, gone }] of touched) {
      const update = guard.run('Analysis', undefined, () => folder.touched(paths, gone));
      if (update === 'rescan') inBackground('Reading the folder', scan(folder));
      else publish(folder, update);
    }
  });

  connection.onHover(({ textDocument, position }) => {
    const { folder, path } = folders.locate(textDocument.uri);
    return guard.run('Hover', null, () => toHover(folder, path, position, agreement.abilities));
  });
  connection.onCodeAction(({ textDocument, range }) => {
    const { folder, path } = folders.locate(textDocument.uri);
    return guard.run('Quick fixes', [], () => toCodeActions(folder, path, range, agreement.abilities));
  });
  connection.onDocumentLinks(({ textDocument }) => {
    const { folder, path } = folders.locate(textDocument.uri);
    return guard.run('Links', [], () => toLinks(folder, path));
  });
  connection.languages.diagnostics.on(({ textDocument }) => {
    const { folder, path } = folders.locate(textDocument.uri);
    return { kind: DocumentDiagnosticReportKind.Full, ...diagnostics.report(folder, path) };
  });
  connection.languages.diagnostics.onWorkspace(({ previousResultIds }) => {
    const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    return { items: folders.all.flatMap((folder) => diagnostics.reports(folder, known)) };
  });
  answerOwnRequests(connection, folders, guard);

  documents.listen(connection);
  connection.listen();
}
