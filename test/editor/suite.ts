/**
 * What the packaged extension does inside the extension host of a real editor, on the workspace of
 * `src/tools/editor-suite.ts`. Run by code-server and by a desktop VS Code alike: `run` is the contract of
 * `extensionTestsPath`.
 */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  ConfigurationTarget,
  commands,
  DiagnosticSeverity,
  type DocumentLink,
  env,
  extensions,
  type Hover,
  type Location,
  languages,
  type MarkdownString,
  Range,
  Selection,
  Uri,
  window,
  workspace,
} from 'vscode';
import { writeFiles } from '../support/folder.ts';
import { chart, overlay } from './chart.ts';
import {
  actionsAt,
  changedText,
  close,
  codesOf,
  errorsOf,
  faulty,
  fileUri,
  finding,
  happened,
  open,
  positionOf,
  replace,
  replaceAll,
  until,
  write,
} from './workbench.ts';

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
  ['a template is shown as it renders, follows what is typed and keeps its text while it is broken', rendering],
  ['what an overlay changes opens as a comparison that follows what is typed', overlays],
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

async function rendering(): Promise<void> {
  write(chart);
  const template = await open('tearoom/templates/service.yaml');
  await finding(template.uri, 'KN210');
  await commands.executeCommand('portolan.showRendered');
  const { document: view } =
    window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'portolan-rendered') ?? {};
  assert.ok(view, 'nothing opened');
  assert.equal(window.activeTextEditor?.document, template);
  assert.equal(view.languageId, 'yaml');
  assert.match(view.getText(), /^# Stack tearoom\n(.*\n)*.*targetPort: web\n/);
  const places = await commands.executeCommand<Location[]>(
    'vscode.executeDefinitionProvider',
    view.uri,
    positionOf(view, 'targetPort: web', 'targetPort: '.length),
  );
  assert.deepEqual(
    places.map(({ uri, range }) => [uri.toString(), range.start.line]),
    [
      [template.uri.toString(), 13],
      [fileUri('tearoom/values.yaml').toString(), 6],
    ],
  );
  const values = await open('tearoom/values.yaml');
  await replaceAll(values, 'targetPort: web', 'targetPort: http');
  await until(() => view.getText().includes('targetPort: http'));
  await until(() => !codesOf(template.uri).includes('KN210'));
  const before = view.getText().split('\n').slice(1);
  await replaceAll(template, 'include "tearoom.name"', 'inclde "tearoom.name"');
  await until(() => view.getText().startsWith('# Out of date. Stack tearoom does not render: '));
  assert.deepEqual(view.getText().split('\n').slice(1), before);
  await replaceAll(template, 'inclde "tearoom.name"', 'include "tearoom.name"');
  await until(() => view.getText().startsWith('# Stack tearoom\n'));
  await close('tearoom');
}

async function overlays(): Promise<void> {
  write({ ...overlay, 'garden/base/faulty.yaml': faulty('fountain') });
  // Once this is known, so are the others.
  await finding(fileUri('garden/base/faulty.yaml'), 'KN210');
  const kustomization = await open('garden/summer/kustomization.yaml');
  await commands.executeCommand('portolan.showOverlay');
  const side = (name: string) => workspace.textDocuments.find(({ uri }) => uri.path.startsWith(`/${name}/`));
  const [written, result] = [side('written'), side('result')];
  assert.ok(written && result, 'nothing opened');
  assert.match(written.getText(), / replicas: 1\n/);
  assert.match(result.getText(), / replicas: 3\n/);
  await replaceAll(kustomization, 'namespace: garden', 'namespace: park');
  await until(() => result.getText().includes('namespace: park'));
  assert.doesNotMatch(written.getText(), /namespace/);
  await close('garden');
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
    'showRendered',
    'showVariant',
    'showOverlay',
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
  write({ 'extra/deep/extra.yaml': faulty('extra') });
  await finding(fileUri('extra/deep/extra.yaml'), 'KN210');
  renameSync(join(root, 'extra'), join(root, 'renamed'));
  await finding(fileUri('renamed/deep/extra.yaml'), 'KN210');
  await until(() => codesOf(fileUri('extra/deep/extra.yaml')).length === 0);
  rmSync(join(root, 'renamed'), { recursive: true });
  await until(() => codesOf(fileUri('renamed/deep/extra.yaml')).length === 0);
}

async function folders(): Promise<void> {
  const third = Uri.joinPath(fileUri(''), '..', 'third');
  writeFiles(third.fsPath, { 'third.yaml': faulty('third') });
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
