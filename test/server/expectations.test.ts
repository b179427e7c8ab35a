import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction } from 'vscode-languageserver';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { has, hasNot, LspClient } from '../support/lsp-client.ts';

test('an expectation fails and holds again while another file is typed in, and leads to its trace', async (t) => {
  const cart = `${deployment('cart', 'http')}---\n${service('cart', 'cart', 'http')}`;
  const folder = makeFolder(t, {
    '.portolan.yaml': 'expect:\n  - web reaches cart:80\n',
    'web.yaml': deployment('web', 'http'),
    'cart.yaml': cart,
  });
  const client = await LspClient.start(t, [folder.uri], { initializationOptions: { commands: true } });
  const uri = folder.file('.portolan.yaml');
  const edited = folder.file('cart.yaml');
  await client.open(edited, cart.replace('targetPort: http', 'targetPort: htpp'));
  const [diagnostic] = await client.diagnostics(uri, has('KN005'));
  assert.deepEqual(diagnostic?.range, { start: { line: 1, character: 4 }, end: { line: 1, character: 23 } });
  assert.ok(diagnostic?.relatedInformation?.some(({ location }) => location.uri === edited));
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: diagnostic.range,
    context: { diagnostics: [] },
  });
  assert.deepEqual(
    actions.flatMap(({ command }) => (command?.command === 'portolan.trace' ? command.arguments : [])),
    [{ kind: 'trace', uri, from: 'shop/web', to: 'cart', port: 80, protocol: 'TCP' }],
  );
  await client.notify('textDocument/didChange', {
    textDocument: { uri: edited, version: 2 },
    contentChanges: [{ text: cart }],
  });
  await client.diagnostics(uri, hasNot('KN005'));
});
