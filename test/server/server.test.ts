import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type {
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  DocumentLink,
  Hover,
  MarkupContent,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { type MapResult, mapRequest, type StacksResult, stacksRequest } from '../../src/protocol/requests.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { LspClient } from '../support/lsp-client.ts';

const has = (code: string) => (codes: readonly string[]) => codes.includes(code);
const hasNot = (code: string) => (codes: readonly string[]) => !codes.includes(code);

async function shop(context: TestContext) {
  const folder = makeFolder(context, {
    'deploy.yaml': deployment('cart', 'http'),
    'service.yaml': service('cart', 'cart', 'htpp'),
  });
  const started = await LspClient.start([folder.uri], {});
  return { folder, ...started };
}

test('a file that nobody opened gets its findings, with both sides and the way to the page', async (t) => {
  const folder = makeFolder(t, {
    'deploy.yaml': deployment('cart', 'http'),
    'service.yaml': service('cart', 'cart', 'htpp'),
  });
  const { client } = await LspClient.start([folder.uri], {
    initializationOptions: { pushDiagnostics: true, rulePages: 'vscode://portolan.portolan/rules/' },
  });
  const [finding] = await client.diagnostics(folder.file('service.yaml'), has('KN210'));
  assert.equal(finding?.severity, DiagnosticSeverity.Error);
  assert.equal(finding?.codeDescription?.href, 'vscode://portolan.portolan/rules/KN210');
  assert.deepEqual(finding?.range, { start: { line: 10, character: 18 }, end: { line: 10, character: 22 } });
  assert.equal(finding?.relatedInformation?.[0]?.location.uri, folder.file('deploy.yaml'));
  assert.equal(await client.stop(), 0);
});

test('typing in one file changes the findings of another', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('deploy.yaml');
  await client.diagnostics(folder.file('service.yaml'), has('KN210'));
  const text = deployment('cart', 'http');
  await client.open(uri, text);
  const line = text.split('\n').findIndex((each) => each.includes('- name: http'));
  await client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: { line, character: 20 }, end: { line, character: 24 } }, text: 'htpp' }],
  });
  await client.diagnostics(folder.file('service.yaml'), hasNot('KN210'));
  // Closing without saving: the disk is what counts again.
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  await client.diagnostics(folder.file('service.yaml'), has('KN210'));
  await client.stop();
});

test('files that change on disk count, and folders that go', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('service.yaml');
  await client.diagnostics(uri, has('KN210'));
  folder.write('service.yaml', service('cart', 'cart', 'http'));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
  await client.diagnostics(uri, hasNot('KN210'));
  folder.write('more/other.yaml', service('other', 'cart', 'nothing'));
  const other = folder.file('more/other.yaml');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: other, type: 1 }] });
  await client.diagnostics(other, has('KN210'));
  rmSync(join(folder.path, 'more'), { recursive: true });
  const gone = { uri: folder.file('more'), type: 3 };
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [gone] });
  await client.diagnostics(other, (codes) => codes.length === 0);
  await client.stop();
});

test('a folder that is added is read, one that is removed takes its findings along', async (t) => {
  const { folder, client } = await shop(t);
  const second = makeFolder(t, { 'all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', 'none')}` });
  await client.diagnostics(folder.file('service.yaml'), has('KN210'));
  const change = (added: readonly string[], removed: readonly string[]) =>
    client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: added.map((uri) => ({ uri, name: '' })), removed: removed.map((uri) => ({ uri, name: '' })) },
    });
  await change([second.uri], []);
  await client.diagnostics(second.file('all.yaml'), has('KN210'));
  await change([], [second.uri]);
  await client.diagnostics(second.file('all.yaml'), (codes) => codes.length === 0);
  await client.stop();
});

test('clients that pull get reports of one file and of the workspace', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', 'none')}` });
  const { client, result } = await LspClient.start([folder.uri], {
    initializationOptions: {},
    capabilities: { workspace: { configuration: false }, textDocument: { diagnostic: {} } },
  });
  assert.equal(result.capabilities.diagnosticProvider?.workspaceDiagnostics, true);
  const scanned = new Promise<void>((resolve) => client.connection.onNotification('portolan/changed', () => resolve()));
  const uri = folder.file('all.yaml');
  await scanned;
  const report = await client.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  assert.ok(report.kind === 'full' && report.items.some(({ code }) => code === 'KN210'));
  const all = await client.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', {
    previousResultIds: [],
  });
  const [first] = all.items;
  assert.equal(first?.uri, uri);
  const again = await client.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', {
    previousResultIds: [{ uri, value: first?.resultId }],
  });
  assert.equal(again.items[0]?.kind, 'unchanged');
  await client.stop();
});

test('a hover is escaped markdown with links; names cannot become markup', async (t) => {
  const text = `${deployment('cart', 'http')}---\n${service('cart', 'cart', 'http')}`;
  const folder = makeFolder(t, { 'all.yaml': text.replace('image: example/cart', 'image: "[x](command:evil)"') });
  const { client } = await LspClient.start([folder.uri]);
  await client.diagnostics(folder.file('all.yaml'), () => true);
  const line = text.split('\n').findIndex((each) => each.includes('targetPort'));
  const found = await client.connection.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri: folder.file('all.yaml') },
    position: { line, character: 20 },
  });
  const { value } = found.contents as MarkupContent;
  assert.match(value, /8080/);
  assert.match(value, /\]\(file:.*all\.yaml#L\d+,\d+\)/);
  assert.doesNotMatch(value, /\(command:/);
  await client.stop();
});

test('a fix, applied, takes its finding away', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('service.yaml');
  const [finding] = (await client.diagnostics(uri, has('KN210'))) as readonly [Diagnostic];
  const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: finding.range,
    context: { diagnostics: [finding] },
  });
  const fix = actions.find(({ isPreferred }) => isPreferred);
  assert.deepEqual(
    fix?.edit?.changes?.[uri]?.map(({ newText }) => newText),
    ['http'],
  );
  assert.ok(actions.some(({ title }) => title === 'Ignore KN210 here'));
  assert.ok(actions.some(({ command }) => command?.command === 'portolan.openRulePage'));
  await client.open(uri, service('cart', 'cart', 'http'));
  await client.diagnostics(uri, hasNot('KN210'));
  await client.stop();
});

test('links, stacks and the map answer for a file', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', 'http')}` });
  const { client } = await LspClient.start([folder.uri]);
  const uri = folder.file('all.yaml');
  await client.diagnostics(uri, () => true);
  const links = await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', {
    textDocument: { uri },
  });
  assert.ok(links.some(({ target }) => target?.startsWith(`${uri}#L`)));
  const { stacks } = await client.connection.sendRequest<StacksResult>(stacksRequest, { uri });
  assert.equal(stacks.length, 1);
  assert.ok((stacks[0]?.why.length ?? 0) > 10);
  const { model } = await client.connection.sendRequest<MapResult>(mapRequest, { uri });
  assert.ok(model?.nodes.some(({ id, place }) => id === 'Service/shop/a' && place?.file === uri));
  await client.stop();
});

test('settings decide severities, and infos are hints unless they are wanted in the panel', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', 'http')}` });
  const { client } = await LspClient.start([folder.uri], {
    settings: { rules: { KN133: 'info' }, problems: { info: true } },
  });
  const [finding] = await client.diagnostics(folder.file('all.yaml'), has('KN133'));
  assert.equal(finding?.severity, DiagnosticSeverity.Information);
  await client.stop();
  const quiet = await LspClient.start([folder.uri], { settings: { rules: { KN133: 'info' } } });
  const [hint] = await quiet.client.diagnostics(folder.file('all.yaml'), has('KN133'));
  assert.equal(hint?.severity, DiagnosticSeverity.Hint);
  await quiet.client.stop();
});

test('what .gitignore leaves out has no findings, a document in no folder has its own', async (t) => {
  const folder = makeFolder(t, {
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.gitignore': 'out/\n',
    'out/all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', 'none')}`,
    'b.yaml': `${deployment('b', 'http')}---\n${service('b', 'b', 'none')}`,
  });
  const { client } = await LspClient.start([folder.uri]);
  await client.diagnostics(folder.file('b.yaml'), has('KN210'));
  const report = await client.connection.sendRequest<StacksResult>(stacksRequest, { uri: folder.file('out/all.yaml') });
  assert.deepEqual(report.stacks, []);
  await client.open('untitled:Untitled-1', `${deployment('a', 'http')}---\n${service('a', 'a', 'none')}`);
  await client.diagnostics('untitled:Untitled-1', has('KN210'));
  await client.stop();
});
