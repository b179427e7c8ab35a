import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { openRevision } from '../../src/cli/diff/revision.ts';
import { load } from '../../src/cli/load.ts';
import { disk } from '../../src/server/node/scan.ts';
import { bytesOf } from '../core/render/helm/small-chart.ts';
import { runMain } from '../support/cli.ts';
import { type Folder, makeFolder, service, single, writeFiles } from '../support/folder.ts';
import { makeRepository } from '../support/repository.ts';

/** A packed chart that makes one object. */
const packed = bytesOf({
  files: {
    'db.tgz': { 'db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n', 'db/templates/db.yaml': single('db') },
  },
}).get('db.tgz');
assert.ok(packed);

/** A chart that makes nothing. */
const files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/templates/_helpers.tpl': '{{- define "a" }}b{{ end }}\n',
  'chart/templates/NOTES.txt': 'Thank you.\n',
  'chart/files/logo.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff]),
  'chart/.helmignore': '*.bak\n',
  'readme.txt': '',
};

const loadHere = (folder: Folder, ...paths: readonly string[]) => load({ paths, config: undefined, cwd: folder.path });

suite('content files', () => {
  test('reach the workspace and count nowhere', async (t) => {
    const folder = makeFolder(t, files);
    const { snapshot, skipped, failed, empty } = loadHere(folder);
    assert.deepEqual(
      [...snapshot.files.keys()].sort(),
      Object.keys(files)
        .filter((path) => path !== 'readme.txt')
        .sort(),
    );
    assert.equal(snapshot.files.get('chart/templates/NOTES.txt')?.text, 'Thank you.\n');
    assert.deepEqual([snapshot.manifestCount, skipped, failed, empty], [1, [], false, []]);
    const { code, out, err } = await runMain(['lint'], folder.path);
    assert.deepEqual([code, out, err], [0, 'No Kubernetes manifests in 1 file.\n', '']);
    const json = await runMain(['lint', '--format', 'json'], folder.path);
    assert.equal(JSON.parse(json.out).summary.files, 1);
  });

  test('are rendered with: a packed chart makes its objects', async (t) => {
    const { path } = makeFolder(t, { ...files, 'chart/charts/db.tgz': packed });
    const { out } = await runMain(['lint', '--format', 'json'], path);
    const { files: count, resources } = JSON.parse(out).summary;
    assert.deepEqual([count, resources], [1, 1]);
  });

  test('a folder of nothing else is one without any file to read', async (t) => {
    const folder = makeFolder(t, files);
    const { code, err } = await runMain(['lint', 'chart/templates'], folder.path);
    assert.deepEqual([code, err], [2, 'chart/templates: There is no YAML or JSON file in this folder.\n']);
  });

  test('one that is too large is left out without a word', async (t) => {
    const folder = makeFolder(t, { ...files, 'chart/large.bin': Buffer.alloc(6_000_000) });
    const { code, err } = await runMain(['lint'], folder.path);
    assert.deepEqual([code, err], [0, '']);
    assert.ok(!loadHere(folder).snapshot.files.has('chart/large.bin'));
  });

  test('what is asked for covers manifests only; a file that is named is one whatever its name is', (t) => {
    const folder = makeFolder(t, { ...files, 'chart/files/a.txt': single('a') });
    const { covers } = loadHere(folder);
    assert.deepEqual(['chart/Chart.yaml', 'chart/templates/_helpers.tpl'].map(covers), [true, false]);
    for (const paths of [['chart/files/a.txt'], ['chart', 'chart/files/a.txt'], ['chart/files/a.txt', 'chart']]) {
      const { snapshot } = loadHere(folder, ...paths);
      assert.equal(snapshot.resourceCount, 1, paths.join(' '));
    }
  });
});

suite('content files of a revision', () => {
  /** A repository, its working tree changed since the commit, as both are loaded one after the other. */
  function states(context: TestContext, now: Readonly<Record<string, string | Uint8Array>>) {
    const folder = makeRepository(context, { ...files, 'chart/large.bin': Buffer.alloc(6_000_000) });
    writeFiles(folder.path, now);
    const { source } = openRevision(folder.path, 'HEAD');
    const options = { paths: [folder.path], config: undefined, cwd: folder.path };
    const state = { root: folder.path, without: [] };
    const before = load({ ...options, state: { ...state, source } });
    const after = load({ ...options, state: { ...state, source: disk }, like: before });
    return { folder, source, before, after };
  }

  test('are those of its tree, up to their size', (t) => {
    const { folder, source, before, after } = states(t, { 'chart/templates/NOTES.txt': 'Good bye.\n' });
    const names = (loaded: typeof before) => [...loaded.snapshot.files.keys()].sort();
    assert.deepEqual(names(before), names(after));
    const notes = 'chart/templates/NOTES.txt';
    assert.equal(before.snapshot.files.get(notes)?.text, 'Thank you.\n');
    assert.equal(after.snapshot.files.get(notes)?.text, 'Good bye.\n');
    const logo = join(folder.path, 'chart/files/logo.png');
    assert.deepEqual(source.readContent(logo, 1000), { size: 5, bytes: files['chart/files/logo.png'] });
    assert.equal(source.readContent(logo, 4), undefined);
  });

  test('one that is new or gone is so on its side', (t) => {
    const { before, after } = states(t, { 'chart/files/new.txt': 'new' });
    assert.ok(!before.snapshot.files.has('chart/files/new.txt'));
    assert.equal(after.snapshot.files.get('chart/files/new.txt')?.text, 'new');
    const { before: one, after: other } = states(t, { '.gitignore': '*.txt\n' });
    assert.ok(one.snapshot.files.has('chart/templates/NOTES.txt'));
    assert.ok(!other.snapshot.files.has('chart/templates/NOTES.txt'));
  });

  test('make no difference of their own', async (t) => {
    const folder = makeRepository(t, {
      ...files,
      'shop/db.yaml': `${single('db')}---\n${service('db', 'db', 'http')}`,
    });
    folder.write('chart/templates/NOTES.txt', 'Good bye.\n');
    const { code, err } = await runMain(['diff', '--base', 'HEAD'], folder.path);
    assert.deepEqual([code, err], [0, '']);
  });
});
