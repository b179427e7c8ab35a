import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { CodeAction, Diagnostic, DocumentLink, Hover, MarkupContent } from 'vscode-languageserver';
import { CodeActionKind, DiagnosticSeverity, PositionEncodingKind } from 'vscode-languageserver';
import { type MapResult, mapRequest, type StacksResult, stacksRequest } from '../../src/protocol/requests.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { has, hasNot, LspClient } from '../support/lsp-client.ts';

async function shop(context: TestContext) {
  const folder = makeFolder(context, {
    'deploy.yaml': deployment('cart', 'http'),
    'service.yaml': service('cart', 'cart', 'htpp'),
  });
  return { folder, client: await LspClient.start(context, [folder.uri]) };
}

test('a file that nobody opened gets its findings, with both sides and the way to the page', async (t) => {
  const folder = makeFolder(t, {
    'deploy.yaml': deployment('cart', 'http'),
    'service.yaml': service('cart', 'cart', 'htpp'),
  });
  const client = await LspClient.start(t, [folder.uri], {
    initializationOptions: { pushDiagnostics: true, rulePages: 'vscode://portolan.portolan/rules/' },
  });
  const [finding] = await client.diagnostics(folder.file('service.yaml'), has('KN210'));
  assert.equal(finding?.severity, DiagnosticSeverity.Error);
  assert.equal(finding?.codeDescription?.href, 'vscode://portolan.portolan/rules/KN210');
  assert.deepEqual(finding?.range, { start: { line: 10, character: 18 }, end: { line: 10, character: 22 } });
  assert.equal(finding?.relatedInformation?.[0]?.location.uri, folder.file('deploy.yaml'));
});

test('characters count in UTF-16 units, and lines may end in CRLF', async (t) => {
  const lines = [
    '# 🚢 at sea',
    'apiVersion: v1',
    'kind: Service',
    'metadata: { name: cart, namespace: shop }',
    'spec:',
    '  selector: { app: cart }',
    '  ports: [{ appProtocol: "example.com/🚢⚓", port: 80, targetPort: htpp }]',
  ];
  const folder = makeFolder(t, { 'deploy.yaml': deployment('cart', 'http'), 'service.yaml': lines.join('\r\n') });
  const client = await LspClient.start(t, [folder.uri]);
  assert.equal(client.offer.capabilities.positionEncoding, PositionEncodingKind.UTF16);
  const found = await client.diagnostics(folder.file('service.yaml'), has('KN210'));
  // Strings of JavaScript count as the protocol does: two units a ship, one an anchor.
  const character = lines[6]?.indexOf('htpp') ?? -1;
  assert.deepEqual(found.find(({ code }) => code === 'KN210')?.range, {
    start: { line: 6, character },
    end: { line: 6, character: character + 4 },
  });
});

test('a hover is escaped markdown with links; names cannot become markup', async (t) => {
  const text = `${deployment('cart', 'http')}---\n${service('cart', 'cart', 'http')}`;
  const folder = makeFolder(t, { 'all.yaml': text.replace('image: example/cart', 'image: "[x](command:evil)"') });
  const client = await LspClient.start(t, [folder.uri]);
  await client.diagnostics(folder.file('all.yaml'), () => true);
  const line = text.split('\n').findIndex((each) => each.includes('targetPort'));
  const found = await client.request<Hover>('textDocument/hover', {
    textDocument: { uri: folder.file('all.yaml') },
    position: { line, character: 20 },
  });
  const { value } = found.contents as MarkupContent;
  assert.match(value, /8080/);
  assert.match(value, /\]\(file:.*all\.yaml#L\d+,\d+\)/);
  assert.doesNotMatch(value, /\(command:/);
});

test('a fix, applied, takes its finding away', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('service.yaml');
  const [finding] = (await client.diagnostics(uri, has('KN210'))) as readonly [Diagnostic];
  const ask = (only?: readonly CodeActionKind[]) =>
    client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: finding.range,
      context: { diagnostics: [finding], ...(only === undefined ? {} : { only }) },
    });
  const actions = await ask();
  const fix = actions.find(({ isPreferred }) => isPreferred);
  assert.deepEqual(
    fix?.edit?.changes?.[uri]?.map(({ newText }) => newText),
    ['http'],
  );
  assert.ok(actions.some(({ title }) => title === 'Ignore KN210 here'));
  assert.ok(actions.some(({ command }) => command?.command === 'portolan.openRulePage'));
  assert.deepEqual(await ask([CodeActionKind.QuickFix]), actions);
  // Organizing imports on save must not offer to rename ports.
  assert.deepEqual(await ask([CodeActionKind.SourceOrganizeImports]), []);
  await client.open(uri, service('cart', 'cart', 'http'));
  await client.diagnostics(uri, hasNot('KN210'));
});

test('links, stacks and the map answer for a file', async (t) => {
  const folder = makeFolder(t, { 'all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', 'http')}` });
  const client = await LspClient.start(t, [folder.uri]);
  const uri = folder.file('all.yaml');
  await client.diagnostics(uri, () => true);
  const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri } });
  assert.ok(links.some(({ target }) => target?.startsWith(`${uri}#L`)));
  const { stacks, reading } = await client.request<StacksResult>(stacksRequest, { uri });
  assert.equal(reading, false);
  assert.equal(stacks.length, 1);
  assert.ok((stacks[0]?.why.length ?? 0) > 10);
  const { model } = await client.request<MapResult>(mapRequest, { uri });
  assert.ok(model?.nodes.some(({ id, place }) => id === 'Service/shop/a' && place?.file === uri));
});
