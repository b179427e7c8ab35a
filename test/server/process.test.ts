import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { bundledServer, has, LspClient } from '../support/lsp-client.ts';

const faulty = `${deployment('a', 'http')}---\n${service('a', 'a', 'none')}`;

test('the server ends with 0 after shutdown and exit, with 1 when the client leaves without a word', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': faulty });
  const polite = await LspClient.start(t, [folder.uri]);
  await polite.diagnostics(folder.file('all.yaml'), has('KN210'));
  assert.equal(await polite.stop(), 0);
  const rude = await LspClient.start(t, [folder.uri]);
  rude.hangUp();
  assert.equal(await rude.exited(), 1);
});

test('the server speaks over the channel of a forked process, as the extension starts it', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': faulty });
  const client = await LspClient.start(t, [folder.uri], { transport: 'ipc' });
  await client.diagnostics(folder.file('all.yaml'), has('KN210'));
  assert.equal(await client.stop(), 0);
});

test('the server ends when the process of its client is gone, though nobody told it', async (t) => {
  const owner = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  t.after(() => owner.kill('SIGKILL'));
  await once(owner, 'spawn');
  const client = await LspClient.start(t, [], { processId: owner.pid ?? 0 });
  owner.kill('SIGKILL');
  assert.equal(await client.exited(), 1);
});

test('standard output carries messages of the protocol and nothing else, whatever lies in the folder', async (t) => {
  const folder = makeFolder(t, {
    'all.yaml': faulty,
    'bytes.yaml': new Uint8Array([0xff, 0xfe, 0, 1]),
    'broken.yaml': 'a: [\n  b: "',
    'deep.json': '['.repeat(5000),
    '.portolan.yaml': 'rules: 7\nstacks: { }\nsuppress: [1]\n',
    'kustomization.yaml': 'resources: [nowhere, ../.., all.yaml]\n',
    'Chart.yaml': '!!binary x',
  });
  const server = spawn(process.execPath, [bundledServer, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  for (const stream of ['stdout', 'stderr'] as const)
    server[stream].on('data', (chunk: Buffer) => chunks[stream].push(chunk));
  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const workspaceFolders = [{ uri: folder.uri, name: 'folder' }];
  send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, workspaceFolders, capabilities: {} } });
  send({ method: 'initialized', params: {} });
  await new Promise<void>((resolve) => {
    server.stdout.on('data', () => {
      if (Buffer.concat(chunks.stdout).includes('KN210')) resolve();
    });
  });
  send({ id: 2, method: 'nobody/knowsThis', params: {} });
  send({ id: 3, method: 'shutdown' });
  send({ method: 'exit' });
  const [code] = await once(server, 'close');
  assert.equal(code, 0);
  assert.equal(Buffer.concat(chunks.stderr).toString(), '');
  let rest = Buffer.concat(chunks.stdout);
  let messages = 0;
  for (; rest.length > 0; messages++) {
    const header = /^Content-Length: (\d+)\r\n\r\n/.exec(rest.toString('latin1'));
    assert.ok(header, rest.toString().slice(0, 200));
    const end = header[0].length + Number(header[1]);
    assert.equal(JSON.parse(rest.subarray(header[0].length, end).toString()).jsonrpc, '2.0');
    rest = rest.subarray(end);
  }
  assert.ok(messages >= 4);
});
