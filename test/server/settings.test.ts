import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { type StacksResult, stacksRequest } from '../../src/protocol/requests.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { has, hasNot, isClean, LspClient } from '../support/lsp-client.ts';

const faulty = `${deployment('a', 'http')}---\n${service('a', 'a', 'none')}`;

/** Waits until a code is reported at a severity. */
function severity(client: LspClient, uri: string, code: string, wanted: DiagnosticSeverity): Promise<unknown> {
  return client.until(() =>
    client.published(uri)?.find((diagnostic) => diagnostic.code === code && diagnostic.severity === wanted),
  );
}

test('settings decide severities, and a change of them counts at once', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': faulty });
  const client = await LspClient.start(t, [folder.uri], { settings: { rules: { KN210: 'warning' } } });
  const uri = folder.file('all.yaml');
  await severity(client, uri, 'KN210', DiagnosticSeverity.Warning);
  client.settings = { rules: { KN210: 'off' } };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.diagnostics(uri, hasNot('KN210'));
});

test('what .portolan.yaml says wins over the settings', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': faulty, '.portolan.yaml': 'rules: { KN210: warning }\n' });
  const client = await LspClient.start(t, [folder.uri], { settings: { rules: { KN210: 'off' } } });
  await severity(client, folder.file('all.yaml'), 'KN210', DiagnosticSeverity.Warning);
  folder.write('.portolan.yaml', 'ignore: [all.yaml]\n');
  await client.touched(folder.file('.portolan.yaml'));
  await client.diagnostics(folder.file('all.yaml'), isClean);
});

test('the values that charts are rendered with can be set', async (t) => {
  const folder = makeFolder(t, {
    'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'shop/values.yaml': 'port: http\n',
    'shop/values-prod.yaml': 'port: htpp\n',
    'shop/templates/all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', '{{ .Values.port }}')}`,
  });
  const settings = { helm: { values: { shop: ['values-prod.yaml'] } } };
  const client = await LspClient.start(t, [folder.uri], { settings });
  const uri = folder.file('shop/templates/all.yaml');
  await severity(client, uri, 'KN210', DiagnosticSeverity.Error);
  client.settings = { helm: { values: { shop: ['values.yaml'] } } };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.diagnostics(uri, hasNot('KN210'));
});

test('infos are hints, so that they stay out of the panel, unless they are wanted there', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', 'http')}` });
  const rules = { KN133: 'info' };
  const client = await LspClient.start(t, [folder.uri], { settings: { rules } });
  const uri = folder.file('all.yaml');
  await severity(client, uri, 'KN133', DiagnosticSeverity.Hint);
  client.settings = { rules, problems: { info: true } };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await severity(client, uri, 'KN133', DiagnosticSeverity.Information);
});

test('a setting that is wrong is named in the log, and the others hold', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': faulty });
  const client = await LspClient.start(t, [folder.uri], {
    settings: { rules: { KN210: 'warning' }, profile: 'sloppy', maxFileSize: 'huge', scan: 7, external: { a: 1 } },
  });
  await severity(client, folder.file('all.yaml'), 'KN210', DiagnosticSeverity.Warning);
  assert.ok(client.log.some((line) => line.includes('"profile"')));
});

/** Which of some files of a folder have findings, once everything is said about the folder that one of them has some of. */
async function found(client: LspClient, uris: readonly string[], last: string): Promise<readonly string[]> {
  await client.diagnostics(last, has('KN210'));
  // Findings are published together: an answer comes behind all of them.
  await client.request(stacksRequest, { uri: last });
  return uris.filter((uri) => (client.published(uri)?.length ?? 0) > 0);
}

test('.gitignore files at every depth leave out, and take back what a "!" names', async (t) => {
  const folder = makeFolder(t, {
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.gitignore': 'out/\n*.gen.yaml\n',
    'out/all.yaml': faulty,
    'a.gen.yaml': faulty,
    'apps/.gitignore': '!kept.gen.yaml\nlocal/\n',
    'apps/kept.gen.yaml': faulty,
    'apps/local/all.yaml': faulty,
    'local/all.yaml': faulty,
    'z.yaml': faulty,
  });
  const uris = ['out/all.yaml', 'a.gen.yaml', 'apps/kept.gen.yaml', 'apps/local/all.yaml', 'local/all.yaml'].map(
    folder.file,
  );
  const client = await LspClient.start(t, [folder.uri]);
  assert.deepEqual(
    await found(client, uris, folder.file('z.yaml')),
    ['apps/kept.gen.yaml', 'local/all.yaml'].map(folder.file),
  );
  // What is left out stays so when it is opened, edited, saved and closed.
  const ignored = folder.file('out/all.yaml');
  await client.open(ignored, faulty);
  await client.touched(ignored);
  await client.close(ignored);
  const { stacks } = await client.request<StacksResult>(stacksRequest, { uri: ignored });
  assert.deepEqual(stacks, []);
  // The last rule goes: what it left out comes back, and is followed in the editor from then on.
  await client.open(ignored, faulty);
  await client.request(stacksRequest, { uri: ignored });
  folder.write('.gitignore', '*.gen.yaml\n');
  await client.touched(folder.file('.gitignore'));
  await client.diagnostics(ignored, has('KN210'));
  await client.notify('textDocument/didChange', {
    textDocument: { uri: ignored, version: 2 },
    contentChanges: [{ text: deployment('a', 'http') }],
  });
  await client.diagnostics(ignored, hasNot('KN210'));
});

test('portolan.scan.gitignore set to false reads what .gitignore leaves out', async (t) => {
  const folder = makeFolder(t, { '.git/HEAD': '', '.gitignore': 'out/\n', 'out/all.yaml': faulty });
  const client = await LspClient.start(t, [folder.uri], { settings: { scan: { gitignore: false } } });
  await client.diagnostics(folder.file('out/all.yaml'), has('KN210'));
});

test('files.exclude leaves out what the editor hides, in the way of its globs', async (t) => {
  const folder = makeFolder(t, {
    'hidden/all.yaml': faulty,
    'apps/hidden/all.yaml': faulty,
    'apps/build/all.yaml': faulty,
    'apps/all.yaml': faulty,
    'z.yaml': faulty,
  });
  const uris = ['hidden/all.yaml', 'apps/hidden/all.yaml', 'apps/build/all.yaml', 'apps/all.yaml'].map(folder.file);
  // A name without a slash is one at the root; braces are alternatives; `false` and conditions hide nothing.
  const exclude = {
    hidden: true,
    '**/{build,dist}': true,
    'apps/*.yaml': false,
    '**/*.yaml': { when: '$(basename).ts' },
  };
  const client = await LspClient.start(t, [folder.uri], { exclude });
  assert.deepEqual(
    await found(client, uris, folder.file('z.yaml')),
    ['apps/hidden/all.yaml', 'apps/all.yaml'].map(folder.file),
  );
  client.settings = { scan: { filesExclude: false } };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.diagnostics(folder.file('hidden/all.yaml'), has('KN210'));
});

test('folders of dependencies are left out unless portolan.scan.dependencies is set', async (t) => {
  const folder = makeFolder(t, {
    'node_modules/a/all.yaml': faulty,
    'vendor/modules.txt': '',
    'vendor/all.yaml': faulty,
    'z.yaml': faulty,
  });
  const uris = ['node_modules/a/all.yaml', 'vendor/all.yaml'].map(folder.file);
  const client = await LspClient.start(t, [folder.uri]);
  for (const uri of uris) await client.open(uri, faulty);
  assert.deepEqual(await found(client, uris, folder.file('z.yaml')), []);
  client.settings = { scan: { dependencies: true } };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  for (const uri of uris) await client.diagnostics(uri, has('KN210'));
});

test('portolan.maxFileSize bounds what is read, on disk and in the editor, and can be raised', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': `${faulty}# ${'x'.repeat(200_000)}\n` });
  const client = await LspClient.start(t, [folder.uri], { settings: { maxFileSize: 0.1 } });
  const uri = folder.file('all.yaml');
  const left = (await client.diagnostics(uri, has('KN003'))).find(({ code }) => code === 'KN003');
  assert.match(String(left?.message), /over 0\.1 MB are left out\. Set portolan\.maxFileSize to include it\./);
  client.settings = { maxFileSize: 1 };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.diagnostics(uri, has('KN210'));
  // Over the size that holds without a setting, too.
  folder.write('all.yaml', `${faulty}${'# x\n'.repeat(2_750_000)}`);
  client.settings = { maxFileSize: 12 };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.touched(uri);
  await client.diagnostics(uri, (codes) => codes.includes('KN210') && !codes.includes('KN003'));
});
