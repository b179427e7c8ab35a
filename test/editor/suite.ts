/**
 * What the packaged extension does inside the extension host of a real editor, on the workspace of
 * `src/tools/editor-suite.ts`. Run by code-server and by a desktop VS Code alike: `run` is the contract of
 * `extensionTestsPath`.
 */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  type CodeAction,
  ConfigurationTarget,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentLink,
  type Event,
  env,
  extensions,
  type Hover,
  languages,
  type MarkdownString,
  type Position,
  Range,
  Selection,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';

const checks: readonly (readonly [name: string, run: () => Promise<void>])[] = [
  ['the extension is there and becomes active', becomesActive],
  ['a closed file has its findings', closedFile],
  ['an open file has its findings, with the other side', openFile],
  ['infos and hints show in the text only', quietHints],
  ['a hover follows a port down to the container', hovers],
  ['typing brings a finding and takes it back', typing],
  ['a fix removes its finding and adds none', fixes],
  ['a finding can be silenced where it stands', silencing],
  ['links lead to the objects that are named', links],
  ['a finding leads to a trace that follows what is typed', traces],
  ['who reaches what the cursor is in opens as a document', reach],
  ['the commands are there', palette],
  ['a setting of a folder counts at once, there only', settings],
  ['folders that are renamed and deleted on disk take their findings along', disk],
  ['folders of one workspace have their own findings and can come and go', folders],
  ['the code of a finding leads to its page, which needs no network', rulePage],
  ['a server that was killed is started again by the button of its message', crash],
];

/** Runs every check; rejects with all that failed. */
export async function run(): Promise<void> {
  const failures: string[] = [];
  for (const [name, check] of checks) {
    try {
      await check();
      console.log(`✔ ${name}`);
    } catch (error) {
      failures.push(`✖ ${name}: ${error instanceof Error ? error.message : String(error)}`);
      console.log(failures.at(-1));
    }
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

async function becomesActive(): Promise<void> {
  const extension = extensions.getExtension('portolan.portolan');
  assert.ok(extension, 'the VSIX is not installed');
  await extension.activate();
  console.log(`  activation took ${await activationTime()} ms`);
  console.log(`  the folder is ${workspace.isTrusted ? 'trusted' : 'restricted'}`);
}

/** Milliseconds to load and call what activates, as the editor's own report of its start has them. */
async function activationTime(): Promise<number> {
  await commands.executeCommand('perfview.show');
  const row = () => {
    const report = workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
    return /^\| portolan\.portolan +\| \w+ +\| (\d+) +\| (\d+) +\|/m.exec(report?.getText() ?? '');
  };
  await until(() => row() !== null);
  const [, load, call] = row() ?? [];
  await commands.executeCommand('workbench.action.closeActiveEditor');
  return Number(load) + Number(call);
}

async function closedFile(): Promise<void> {
  const diagnostic = await finding(fileUri('catalog.yaml'), 'KN203');
  assert.equal(diagnostic.severity, DiagnosticSeverity.Error);
  assert.equal(diagnostic.range.start.line, 30);
}

async function openFile(): Promise<void> {
  const document = await open('cart.yaml');
  const diagnostic = await finding(document.uri, 'KN210');
  assert.equal(document.getText(diagnostic.range), 'gprc');
  assert.match(diagnostic.message, /"cart".*7070.*"gprc"/);
  const [related] = diagnostic.relatedInformation ?? [];
  assert.ok(related !== undefined && document.getText(related.location.range).includes('grpc'));
}

async function quietHints(): Promise<void> {
  const hint = await finding(fileUri('frontend.yaml'), 'KN133');
  assert.equal(hint.severity, DiagnosticSeverity.Hint);
}

async function hovers(): Promise<void> {
  const document = await open('frontend.yaml');
  const place = positionOf(document, 'targetPort: http', 'targetPort: '.length);
  const found = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, place);
  const text = found
    .flatMap(({ contents }) => contents)
    .map((content) => (content as MarkdownString).value)
    .join('\n');
  assert.match(text.replaceAll('\\', ''), /8080/);
  assert.match(text, /web/);
}

async function typing(): Promise<void> {
  const document = await open('queue.yaml');
  const name = positionOf(document, 'targetPort: amqp', 'targetPort: '.length);
  await replace(document, new Range(name, name.translate(0, 4)), 'amqq');
  await until(() => errorsOf(document.uri).some(({ range }) => range.start.line === name.line));
  await replace(document, new Range(name, name.translate(0, 4)), 'amqp');
  await until(() => errorsOf(document.uri).every(({ range }) => range.start.line !== name.line));
}

async function replace(document: TextDocument, range: Range, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, range, text);
  await workspace.applyEdit(edit);
}

async function fixes(): Promise<void> {
  const document = await open('cart.yaml');
  const diagnostic = await finding(document.uri, 'KN210');
  const before = languages.getDiagnostics(document.uri).length;
  const action = (await actionsAt(document, diagnostic)).find(({ isPreferred, edit }) => isPreferred && edit);
  assert.ok(action?.edit, 'there is no preferred fix');
  await workspace.applyEdit(action.edit);
  await until(() => codesOf(document.uri).every((code) => code !== 'KN210'));
  assert.ok(languages.getDiagnostics(document.uri).length < before);
  assert.match(document.getText(), /targetPort: grpc # fault/);
}

async function silencing(): Promise<void> {
  const document = await open('catalog.yaml');
  const diagnostic = await finding(document.uri, 'KN203');
  const action = (await actionsAt(document, diagnostic)).find(({ title }) => title.startsWith('Ignore KN203'));
  assert.ok(action?.edit);
  await workspace.applyEdit(action.edit);
  await until(() => codesOf(document.uri).every((code) => code !== 'KN203'));
}

async function links(): Promise<void> {
  const document = await open('frontend.yaml');
  const found = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', document.uri);
  const texts = found.map(({ range }) => document.getText(range));
  assert.ok(texts.includes('metrics'), texts.join(', '));
}

async function traces(): Promise<void> {
  const document = await open('payments.yaml');
  const diagnostic = await finding(document.uri, 'KN202');
  const why = (await actionsAt(document, diagnostic)).find(({ title }) => title === 'Why can they not connect?');
  assert.ok(why?.command, 'no way to the trace');
  await commands.executeCommand(why.command.command, ...(why.command.arguments ?? []));
  const answer = window.activeTextEditor?.document;
  assert.equal(answer?.languageId, 'portolan-answer');
  assert.match(answer.getText(), /BROKEN at/);
  const found = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', answer.uri);
  const place = `${fileUri('payments.yaml').toString()}#`;
  assert.ok(
    found.some(({ target }) => target?.toString(true).startsWith(decodeURIComponent(place))),
    place,
  );
  const before = answer.getText();
  await happened(workspace.onDidChangeTextDocument, () => replace(document, new Range(0, 0, 0, 0), '# a line more\n'));
  await changedText(answer, before);
  await replace(document, new Range(0, 0, 1, 0), '');
}

async function reach(): Promise<void> {
  const document = await open('frontend.yaml');
  const editor = window.activeTextEditor;
  assert.ok(editor);
  const place = positionOf(document, 'name: frontend', 0);
  editor.selection = new Selection(place, place);
  await commands.executeCommand('portolan.reachTo');
  assert.match(window.activeTextEditor?.document.getText() ?? '', /^What can reach teashop\/frontend\n/);
}

/** Waits until a document that the extension writes says something else. */
async function changedText(document: TextDocument, before: string): Promise<void> {
  while (document.getText() === before) await happened(workspace.onDidChangeTextDocument, () => undefined);
}

async function palette(): Promise<void> {
  const all = new Set(await commands.getCommands(true));
  for (const name of [
    'showMap',
    'showStackMap',
    'showFindings',
    'explainLine',
    'trace',
    'reachTo',
    'reachFrom',
    'restartServer',
    'showLog',
    'openRulePage',
  ])
    assert.ok(all.has(`portolan.${name}`), name);
}

async function settings(): Promise<void> {
  const [first, second] = [fileUri('cart.yaml'), fileUri('other.yaml', 1)];
  await finding(second, 'KN210');
  await replaceAll(await open('cart.yaml'), 'targetPort: grpc # fault', 'targetPort: gprc # fault');
  await finding(first, 'KN210');
  const section = workspace.getConfiguration('portolan', first);
  await section.update('rules', { KN210: 'off' }, ConfigurationTarget.WorkspaceFolder);
  await until(() => !codesOf(first).includes('KN210'));
  assert.ok(codesOf(second).includes('KN210'));
  await section.update('rules', undefined, ConfigurationTarget.WorkspaceFolder);
  await finding(first, 'KN210');
}

async function disk(): Promise<void> {
  const root = fileUri('').fsPath;
  mkdirSync(join(root, 'extra/deep'), { recursive: true });
  writeFileSync(join(root, 'extra/deep/extra.yaml'), faulty('extra'));
  await finding(fileUri('extra/deep/extra.yaml'), 'KN210');
  renameSync(join(root, 'extra'), join(root, 'renamed'));
  await finding(fileUri('renamed/deep/extra.yaml'), 'KN210');
  await until(() => codesOf(fileUri('extra/deep/extra.yaml')).length === 0);
  rmSync(join(root, 'renamed'), { recursive: true });
  await until(() => codesOf(fileUri('renamed/deep/extra.yaml')).length === 0);
}

async function folders(): Promise<void> {
  const third = Uri.joinPath(fileUri(''), '..', 'third');
  mkdirSync(third.fsPath, { recursive: true });
  writeFileSync(join(third.fsPath, 'third.yaml'), faulty('third'));
  const count = workspace.workspaceFolders?.length ?? 0;
  assert.equal(count, 2);
  assert.ok(workspace.updateWorkspaceFolders(count, 0, { uri: third }));
  await finding(Uri.joinPath(third, 'third.yaml'), 'KN210');
  await happened(workspace.onDidChangeWorkspaceFolders, () => workspace.updateWorkspaceFolders(count, 1));
  await until(() => codesOf(Uri.joinPath(third, 'third.yaml')).length === 0);
  assert.ok(codesOf(fileUri('other.yaml', 1)).includes('KN210'));
}

async function rulePage(): Promise<void> {
  const { code } = await finding(fileUri('other.yaml', 1), 'KN210');
  assert.ok(typeof code === 'object');
  const { target } = code;
  assert.equal(target.toString(), `${env.uriScheme}://portolan.portolan/rules/KN210`);
  const isShown = () => window.tabGroups.all.some(({ activeTab }) => activeTab?.label.includes('KN210.md'));
  const shown = new Promise<void>((resolve) => {
    const subscription = window.tabGroups.onDidChangeTabs(() => {
      if (!isShown()) return;
      subscription.dispose();
      resolve();
    });
  });
  await commands.executeCommand('vscode.open', target);
  await shown;
}

async function crash(): Promise<void> {
  const started: ChildProcess[] = [];
  subscribe('child_process', (message) => {
    started.push((message as { readonly process: ChildProcess }).process);
  });
  const isServer = ({ spawnargs }: ChildProcess) => spawnargs?.some((argument) => argument.endsWith('server.cjs'));
  const file = fileUri('other.yaml', 1);
  await commands.executeCommand('portolan.restartServer');
  await finding(file, 'KN210');
  const [server] = started.filter(isServer);
  assert.ok(server, 'the server was not seen to start');
  server.kill('SIGKILL');
  await until(() => codesOf(file).length === 0);
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await commands.executeCommand('notification.acceptPrimaryAction');
  await finding(file, 'KN210');
  delays.disable();
  console.log(`  the longest block until findings were back took ${(delays.max / 1e6).toFixed(0)} ms`);
  assert.equal(started.filter(isServer).length, 2);
}

/** A Deployment and a Service that misses its port, in a namespace of their own. */
function faulty(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: example/${name}, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: htpp }] }
`;
}

function fileUri(name: string, folder = 0): Uri {
  const { uri } = workspace.workspaceFolders?.[folder] ?? {};
  assert.ok(uri);
  return Uri.joinPath(uri, name);
}

async function replaceAll(document: TextDocument, from: string, to: string): Promise<void> {
  const start = positionOf(document, from, 0);
  await replace(document, new Range(start, start.translate(0, from.length)), to);
}

/** Does something and waits for the event that follows. */
async function happened<T>(event: Event<T>, action: () => unknown): Promise<T> {
  const result = new Promise<T>((resolve) => {
    const subscription = event((value) => {
      subscription.dispose();
      resolve(value);
    });
  });
  await action();
  return result;
}

async function open(name: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(fileUri(name));
  await window.showTextDocument(document);
  return document;
}

function positionOf(document: TextDocument, text: string, offset: number): Position {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, text);
  return document.positionAt(at + offset);
}

function actionsAt(document: TextDocument, { range }: Diagnostic): Thenable<CodeAction[]> {
  return commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
}

function codeOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

function codesOf(uri: Uri): readonly string[] {
  return languages.getDiagnostics(uri).map(codeOf);
}

function errorsOf(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ severity }) => severity === DiagnosticSeverity.Error);
}

async function finding(uri: Uri, code: string): Promise<Diagnostic> {
  const find = () => languages.getDiagnostics(uri).find((diagnostic) => codeOf(diagnostic) === code);
  await until(() => find() !== undefined);
  const found = find();
  assert.ok(found);
  return found;
}

/** Waits for diagnostics or documents to come to a state; the editor says when they change. */
function until(reached: () => boolean): Promise<void> {
  if (reached()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(limit);
      for (const subscription of subscriptions) subscription.dispose();
    };
    const limit = setTimeout(() => {
      end();
      reject(new Error('the editor did not get there within 20 s'));
    }, 20_000);
    const look = () => {
      if (!reached()) return;
      end();
      resolve();
    };
    const subscriptions = [
      languages.onDidChangeDiagnostics(look),
      workspace.onDidOpenTextDocument(look),
      workspace.onDidChangeTextDocument(look),
    ];
  });
}
