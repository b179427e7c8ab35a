import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { ContentFiles } from '../../src/server/node/content.ts';
import { defaultScan, readContent, type ScanOptions, walk, walkInside, walks } from '../../src/server/node/scan.ts';
import { makeFolder } from '../support/folder.ts';

const onPosix = { skip: process.platform === 'win32' ? 'links need rights on this system' : false };

/** What a scan of some files finds; what it has to say about others is an error. */
function found(root: string, options: Partial<ScanOptions> = {}): readonly string[] {
  return [...walk(root, { ...defaultScan, ...options }, (path) => assert.fail(path))];
}

/** A folder of empty files. */
function folderOf(context: TestContext, ...paths: readonly string[]) {
  return makeFolder(context, Object.fromEntries(paths.map((path) => [path, ''])));
}

suite('content files', () => {
  for (const name of ['Chart.yaml', 'kustomization.yaml', 'kustomization.yml', 'Kustomization'])
    test(`are all files in a folder with ${name} and below it, none beside it`, (t) => {
      const { path } = folderOf(t, `a/${name}`, 'a/.helmignore', 'a/b/c.tpl', 'a/b/d', 'a.txt', 'e/f.tpl', 'e/g.yaml');
      const all = ['a/.helmignore', `a/${name}`, 'a/b/c.tpl', 'a/b/d', 'e/g.yaml'];
      assert.deepEqual(found(path).toSorted(), all.toSorted());
      for (const file of all) assert.ok(walks(path, file, defaultScan), file);
      for (const file of ['a.txt', 'e/f.tpl']) assert.ok(!walks(path, file, defaultScan), file);
    });

  test('of a workspace that is one chart are found too, and those of a chart in a chart once', (t) => {
    const files = ['Chart.yaml', 'charts/sub/Chart.yaml', 'charts/sub/templates/_a.tpl', 'charts/x.tgz', 'b.txt'];
    const { path } = folderOf(t, ...files);
    assert.deepEqual(found(path).toSorted(), files.toSorted());
  });

  test('a folder of that name makes nothing content', (t) => {
    const { path } = folderOf(t, 'a/Chart.yaml/x.txt', 'a/y.txt');
    assert.deepEqual(found(path), []);
  });

  test('are found below a folder that is asked for, by what lies above it', (t) => {
    const { path } = folderOf(t, 'chart/Chart.yaml', 'chart/templates/deep/_a.tpl', 'other/_b.tpl');
    const inside = (folder: string) => [...walkInside(path, folder, defaultScan, () => undefined)];
    assert.deepEqual(inside('chart/templates'), ['chart/templates/deep/_a.tpl']);
    assert.deepEqual(inside('other'), []);
  });

  test('are left out where manifests are: ignored, hidden, of dependencies', (t) => {
    const { path, write } = folderOf(t, 'Chart.yaml', 'a.txt', 'b.txt', 'c.txt', 'node_modules/d.txt', '.terraform/e');
    write('.gitignore', 'a.txt\n');
    mkdirSync(join(path, '.git'));
    const options = { exclude: ['b.txt'], hidden: ['**/c.txt'] };
    assert.deepEqual(found(path, options), ['.gitignore', 'Chart.yaml']);
    for (const file of ['a.txt', 'b.txt', 'c.txt', 'node_modules/d.txt'])
      assert.ok(!walks(path, file, { ...defaultScan, ...options }), file);
    assert.ok(found(path, { ...options, gitignore: false, skipDependencies: false }).includes('node_modules/d.txt'));
  });

  test('never lie in what version control keeps for itself', (t) => {
    const { path } = folderOf(t, 'Chart.yaml', '.git/HEAD', '.git/hooks/a.sh', '.svn/x', '.hg/y');
    assert.deepEqual(found(path, { skipDependencies: false }), ['Chart.yaml']);
    assert.ok(!walks(path, '.git/hooks/a.sh', { ...defaultScan, skipDependencies: false }));
  });

  test('links to files are followed; what is no file is passed over in silence', onPosix, (t) => {
    const { path } = folderOf(t, 'chart/Chart.yaml', 'elsewhere/a.txt');
    symlinkSync('../elsewhere/a.txt', join(path, 'chart/linked.txt'));
    symlinkSync('../elsewhere', join(path, 'chart/folder'));
    symlinkSync('nowhere', join(path, 'chart/dead.txt'));
    assert.deepEqual(found(path), ['chart/Chart.yaml', 'chart/linked.txt']);
  });

  test('are at most 20,000, whereas manifests are all found', (t) => {
    const many = Array.from({ length: 20_010 }, (_, index) => `a/${index}`);
    const { path } = folderOf(t, 'kustomization.yaml', ...many, 'z/1.yaml', 'z/2');
    const files = found(path);
    assert.deepEqual([files.length, files.at(-1)], [20_002, 'z/1.yaml']);
  });
});

suite('the content of a file', () => {
  const limit = 1000;

  test('is its text, or its bytes where it is no UTF-8', (t) => {
    const bytes = new Uint8Array([0x1f, 0x8b, 8, 0, 0xff]);
    const { path } = makeFolder(t, { 'a.txt': 'Grüße\n', 'b.tgz': bytes, empty: '' });
    assert.deepEqual(readContent(join(path, 'a.txt'), limit), { size: 8, text: 'Grüße\n' });
    assert.deepEqual(readContent(join(path, 'b.tgz'), limit), { size: 5, bytes });
    assert.deepEqual(readContent(join(path, 'empty'), limit), { size: 0, text: '' });
  });

  test('is nothing for what is too large, no file or not there', (t) => {
    const { path } = makeFolder(t, { 'a.txt': 'x'.repeat(limit + 1) });
    for (const name of ['a.txt', '.', 'none']) assert.equal(readContent(join(path, name), limit), undefined, name);
  });

  test('of a workspace is kept up to 5 MB a file and 100 MB in all, and what shrinks or goes makes room', (t) => {
    const { path } = makeFolder(t, { a: '' });
    const files = new ContentFiles();
    const read = (name: string, size: number) => {
      truncateSync(join(path, 'a'), size);
      return files.read(name, (most) => readContent(join(path, 'a'), most)).text !== undefined;
    };
    assert.ok(!read('archive', 5 * 1024 * 1024 + 1));
    for (let index = 0; index < 25; index++) assert.ok(read(String(index), 4_000_000));
    assert.ok(!read('more', 1));
    assert.ok(read('7', 3_999_999));
    assert.ok(read('more', 1));
    assert.ok(!read('8', 6_000_000));
    assert.ok(read('last', 4_000_000));
  });
});
