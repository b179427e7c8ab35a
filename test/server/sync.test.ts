import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { type StacksResult, stacksRequest } from '../../src/protocol/requests.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { has, hasNot, isClean, LspClient } from '../support/lsp-client.ts';

/** A Deployment and a Service that misses its port. */
const faulty = (name: string) => `${deployment(name, 'http')}---\n${service(name, name, 'none')}`;

async function shop(context: TestContext) {
  const folder = makeFolder(context, {
    'deploy.yaml': deployment('cart', 'http'),
    'service.yaml': service('cart', 'cart', 'htpp'),
  });
  const client = await LspClient.start(context, [folder.uri]);
  await client.diagnostics(folder.file('service.yaml'), has('KN210'));
  return { folder, client };
}

test('typing in one file changes the findings of another, until it is closed without being saved', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('deploy.yaml');
  const text = deployment('cart', 'http');
  await client.open(uri, text);
  const line = text.split('\n').findIndex((each) => each.includes('- name: http'));
  await client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: { line, character: 20 }, end: { line, character: 24 } }, text: 'htpp' }],
  });
  await client.diagnostics(folder.file('service.yaml'), hasNot('KN210'));
  await client.close(uri);
  await client.diagnostics(folder.file('service.yaml'), has('KN210'));
});

test('several changes of one notification apply in their order, each to the text that the one before left', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('service.yaml');
  await client.open(uri, service('cart', 'cart', 'htpp'));
  const at = (line: number, from: number, to: number, text: string) => ({
    range: { start: { line, character: from }, end: { line, character: to } },
    text,
  });
  // The line moves down; its value is replaced letter by letter; an emoji of two units gives way to two of three.
  await client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [at(10, 0, 0, '      # 🚢\n'), at(11, 18, 22, 'g'), at(11, 19, 19, 'rp'), at(10, 8, 10, '🚢⚓')],
  });
  const moved = await client.until(() => client.published(uri)?.find(({ range }) => range.start.line === 11));
  assert.match(String(moved.message), /"grp"/);
  assert.deepEqual(moved.range, { start: { line: 11, character: 18 }, end: { line: 11, character: 21 } });
  await client.notify('textDocument/didChange', {
    textDocument: { uri, version: 3 },
    contentChanges: [at(10, 6, 11, '# ⚓ '), at(11, 18, 21, 'http')],
  });
  await client.diagnostics(uri, hasNot('KN210'));
});

test('files that are changed, created and deleted on disk count', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('service.yaml');
  folder.write('service.yaml', service('cart', 'cart', 'http'));
  await client.touched(uri);
  await client.diagnostics(uri, isClean);
  folder.write('more.yaml', service('more', 'cart', 'nothing'));
  await client.touched(folder.file('more.yaml'));
  await client.diagnostics(folder.file('more.yaml'), has('KN210'));
  rmSync(join(folder.path, 'more.yaml'));
  await client.touched(folder.file('more.yaml'));
  await client.diagnostics(folder.file('more.yaml'), isClean);
});

test('a folder that is renamed or deleted takes the files in it along, though only the folder is named', async (t) => {
  const folder = makeFolder(t, { 'old/in/it.yaml': faulty('a'), 'older.yaml': faulty('b') });
  const client = await LspClient.start(t, [folder.uri]);
  await client.diagnostics(folder.file('old/in/it.yaml'), has('KN210'));
  renameSync(join(folder.path, 'old'), join(folder.path, 'new'));
  await client.touched(folder.file('old'), folder.file('new'));
  await client.diagnostics(folder.file('new/in/it.yaml'), has('KN210'));
  await client.diagnostics(folder.file('old/in/it.yaml'), isClean);
  rmSync(join(folder.path, 'new'), { recursive: true });
  await client.touched(folder.file('new'));
  await client.diagnostics(folder.file('new/in/it.yaml'), isClean);
  await client.diagnostics(folder.file('older.yaml'), has('KN210'));
});

test('a folder of more files than are read at once comes in as a whole', async (t) => {
  const { folder, client } = await shop(t);
  for (let index = 0; index < 150; index++) folder.write(`many/${index}.yaml`, service(`s${index}`, 'cart', 'nothing'));
  await client.touched(folder.file('many'));
  for (const index of [0, 149]) await client.diagnostics(folder.file(`many/${index}.yaml`), has('KN210'));
});

test('what is open wins over what happens on disk', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('service.yaml');
  await client.open(uri, service('cart', 'cart', 'http'));
  await client.diagnostics(uri, hasNot('KN210'));
  rmSync(join(folder.path, 'service.yaml'));
  await client.touched(uri);
  const { stacks } = await client.request<StacksResult>(stacksRequest, { uri });
  assert.equal(stacks[0]?.resources, 2);
  await client.close(uri);
  const after = await client.request<StacksResult>(stacksRequest, { uri: folder.file('deploy.yaml') });
  assert.equal(after.stacks[0]?.resources, 1);
});

test('a folder that is added is read, one that is removed takes its findings along', async (t) => {
  const { folder, client } = await shop(t);
  const second = makeFolder(t, { 'all.yaml': faulty('a') });
  await client.changeFolders([second.uri], []);
  await client.diagnostics(second.file('all.yaml'), has('KN210'));
  await client.changeFolders([], [second.uri]);
  await client.diagnostics(second.file('all.yaml'), isClean);
  await client.diagnostics(folder.file('service.yaml'), has('KN210'));
});

test('folders of one name are told apart, and an object of one meets none of the other', async (t) => {
  const parent = makeFolder(t, {
    'a/deploy/all.yaml': deployment('cart', 'http'),
    'b/deploy/all.yaml': faulty('cart'),
  });
  const client = await LspClient.start(t, [parent.file('a/deploy'), parent.file('b/deploy')]);
  await client.diagnostics(parent.file('b/deploy/all.yaml'), has('KN210'));
  const { stacks } = await client.request<StacksResult>(stacksRequest, { uri: parent.file('a/deploy/all.yaml') });
  assert.equal(stacks[0]?.resources, 1);
});

test('of folders in each other the outer one joins everything, the inner one speaks for its files', async (t) => {
  const outer = makeFolder(t, {
    'service.yaml': service('cart', 'cart', 'htpp'),
    'inner/deploy.yaml': deployment('cart', 'http'),
    'inner/service.yaml': service('basket', 'card', 'http'),
    'inner/.portolan.yaml': 'rules: { KN203: warning }\n',
  });
  const client = await LspClient.start(t, [outer.uri]);
  const inner = outer.file('inner');
  const severity = (wanted: DiagnosticSeverity) =>
    client.until(() =>
      client
        .published(outer.file('inner/service.yaml'))
        ?.find((each) => each.code === 'KN203' && each.severity === wanted),
    );
  await client.diagnostics(outer.file('service.yaml'), has('KN210'));
  await severity(DiagnosticSeverity.Error);
  await client.changeFolders([inner], []);
  await severity(DiagnosticSeverity.Warning);
  // What the outer folder has to say about the file does not matter, even when it is the last to say something.
  const changes = () => client.received.filter((method) => method === 'portolan/changed').length;
  await client.request(stacksRequest, { uri: outer.file('service.yaml') });
  const before = changes();
  outer.write('.portolan.yaml', 'profile: strict\n');
  await client.touched(outer.file('.portolan.yaml'));
  await client.until(() => changes() > before || undefined);
  await severity(DiagnosticSeverity.Warning);
  await client.open(outer.file('inner/deploy.yaml'), deployment('cart', 'htpp'));
  await client.diagnostics(outer.file('service.yaml'), hasNot('KN210'));
  await client.changeFolders([], [inner]);
  await severity(DiagnosticSeverity.Error);
});

test('a document outside of every folder, an untitled one and a client without folders have findings', async (t) => {
  const { client } = await shop(t);
  const elsewhere = makeFolder(t, {});
  for (const uri of [elsewhere.file('all.yaml'), 'untitled:Untitled-1']) {
    await client.open(uri, faulty('a'));
    await client.diagnostics(uri, has('KN210'));
    await client.close(uri);
    await client.diagnostics(uri, isClean);
  }
  const alone = await LspClient.start(t, []);
  await alone.open(elsewhere.file('all.yaml'), faulty('a'));
  await alone.diagnostics(elsewhere.file('all.yaml'), has('KN210'));
});

test('a document moves along when its folder is opened or closed', async (t) => {
  const folder = makeFolder(t, { 'deploy.yaml': deployment('cart', 'http') });
  const client = await LspClient.start(t, []);
  const uri = folder.file('service.yaml');
  await client.open(uri, `${service('cart', 'cart', 'htpp')}---\n${service('other', 'other', 'http')}`);
  await client.until(() => client.received.includes('portolan/changed') || undefined);
  const resources = async () => (await client.request<StacksResult>(stacksRequest, { uri })).stacks[0]?.resources;
  assert.equal(await resources(), 2);
  await client.changeFolders([folder.uri], []);
  await client.diagnostics(uri, has('KN210'));
  assert.equal(await resources(), 3);
  await client.changeFolders([], [folder.uri]);
  await client.diagnostics(uri, hasNot('KN210'));
  assert.equal(await resources(), 2);
});

test('a URI may be escaped otherwise than the folder is', async (t) => {
  const folder = makeFolder(t, { 'a (1) @b/deploy.yaml': deployment('cart', 'http') });
  const client = await LspClient.start(t, [`${folder.uri}/a%20(1)%20%40b/`]);
  const uri = `${folder.uri}/a%20%281%29%20@b/service.yaml`;
  await client.open(uri, service('cart', 'cart', 'htpp'));
  const [finding] = await client.diagnostics(uri, has('KN210'));
  const related = finding?.relatedInformation?.[0]?.location.uri ?? '';
  assert.equal(decodeURIComponent(related), decodeURIComponent(`${folder.uri}/a%20(1)%20%40b/deploy.yaml`));
});
