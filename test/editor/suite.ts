/**
 * What the packaged extension does inside the extension host of a real editor, on a copy of `media/example`. Run by
 * code-server and by a desktop VS Code alike: `run` is the contract of `extensionTestsPath`.
 */
import assert from 'node:assert/strict';
import {
  type CodeAction,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentLink,
  extensions,
  type Hover,
  languages,
  type MarkdownString,
  type Position,
  Range,
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
  ['the commands are there', palette],
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
  const wasActive = extension.isActive;
  const started = performance.now();
  await extension.activate();
  if (!wasActive) console.log(`  activation took ${(performance.now() - started).toFixed(1)} ms`);
  console.log(`  the folder is ${workspace.isTrusted ? 'trusted' : 'restricted'}`);
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

async function palette(): Promise<void> {
  const all = new Set(await commands.getCommands(true));
  for (const name of [
    'showMap',
    'showStackMap',
    'showFindings',
    'explainLine',
    'restartServer',
    'showLog',
    'openRulePage',
  ])
    assert.ok(all.has(`portolan.${name}`), name);
}

function fileUri(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return Uri.joinPath(folder.uri, name);
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

/** Waits for diagnostics to come to a state; the editor says when they change. */
function until(reached: () => boolean): Promise<void> {
  if (reached()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      subscription.dispose();
      reject(new Error('the diagnostics did not get there within 20 s'));
    }, 20_000);
    const subscription = languages.onDidChangeDiagnostics(() => {
      if (!reached()) return;
      clearTimeout(limit);
      subscription.dispose();
      resolve();
    });
  });
}
