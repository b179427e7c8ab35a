import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { CancellationTokenSource, DiagnosticSeverity, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { allRules } from '../../src/core/rules/all.ts';
import { type StacksResult, stacksRequest } from '../../src/protocol/requests.ts';
import { deployment, service } from '../support/folder.ts';
import { has, LspClient } from '../support/lsp-client.ts';
import { MemoryHost } from '../support/memory-host.ts';

const texts = { 'deploy.yaml': deployment('a', 'http'), 'service.yaml': service('a', 'a', 'none') };

/** A machine with many files, each of which takes a millisecond to read. */
function manyFiles(): MemoryHost {
  const files: Record<string, string> = { ...texts };
  for (let index = 2; index < 10_000; index++) files[`${index}.yaml`] = '';
  return new MemoryHost(files, 1);
}

/** A machine that stops in the middle of reading until the test lets it go on. */
function halted(context: TestContext) {
  const host = new MemoryHost({ ...texts, 'a.yaml': '', 'b.yaml': '' }, 20);
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let pauses = 0;
  const reached = new Promise<void>((resolve) => {
    host.whenPaused = async () => {
      // Two files are read: deploy.yaml and service.yaml.
      if (++pauses === 2) {
        resolve();
        await gate;
      }
    };
  });
  context.after(release);
  return { host, reached, release };
}

const start = (context: TestContext, host: MemoryHost) =>
  LspClient.startInside(context, { host, rules: allRules }, [host.uri]);

test('a long scan shows how far it is, and findings come when it is done', async (t) => {
  const host = manyFiles();
  const client = await start(t, host);
  await client.diagnostics(host.file('service.yaml'), has('KN210'));
  await client.until(() => client.progress.at(-1) === 'end' || undefined);
  assert.match(client.progress[0] ?? '', /^Reading manifests \d{3} of 10,000$/);
  assert.ok(client.progress.some((text) => /^Reading manifests 4,[2-3]\d\d of 10,000$/.test(text)));
  // Shown at most ten times a second, of which the whole takes ten.
  assert.ok(client.progress.length > 20 && client.progress.length <= 101, String(client.progress.length));
  assert.deepEqual(
    client.received.filter((method) => method.endsWith('progress') || method.endsWith('Diagnostics')).slice(-1),
    ['textDocument/publishDiagnostics'],
  );
});

test('a short scan shows nothing', async (t) => {
  const host = new MemoryHost(texts, 1);
  const client = await start(t, host);
  await client.diagnostics(host.file('service.yaml'), has('KN210'));
  assert.deepEqual(client.progress, []);
});

test('a scan that the user cancels leaves everything unchecked, edits included, and says so', async (t) => {
  const host = manyFiles();
  const client = await start(t, host);
  await client.until(() => client.progress[0]);
  await client.notify('window/workDoneProgress/cancel', { token: client.progressToken });
  await client.until(() => client.shown.find((text) => text.includes('nothing is checked')));
  await client.open(host.file('service.yaml'), service('a', 'a', 'nothing'));
  const { stacks, reading } = await client.request<StacksResult>(stacksRequest, { uri: host.file('service.yaml') });
  assert.deepEqual([stacks, reading], [[], false]);
  assert.ok(!client.received.includes('textDocument/publishDiagnostics'));
});

test('edits during the scan are answered and kept, and nothing is said before the whole is known', async (t) => {
  const { host, reached, release } = halted(t);
  const client = await start(t, host);
  await reached;
  await client.open(host.file('deploy.yaml'), deployment('a', 'none'));
  await client.open(host.file('more.yaml'), service('more', 'a', 'nothing'));
  // Messages are handled in their order: when this one is answered, so are the edits.
  assert.equal((await client.request<StacksResult>(stacksRequest, { uri: host.file('more.yaml') })).reading, true);
  assert.ok(!client.received.includes('textDocument/publishDiagnostics'));
  release();
  await client.diagnostics(host.file('more.yaml'), has('KN210'));
  assert.ok(!client.published(host.file('service.yaml'))?.some(({ code }) => code === 'KN210'));
});

test('files that change on disk during the scan, after they were read, count', async (t) => {
  const { host, reached, release } = halted(t);
  const client = await start(t, host);
  await reached;
  host.files.set('deploy.yaml', deployment('a', 'none'));
  host.files.set('more.yaml', service('more', 'a', 'nothing'));
  await client.touched(host.file('deploy.yaml'), host.file('more.yaml'));
  release();
  await client.diagnostics(host.file('more.yaml'), has('KN210'));
  assert.ok(!client.published(host.file('service.yaml'))?.some(({ code }) => code === 'KN210'));
});

test('settings that change during the scan hold at its end', async (t) => {
  const { host, reached, release } = halted(t);
  const client = await start(t, host);
  await reached;
  const asked = () => client.received.filter((method) => method === 'workspace/configuration').length;
  const before = asked();
  client.settings = { rules: { KN210: 'warning' } };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  // For the folder, and for documents in none.
  await client.until(() => asked() === before + 2 || undefined);
  await client.request(stacksRequest, { uri: host.file('service.yaml') });
  release();
  const findings = await client.diagnostics(host.file('service.yaml'), has('KN210'));
  assert.equal(findings.find(({ code }) => code === 'KN210')?.severity, DiagnosticSeverity.Warning);
});

test('a folder that is removed during its scan is not heard of again', async (t) => {
  const { host, reached, release } = halted(t);
  const client = await start(t, host);
  await reached;
  await client.changeFolders([], [host.uri]);
  await client.open('untitled:Untitled-1', `${texts['deploy.yaml']}---\n${texts['service.yaml']}`);
  release();
  await client.diagnostics('untitled:Untitled-1', has('KN210'));
  assert.equal(client.published(host.file('service.yaml')), undefined);
});

test('a request that the client cancels while the folder is being read is refused at once', async (t) => {
  const { host, reached } = halted(t);
  const client = await LspClient.startInside(t, { host, rules: allRules }, [host.uri], {
    initializationOptions: {},
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await reached;
  const source = new CancellationTokenSource();
  const report = client.connection.sendRequest('workspace/diagnostic', { previousResultIds: [] }, source.token);
  source.cancel();
  await assert.rejects(
    report,
    (error) => error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled,
  );
});
