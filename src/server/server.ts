import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import manifest from '../../package.json' with { type: 'json' };
import type { Update } from '../core/language/workspace.ts';
import type { Rule } from '../core/rules/rule.ts';
import { changedNotification } from '../protocol/requests.ts';
import { type Agreement, agree, offer } from './capabilities.ts';
import { toCodeActions, toHover, toLinks } from './convert.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Folder } from './folder.ts';
import { Folders } from './folders.ts';
import { Guard } from './guard.ts';
import type { Host } from './host.ts';
import { answerOwnRequests } from './own-requests.ts';
import { count, scanWithProgress } from './scanning.ts';

/** What the client tells of when it changes: manifests, what decides which are read, and usual names of content files. */
const watched = [
  '**/*.{yaml,yml,json}',
  '**/{Kustomization,.gitignore,.helmignore,.env}',
  '**/*.{tpl,gotmpl,tgz,txt,properties,env,conf,cfg,ini,toml,xml,sh,py,lua,sql,pem,crt,key}',
  '**/{templates,charts,files}/**',
];

/** Serves one client until it leaves. */
export function startServer(connection: Connection, host: Host, rules: readonly Rule[]): void {
  const documents = new TextDocuments(TextDocument);
  const log = (message: string) => connection.console.log(message);
  const guard = new Guard((message) => connection.console.error(message));
  const folders = new Folders({ host, rules, log });
  let agreement: Agreement;
  let diagnostics: Diagnostics;

  /** Brings the outcome of a change to the client; `edited` is the file that the client itself changed. */
  const publish = (folder: Folder, update: Update | undefined, edited?: string) => {
    if (update === undefined) return;
    diagnostics.changed(folder, update.changed, edited);
    for (const { code, message } of update.snapshot.failures) guard.failed(`Rule ${code}`, message);
    tellChange();
  };

  /** Maps and status are to be asked for again. Other clients do not know the message. */
  const tellChange = () => {
    if (agreement.own) guard.background('Telling of changes', connection.sendNotification(changedNotification));
  };

  /** Shows a message that wants no answer; the library's own way to do so asks for one. */
  const show = (type: MessageType, message: string) =>
    guard.background('Showing a message', connection.sendNotification(ShowMessageNotification.type, { type, message }));

  const scan = async (folder: Folder) => {
    const { outcome, changed } = await scanWithProgress(folder, connection, host);
    if (outcome === 'superseded') return;
    const { snapshot } = folder.workspace;
    publish(folder, { snapshot, changed });
    if (outcome === 'cancelled')
      show(
        MessageType.Warning,
        'Portolan stopped reading manifests, so nothing is checked. Run "Portolan: Restart Server" to read them all.',
      );
    else if (folder.uri !== '')
      log(
        `${folder.uri}: ${counted(snapshot.manifestCount, 'file')}, ${counted(snapshot.stacks.length, 'stack')}, ${counted(snapshot.resourceCount, 'resource')}.`,
      );
  };

  /** Asks for the settings of a folder and takes them; scans when `fresh` or when other files count now. */
  const configure = async (folder: Folder, fresh: boolean) => {
    if (agreement.client.workspace?.configuration === true) {
      const scope = folder.uri === '' ? {} : { scopeUri: folder.uri };
      const items = ['portolan', 'files.exclude'].map((section) => ({ ...scope, section }));
      // Without an answer the defaults hold; that is better than checking nothing.
      const [section, exclude] = await connection.workspace.getConfiguration(items).catch((error: unknown) => {
        guard.failed('Asking for the settings', error);
        return [];
      });
      const update = folder.configure(section, exclude);
      if (!fresh && update !== 'rescan') return publish(folder, update);
    }
    await scan(folder);
  };

  /** Lets a folder be read; what goes wrong is ours, and the user has to know that nothing is checked. */
  const inBackground = (folder: Folder, work: Promise<void>) =>
    void work.catch((error: unknown) => {
      guard.failed('Reading a folder', error);
      show(MessageType.Error, `Portolan could not read ${folder.uri}, so nothing in it is checked. The log says why.`);
    });
  const read = (folder: Folder) => inBackground(folder, configure(folder, true));

  connection.onInitialize((params: InitializeParams) => {
    agreement = agree(params);
    diagnostics = new Diagnostics(connection, guard, folders, agreement.abilities, {
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
      guard.background(
        'Following the settings',
        connection.client.register(DidChangeConfigurationNotification.type, { section: ['portolan', 'files.exclude'] }),
      );
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true)
      guard.background(
        'Watching files',
        connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [
            ...watched.map((globPattern) => ({ globPattern })),
            // Editors tell of a folder that comes or goes, not of the files in it.
            { globPattern: '**', kind: WatchKind.Create | WatchKind.Delete },
          ],
        }),
      );
    if (workspace?.workspaceFolders === true)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) removeFolder(uri);
        for (const { uri } of added) addFolder(uri);
      });
    for (const folder of folders.everything) read(folder);
  });

  const addFolder = (uri: string) => {
    const before = new Map(documents.all().map((document) => [document, folders.locate(document.uri)]));
    const folder = folders.add(uri);
    if (folder === undefined) return;
    for (const [document, { folder: owner, path }] of before) {
      const inside = folder.pathOf(document.uri);
      if (inside === undefined) continue;
      folder.edit(inside, document.uri, document.getText());
      if (owner.uri === '') publish(owner, owner.close(path));
    }
    read(folder);
  };

  const removeFolder = (uri: string) => {
    const folder = folders.remove(uri);
    if (folder === undefined) return;
    diagnostics.forget(folder);
    for (const outer of folders.all) {
      const files = [...outer.workspace.snapshot.files.keys()];
      diagnostics.changed(
        outer,
        files.filter((path) => folder.pathOf(outer.uriOf(path)) !== undefined),
      );
    }
    for (const document of documents.all())
      if (folder.pathOf(document.uri) !== undefined && folders.locate(document.uri).folder.uri === '') edit(document);
    tellChange();
  };

  const edit = (document: TextDocument) => {
    for (const { folder, path } of folders.holding(document.uri))
      guard.run('Analysis', undefined, () =>
        publish(folder, folder.edit(path, document.uri, document.getText()), path),
      );
  };

  connection.onDidChangeConfiguration(() => {
    for (const folder of folders.everything) inBackground(folder, configure(folder, false));
  });

  documents.onDidChangeContent(({ document }) => edit(document));
  documents.onDidClose(({ document }) => {
    for (const { folder, path } of folders.holding(document.uri))
      guard.run('Analysis', undefined, () => publish(folder, folder.close(path)));
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const folder of folders.all) {
      const paths = changes.flatMap(({ uri }) => folder.pathOf(uri) ?? []);
      const update = guard.run('Analysis', undefined, () => folder.touched(paths));
      if (update === 'rescan') inBackground(folder, scan(folder));
      else guard.run('Analysis', undefined, () => publish(folder, update));
    }
  });

  /** Answers a request, unless the client has lost interest in it. */
  const answer =
    <P, R>(feature: string, fallback: R, work: (params: P) => R) =>
    (params: P, token: CancellationToken): R => {
      refuseIfCancelled(token);
      return guard.run(feature, fallback, () => work(params));
    };

  connection.onHover(
    answer('Hover', null, ({ textDocument, position }) => {
      const { folder, path } = folders.locate(textDocument.uri);
      return toHover(folder, path, position, agreement.abilities);
    }),
  );
  connection.onCodeAction(
    answer('Quick fixes', [], ({ textDocument, range, context }) => {
      const { folder, path } = folders.locate(textDocument.uri);
      return toCodeActions(folder, path, range, context.only, agreement.abilities);
    }),
  );
  connection.onDocumentLinks(
    answer('Links', [], ({ textDocument }) => {
      const { folder, path } = folders.locate(textDocument.uri);
      return toLinks(folder, path);
    }),
  );
  // Reports wait until the folder is read: until then nothing is known, which would look as if all were well.
  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    await whenRead(folders.locate(textDocument.uri).folder, token);
    refuseIfCancelled(token);
    return diagnostics.report(folders.locate(textDocument.uri), previousResultId);
  });
  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token) => {
    for (const folder of folders.all) await whenRead(folder, token);
    refuseIfCancelled(token);
    return { items: diagnostics.reports(new Map(previousResultIds.map(({ uri, value }) => [uri, value]))) };
  });
  answerOwnRequests(connection, folders, guard);

  documents.listen(connection);
  connection.listen();
}

/** Resolves when a folder is read or the client has lost interest. */
async function whenRead(folder: Folder, token: CancellationToken): Promise<void> {
  // A request that was cancelled before its turn has a token that never fires.
  if (token.isCancellationRequested) return;
  await Promise.race([
    folder.whenRead(),
    new Promise<void>((resolve) => token.onCancellationRequested(() => resolve())),
  ]);
}

function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function refuseIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested)
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The client cancelled the request.');
}
