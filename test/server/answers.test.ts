import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { CodeAction } from 'vscode-languageserver';
import {
  type AnswerParams,
  type AnswerResult,
  answerRequest,
  type PlacesParams,
  type PlacesResult,
  placesRequest,
} from '../../src/protocol/requests.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { has, LspClient } from '../support/lsp-client.ts';

const files = {
  'web.yaml': deployment('web', 'http'),
  'cart.yaml': `${deployment('cart', 'http')}---\n${service('cart', 'cart', 'htpp')}`,
};
const targetPort = files['cart.yaml'].split('\n').findIndex((line) => line.includes('targetPort'));

async function shop(context: TestContext) {
  const folder = makeFolder(context, files);
  return {
    folder,
    client: await LspClient.start(context, [folder.uri], { initializationOptions: { commands: true } }),
  };
}

test('a trace quotes the line that breaks it, links to it, and follows what is typed', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('cart.yaml');
  const params: AnswerParams = { kind: 'trace', uri, from: 'shop/web', to: 'service:shop/cart', port: 80 };
  const ask = () => client.request<AnswerResult>(answerRequest, params);
  const { text, links } = await ask();
  const lines = text.split('\n');
  assert.equal(lines[0], 'shop/web → service:shop/cart port 80  BROKEN at endpoints');
  const broken = lines.findIndex((line) => line.startsWith('✗ endpoints'));
  assert.match(lines[broken + 1] ?? '', new RegExp(`^ +${targetPort + 1} │ .*targetPort: htpp`));
  assert.ok(
    links.some(
      ({ start, target, position }) => start.line === broken && target === uri && position.line === targetPort,
    ),
  );
  for (const { start, end } of links)
    assert.match(lines[start.line]?.slice(start.character, end.character) ?? '', /\d$/);
  await client.open(uri, files['cart.yaml'].replace('htpp', 'http'));
  assert.match((await ask()).text, /^shop\/web → service:shop\/cart port 80 {2}OK\n/);
});

test('a finding leads to the trace of its connection', async (t) => {
  const { folder, client } = await shop(t);
  const uri = folder.file('cart.yaml');
  await client.diagnostics(uri, has('KN210'));
  const range = { start: { line: targetPort, character: 20 }, end: { line: targetPort, character: 20 } };
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [] },
  });
  const traces = actions.filter(({ command }) => command?.command === 'portolan.trace');
  assert.deepEqual(
    traces.map(({ title, command }) => [title, command?.arguments]),
    [
      [
        'Why can they not connect?',
        [{ kind: 'trace', uri, from: 'shop/web', to: 'service:shop/cart', port: 80, protocol: 'TCP' }],
      ],
    ],
  );
});

test('what can be asked about is listed, with what the cursor is in', async (t) => {
  const { folder, client } = await shop(t);
  const { choices, here } = await client.request<PlacesResult>(placesRequest, {
    uri: folder.file('cart.yaml'),
    position: { line: targetPort, character: 4 },
  } satisfies PlacesParams);
  assert.equal(here, 'service:shop/cart');
  assert.deepEqual(
    choices.map(({ place }) => place),
    ['shop/cart', 'shop/web', 'service:shop/cart', 'internet'],
  );
  assert.deepEqual(choices[2]?.ports, [{ port: 80, protocol: 'TCP' }]);
});

test('who reaches a workload is told with the policies that keep others out', async (t) => {
  const policy = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: only-web, namespace: shop }
spec:
  podSelector: { matchLabels: { app: cart } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }]
`;
  const folder = makeFolder(t, {
    ...files,
    'cart.yaml': files['cart.yaml'] + policy,
    'job.yaml': deployment('job', 'http'),
  });
  const client = await LspClient.start(t, [folder.uri]);
  const ask = async (direction: 'to' | 'from', place: string) =>
    (await client.request<AnswerResult>(answerRequest, { kind: 'reach', place, direction })).text;
  const to = await ask('to', 'shop/cart');
  assert.match(to, /through Service "cart" 80 → htpp/);
  assert.match(to, /^✓ shop\/web +TCP 8080$/m);
  assert.match(to, /^✗ shop\/job .*NetworkPolicy "only-web" selects/m);
  assert.match(await ask('from', 'shop/job'), /^✓ shop\/web +all ports$/m);
  assert.match(await ask('to', 'shop/cort'), /There is no shop\/cort here/);
});

test('a message that is no question is answered in words', async (t) => {
  const { client } = await shop(t);
  for (const params of [null, 7, { kind: 'trace', from: 1, to: 'x' }, { kind: 'reach', place: 'a/b', direction: 'up' }])
    assert.match((await client.request<AnswerResult>(answerRequest, params)).text, /no question/);
});
