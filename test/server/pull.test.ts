import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { DocumentDiagnosticReport, WorkspaceDiagnosticReport } from 'vscode-languageserver';
import { deployment, type Folder, makeFolder, service } from '../support/folder.ts';
import { LspClient } from '../support/lsp-client.ts';

const refreshed = 'workspace/diagnostic/refresh';

function start(context: TestContext, folder: Folder): Promise<LspClient> {
  return LspClient.start(context, [folder.uri], {
    initializationOptions: {},
    capabilities: {
      workspace: { workspaceFolders: true, diagnostics: { refreshSupport: true } },
      textDocument: { diagnostic: {} },
    },
  });
}

const ask = (client: LspClient, uri: string, previousResultId?: string) =>
  client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri },
    ...(previousResultId === undefined ? {} : { previousResultId }),
  });

const askAll = async (client: LspClient, known: Readonly<Record<string, string | undefined>> = {}) => {
  const previousResultIds = Object.entries(known).map(([uri, value]) => ({ uri, value }));
  const { items } = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
  return new Map(items.map((item) => [item.uri, item]));
};

test('a report waits for the first scan, and says "unchanged" only as long as nothing changed', async (t) => {
  const folder = makeFolder(t, {
    'deploy.yaml': deployment('a', 'http'),
    'service.yaml': service('a', 'a', 'none'),
  });
  const client = await start(t, folder);
  const provider = client.offer.capabilities.diagnosticProvider;
  assert.ok(provider?.workspaceDiagnostics && provider.interFileDependencies);
  const uri = folder.file('service.yaml');
  const first = await ask(client, uri);
  assert.ok(first.kind === 'full' && first.items.some(({ code }) => code === 'KN210'));
  assert.equal((await ask(client, uri, first.resultId)).kind, 'unchanged');
  // An edit elsewhere takes the finding away: the client is told to ask again.
  const before = client.received.filter((method) => method === refreshed).length;
  await client.open(folder.file('deploy.yaml'), deployment('a', 'none'));
  await client.until(() => client.received.filter((method) => method === refreshed).length > before || undefined);
  const second = await ask(client, uri, first.resultId);
  assert.ok(second.kind === 'full' && second.items.every(({ code }) => code !== 'KN210'));
});

test('reports of the workspace name files with findings, and those that the client has to forget', async (t) => {
  const folder = makeFolder(t, {
    'deploy.yaml': deployment('a', 'http'),
    'kept.yaml': service('a', 'a', 'none'),
    'gone.yaml': service('b', 'a', 'nothing'),
  });
  const client = await start(t, folder);
  const [kept, gone] = [folder.file('kept.yaml'), folder.file('gone.yaml')];
  const first = await askAll(client);
  assert.ok(first.has(kept) && first.has(gone));
  const known = Object.fromEntries([...first].map(([uri, { resultId }]) => [uri, resultId]));
  assert.ok([...(await askAll(client, known)).values()].every(({ kind }) => kind === 'unchanged'));
  rmSync(join(folder.path, 'gone.yaml'));
  await client.touched(gone);
  const second = await askAll(client, known);
  const report = second.get(gone);
  assert.ok(report?.kind === 'full' && report.items.length === 0);
  // The same id never stands for two states, not even when the folder comes back.
  await client.changeFolders([], [folder.uri]);
  const without = (await askAll(client, known)).get(kept);
  assert.ok(without?.kind === 'full' && without.items.length === 0);
  await client.changeFolders([folder.uri], []);
  const again = (await askAll(client, known)).get(kept);
  assert.ok(again?.kind === 'full' && again.items.length > 0);
});
