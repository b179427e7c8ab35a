import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  type OverlayResult,
  overlayRequest,
  type RenderedResult,
  renderedRequest,
  type SourcesResult,
  type StretchesResult,
  sourcesRequest,
  stretchesRequest,
} from '../../src/protocol/rendered.ts';
import { type StacksResult, stacksRequest } from '../../src/protocol/requests.ts';
import { makeFolder } from '../support/folder.ts';
import { LspClient } from '../support/lsp-client.ts';

const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.name" . }}
spec:
  ports:
    - port: {{ .Values.port }}
`;

const files = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'name: web\nport: 80\n',
  'shop/templates/_helpers.tpl': '{{ define "shop.name" }}{{ .Values.name }}{{ end }}\n',
  'shop/templates/service.yaml': service,
  'plain.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
};

async function shop(context: TestContext) {
  const folder = makeFolder(context, files);
  const client = await LspClient.start(context, [folder.uri], { initializationOptions: { commands: true } });
  const asked = (file: string) => ({ uri: folder.file(file), preferred: [] });
  const render = (file: string) => client.request<RenderedResult>(renderedRequest, asked(file));
  const stretches = (shown: string, file: string, line: number, character: number) => {
    const at = { line, character };
    const from = { uri: folder.file(file), range: { start: at, end: at } };
    return client.request<StretchesResult>(stretchesRequest, { ...asked(shown), from });
  };
  const sources = async (shown: string, line: number, character: number) => {
    const params = { ...asked(shown), position: { line, character } };
    const found = await client.request<SourcesResult>(sourcesRequest, params);
    return found.map(({ uri, range }) => [uri.slice(folder.uri.length + 1), range.start.line]);
  };
  return { folder, client, render, stretches, sources };
}

test('a template is shown as it renders, and follows what is typed into it and into its values', async (t) => {
  const { folder, client, render } = await shop(t);
  const first = await render('shop/templates/service.yaml');
  assert.equal(
    first?.text.split('\n').slice(1).join('\n'),
    service.replace(/\{\{ inc.*\}\}/, 'web').replace(/\{\{ .V.*\}\}/, '80'),
  );
  assert.deepEqual(
    [first?.stack, first?.stacks.map(({ name }) => name), first?.failure],
    ['shop', ['shop'], undefined],
  );
  await client.open(folder.file('shop/values.yaml'), 'name: web\nport: 81\n');
  assert.match((await render('shop/templates/service.yaml'))?.text ?? '', /port: 81/);
  await client.open(folder.file('shop/templates/service.yaml'), service.replace('.port }}', '.port'));
  assert.match((await render('shop/templates/service.yaml'))?.failure ?? '', /service\.yaml/);
  await client.close(folder.file('shop/templates/service.yaml'));
  assert.equal((await render('shop/templates/service.yaml'))?.failure, undefined);
});

test('places lead from a file to what it renders to and back', async (t) => {
  const { render, stretches, sources } = await shop(t);
  const template = 'shop/templates/service.yaml';
  await render(template);
  const port = { start: { line: 7, character: 12 }, end: { line: 7, character: 14 } };
  assert.deepEqual(await stretches(template, template, 6, 20), { ranges: [port], exact: true });
  assert.deepEqual(await stretches(template, 'shop/values.yaml', 1, 7), { ranges: [port], exact: true });
  assert.deepEqual(await sources(template, 7, 13), [
    [template, 6],
    ['shop/values.yaml', 1],
  ]);
  assert.deepEqual(await sources(template, 4, 9), [
    [template, 3],
    ['shop/templates/_helpers.tpl', 0],
    ['shop/values.yaml', 0],
  ]);
});

test('what no chart renders is not shown, and menus learn that from the status', async (t) => {
  const { folder, client, render, stretches, sources } = await shop(t);
  assert.equal(await render('plain.yaml'), null);
  assert.deepEqual(await stretches('plain.yaml', 'plain.yaml', 0, 0), { ranges: [], exact: false });
  assert.deepEqual(await sources('plain.yaml', 0, 0), []);
  const isRendered = async (file: string) =>
    (await client.request<StacksResult>(stacksRequest, { uri: folder.file(file) })).rendered;
  assert.equal(await isRendered('plain.yaml'), false);
  for (const file of Object.keys(files)) assert.equal(await isRendered(file), file !== 'plain.yaml', file);
});

test('what an overlay changes follows what is typed', async (t) => {
  const folder = makeFolder(t, {
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'base/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
    'prod/kustomization.yaml': 'resources: [../base]\n',
  });
  const client = await LspClient.start(t, [folder.uri], { initializationOptions: { commands: true } });
  const uri = folder.file('prod/kustomization.yaml');
  const ask = (asked: string) => client.request<OverlayResult>(overlayRequest, { uri: asked, preferred: [] });
  const first = await ask(uri);
  assert.equal(first?.stack, 'prod');
  assert.equal(first.written, first.result);
  await client.open(uri, 'resources: [../base]\nnamePrefix: p-\n');
  const second = await ask(uri);
  assert.equal(second?.written, first.written);
  assert.equal(second.result, first.result.replace('name: a', 'name: p-a'));
  await client.open(folder.file('plain.yaml'), 'a: b\n');
  assert.equal(await ask(folder.file('plain.yaml')), null);
});

test('a message that asks for nothing is answered, too', async (t) => {
  const { client } = await shop(t);
  for (const params of [{}, { uri: 7, preferred: [] }]) {
    assert.equal(await client.request(renderedRequest, params), null);
    assert.deepEqual(await client.request(sourcesRequest, params), []);
    assert.equal(await client.request(overlayRequest, params), null);
  }
});
