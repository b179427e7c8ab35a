import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import picomatch from 'picomatch';
import { stacksRequest } from '../../src/protocol/requests.ts';
import { Folder } from '../../src/server/folder.ts';
import { nodeHost } from '../../src/server/node/host.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { has, hasNot, isClean, LspClient } from '../support/lsp-client.ts';

const chart = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';
const helpers = 'chart/templates/_helpers.tpl';
const files = {
  'chart/Chart.yaml': chart,
  [helpers]: 'one',
  'chart/.helmignore': '*.bak\n',
  'chart/files/logo.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47]),
  'notes/_other.tpl': 'other',
};

/** A folder of the server on some files, once it is read. */
async function opened(context: TestContext, content: Readonly<Record<string, string | Uint8Array>> = files) {
  const disk = makeFolder(context, content);
  const folder = new Folder(disk.uri, { host: nodeHost, rules: [], log: assert.fail });
  const scan = () =>
    folder.scan(
      () => false,
      async () => undefined,
    );
  await scan();
  const text = (path: string) => folder.workspace.snapshot.files.get(path)?.text;
  const edit = (path: string, now: string) => folder.edit(path, disk.file(path), now);
  return { disk, folder, scan, text, edit };
}

suite('content files of a folder', () => {
  test('are read with it and are no manifests', async (t) => {
    const { folder, text } = await opened(t);
    assert.equal(text(helpers), 'one');
    assert.equal(text('chart/.helmignore'), '*.bak\n');
    assert.equal(text('chart/files/logo.png'), '');
    assert.equal(text('notes/_other.tpl'), undefined);
    const { snapshot } = folder.workspace;
    assert.equal(snapshot.manifestCount, 1);
    assert.deepEqual(snapshot.files.get(helpers)?.documents, []);
  });

  test('follow the document that is open, until it is closed', async (t) => {
    const { folder, text, edit } = await opened(t);
    assert.ok(edit(helpers, 'two')?.changed.includes(helpers));
    assert.equal(text(helpers), 'two');
    assert.ok(folder.close(helpers));
    assert.equal(text(helpers), 'one');
    assert.ok(edit('chart/templates/_new.tpl', 'new'));
    assert.equal(text('chart/templates/_new.tpl'), 'new');
    folder.close('chart/templates/_new.tpl');
    assert.equal(text('chart/templates/_new.tpl'), undefined);
    assert.equal(edit('notes/_other.tpl', 'no'), undefined);
  });

  test('follow the disk: changed, created, deleted, alone and with their folder', async (t) => {
    const { disk, folder, text } = await opened(t);
    const touched = (...paths: readonly string[]) => assert.equal(typeof folder.touched(paths), 'object');
    disk.write(helpers, 'two');
    disk.write('chart/conf/a.conf', 'a');
    touched(helpers, 'chart/conf/a.conf');
    assert.deepEqual([text(helpers), text('chart/conf/a.conf')], ['two', 'a']);
    rmSync(join(disk.path, helpers));
    touched(helpers);
    assert.equal(text(helpers), undefined);
    renameSync(join(disk.path, 'chart/conf'), join(disk.path, 'chart/more'));
    touched('chart/conf', 'chart/more');
    assert.deepEqual([text('chart/conf/a.conf'), text('chart/more/a.conf')], [undefined, 'a']);
    disk.write('notes/_other.tpl', 'changed');
    assert.equal(folder.touched(['notes/_other.tpl']), undefined);
  });

  test('what is open wins over the disk', async (t) => {
    const { disk, folder, text, edit, scan } = await opened(t);
    edit(helpers, 'open');
    disk.write(helpers, 'disk');
    assert.equal(folder.touched([helpers]), undefined);
    await scan();
    assert.equal(text(helpers), 'open');
  });

  test('come and go with the file that makes a chart or a kustomization of their folder', async (t) => {
    const { disk, folder, text, scan } = await opened(t);
    assert.equal(typeof folder.touched(['chart/Chart.yaml']), 'object');
    disk.write('notes/kustomization.yaml', 'resources: []\n');
    assert.equal(folder.touched(['notes/kustomization.yaml']), 'rescan');
    await scan();
    assert.equal(text('notes/_other.tpl'), 'other');
    rmSync(join(disk.path, 'chart/Chart.yaml'));
    assert.equal(folder.touched(['chart/Chart.yaml']), 'rescan');
    await scan();
    assert.equal(text(helpers), undefined);
  });

  test('move along with their chart when its folder is renamed', async (t) => {
    const { disk, folder, text } = await opened(t);
    renameSync(join(disk.path, 'chart'), join(disk.path, 'shop'));
    assert.equal(typeof folder.touched(['chart', 'shop']), 'object');
    assert.deepEqual([text(helpers), text('shop/templates/_helpers.tpl')], [undefined, 'one']);
    // The chart is known there, so that saving its Chart.yaml reads nothing else.
    assert.equal(typeof folder.touched(['shop/Chart.yaml']), 'object');
  });

  test('a file that is too large is not read, says nothing, and is gone if it was there', async (t) => {
    const { disk, folder, text } = await opened(t, { ...files, 'chart/large.txt': Buffer.alloc(6_000_000, 'x') });
    assert.equal(text('chart/large.txt'), undefined);
    disk.write(helpers, Buffer.alloc(6_000_000, 'x'));
    folder.touched([helpers]);
    assert.equal(text(helpers), undefined);
    assert.deepEqual(folder.workspace.snapshot.allFindings(), []);
  });
});

suite('the server', () => {
  test('wants to be told of manifests and of what charts and kustomizations are rendered with', async (t) => {
    const { uri } = makeFolder(t, {});
    const client = await LspClient.start(t, [uri], {
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    });
    await client.request(stacksRequest, { uri });
    // The last glob is about what comes and goes, not about what changes.
    const isWatched = picomatch(
      client.watched.filter((glob) => glob !== '**'),
      { dot: true },
    );
    for (const path of [
      ...['a.yaml', 'b/a.yml', 'a.json', 'b/Kustomization', '.gitignore', 'chart/.helmignore', 'overlay/.env'],
      ...['chart/templates/_helpers.tpl', 'chart/templates/NOTES.txt', 'chart/charts/db-1.0.0.tgz', 'chart/files/x'],
      ...['overlay/app.properties', 'overlay/nginx.conf', 'overlay/run.sh', 'overlay/prod.env'],
    ])
      assert.ok(isWatched(path), path);
    for (const path of ['src/main.go', 'a.ts', 'logo.png', 'target/app.jar']) assert.ok(!isWatched(path), path);
  });

  test('judges what a chart makes anew when its helpers are edited, closed or changed on disk', async (t) => {
    const defining = (port: string) => `{{ define "port" }}${port}{{ end }}\n`;
    const folder = makeFolder(t, {
      ...files,
      [helpers]: defining('http'),
      'chart/templates/all.yaml': `${deployment('a', 'http')}---\n${service('a', 'a', '{{ include "port" . }}')}`,
    });
    const client = await LspClient.start(t, [folder.uri]);
    const [uri, made] = [folder.file(helpers), folder.file('chart/templates/all.yaml')];
    await client.open(uri, defining('none'));
    await client.diagnostics(made, has('KN210'));
    await client.close(uri);
    await client.diagnostics(made, hasNot('KN210'));
    folder.write(helpers, defining('nothing'));
    await client.touched(uri);
    await client.diagnostics(made, has('KN210'));
    // What is wrong with the helpers themselves is said about them.
    await client.open(uri, '{{ define "port" }}');
    await client.diagnostics(uri, (codes) => codes.length > 0);
    await client.open(uri, defining('http'));
    await client.diagnostics(uri, isClean);
  });

  test('says nothing about templates that nothing is rendered with, in a folder or in none', async (t) => {
    const faulty = `${deployment('a', 'http')}---\n${service('a', 'a', 'none')}`;
    const folder = makeFolder(t, { ...files, 'all.yaml': faulty });
    const elsewhere = makeFolder(t, {});
    const client = await LspClient.start(t, [folder.uri]);
    await client.diagnostics(folder.file('all.yaml'), has('KN210'));
    const templates = [folder.file('notes/_other.tpl'), elsewhere.file('_a.tpl')];
    for (const uri of templates) {
      for (const languageId of ['helm', 'gotmpl', 'yaml']) {
        await client.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text: faulty } });
        await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 3, character: 5 } });
        await client.close(uri);
      }
      assert.equal(client.published(uri), undefined);
    }
  });
});
