import assert from 'node:assert/strict';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { runMain } from '../support/cli.ts';
import { makeFolder, service, single } from '../support/folder.ts';
import { git, makeRepository } from '../support/repository.ts';
import { apps, diffJson, guard, pairsOf } from './diff-report.ts';

suite('portolan diff --base', () => {
  const names = ['a', 'b', 'c', 'd', 'db', 'web'];

  test('compares the working tree with a revision, from any folder of it', async (t) => {
    const folder = makeRepository(t, { ...apps('deploy/shop', names), 'other/e.yaml': single('e') });
    assert.equal((await runMain(['diff', '--base', 'HEAD'], folder.path)).code, 0);
    folder.write('deploy/shop/policy.yaml', guard);
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message=two');
    folder.write('deploy/shop/e.yaml', single('e'));
    for (const [cwd, ...paths] of [['.'], ['deploy'], ['deploy/shop'], ['.', 'deploy'], ['other', '../deploy/shop']]) {
      const at = join(folder.path, cwd ?? '');
      const since = await diffJson(at, '--base', 'main', ...paths);
      assert.deepEqual(
        pairsOf(since.report.opened).filter((pair) => pair.endsWith('→ shop/e')).length,
        7,
        `${cwd} ${paths}`,
      );
      const { report } = await diffJson(at, '--base', 'HEAD~1', ...paths);
      assert.ok(pairsOf(report.closed).includes('internet → shop/db'));
    }
    assert.equal((await runMain(['diff', '--base', 'main', 'other'], folder.path)).code, 0);
  });

  test('finds old and new findings by paths of the working tree', async (t) => {
    const folder = makeRepository(t, { ...apps('shop', ['db']), 'shop/service.yaml': service('db', 'db', 'htpp') });
    folder.write('shop/service.yaml', service('db', 'db', 'http'));
    const { code, report } = await diffJson(join(folder.path, 'shop'), '--base', 'HEAD', '--severity', 'error');
    assert.equal(code, 1);
    assert.deepEqual(
      report.findings.fixed.map(({ code, file }) => `${file} ${code}`),
      ['service.yaml KN210'],
    );
  });

  test('reads what a scan reads: ignored files and folders of dependencies are left out, links to files are followed', async (t) => {
    const folder = makeFolder(t, {
      '.gitignore': '/build/\n*.gen.yaml\n!keep.gen.yaml\n',
      'shop/.gitignore': 'secret.yaml\n',
      '.portolan.yaml': 'ignore: ["vendored/**"]\n',
      'build/a.yaml': single('build'),
      'x.gen.yaml': single('generated'),
      'keep.gen.yaml': single('kept'),
      'shop/secret.yaml': single('secret'),
      'shop/y.gen.yaml': single('generated'),
      'vendored/v.yaml': single('vendored'),
      'node_modules/p/n.yaml': single('package'),
      'vendor/modules.txt': '',
      'vendor/v.yaml': single('vendor'),
      'text/web.txt': single('linked'),
      'shop/db.yaml': single('db'),
    });
    symlinkSync('../text/web.txt', join(folder.path, 'shop/web.yaml'));
    symlinkSync('text', join(folder.path, 'linked-folder'));
    git(folder, 'init', '--quiet');
    git(folder, 'add', '--all', '--force');
    git(folder, 'commit', '--quiet', '--message=one');
    const { code, out, err } = await runMain(['diff', '--base', 'HEAD'], folder.path);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /\(3 workloads in /);
    rmSync(join(folder.path, '.portolan.yaml'));
    const inside = await runMain(['diff', '--base', 'HEAD'], join(folder.path, 'shop'));
    assert.equal(inside.code, 0);
    assert.match(inside.out, /\(2 workloads in /);
    const unignored = await diffJson(folder.path, '--base', 'HEAD');
    assert.ok(pairsOf(unignored.report.opened).includes('internet → shop/vendored'));
    assert.ok(!pairsOf(unignored.report.opened).some((pair) => /secret|generated|package|vendor$|build/.test(pair)));
  });

  test('leaves submodules out on both sides', async (t) => {
    const module = makeRepository(t, { 'm.yaml': single('module') });
    const folder = makeRepository(t, apps('shop', ['db']));
    // As `git submodule add` does it, which is a shell script that needs more programs.
    git(folder, 'clone', '--quiet', module.path, 'shop/module [1]');
    git(folder, '-c', 'advice.addEmbeddedRepo=false', 'add', '.');
    git(folder, 'commit', '--quiet', '--message=two');
    const { code, out } = await runMain(['diff', '--base', 'HEAD'], folder.path);
    assert.deepEqual([code, /\((1 workload) in/.exec(out)?.[1]], [0, '1 workload']);
  });

  test('a path may be gone or new', async (t) => {
    const folder = makeRepository(t, { ...apps('shop', ['db', 'web']), 'other/a.yaml': single('a') });
    rmSync(join(folder.path, 'shop'), { recursive: true });
    folder.write('fresh/b.yaml', single('b'));
    const gone = await diffJson(folder.path, '--base', 'HEAD', 'shop');
    assert.deepEqual([gone.code, gone.err, gone.report.closed.length], [1, '', 6]);
    const fresh = await diffJson(folder.path, '--base', 'HEAD', 'fresh/b.yaml');
    assert.deepEqual([fresh.code, pairsOf(fresh.report.opened)], [1, ['shop/b → internet', 'internet → shop/b']]);
    const nowhere = await runMain(['diff', '--base', 'HEAD', 'nowhere'], folder.path);
    assert.deepEqual([nowhere.code, nowhere.out], [2, '']);
    assert.equal(nowhere.err, 'nowhere: There is no such file or folder.\n');
  });

  test('says what it cannot run on', async (t) => {
    const folder = makeRepository(t, apps('shop', ['db']));
    const failing = async (revision: string, message: RegExp, cwd = folder.path) => {
      const { code, out, err } = await runMain(['diff', `--base=${revision}`], cwd);
      assert.deepEqual([code, out], [2, ''], revision);
      assert.match(err, message);
    };
    await failing('nobody', /^There is no commit "nobody" in this repository\./);
    await failing('HEAD:shop', /^There is no commit "HEAD:shop"/);
    await failing('main..main', /^There is no commit "main\.\.main"/);
    await failing(
      '--output=stolen',
      /^--base takes a revision of git, like main or HEAD~1, not "--output=stolen"\.\n$/,
    );
    await failing('', /^--base takes a revision of git/);
    await failing('HEAD', /^There is no git repository here/, makeFolder(t, apps('shop', ['db'])).path);
  });

  test('what git has no content for makes the exit code 2, and the rest is compared', async (t) => {
    const folder = makeRepository(t, apps('shop', ['db', 'web']));
    const id = git(folder, 'rev-parse', 'HEAD:shop/web.yaml').trim();
    rmSync(join(folder.path, '.git/objects', id.slice(0, 2), id.slice(2)));
    folder.write('shop/policy.yaml', guard);
    const { code, out, err } = await runMain(['diff', '--base', 'HEAD'], folder.path);
    assert.equal(code, 2);
    assert.match(err, /^shop\/web\.yaml of HEAD: Git has no content for it/);
    assert.match(out, /^ {2}− ← internet {2}all ports$/m);
  });

  test('only reads: nothing in the repository changes, and nothing that it configures runs', async (t) => {
    const folder = makeRepository(t, {
      ...apps('shop', ['db', 'web']),
      '.gitattributes': '*.yaml filter=spy diff=spy\n',
    });
    const spy = join(folder.path, '.git/spy');
    folder.write('.git/spy', `#!/bin/sh\necho ran >> "${join(folder.path, '.git/ran')}"\ncat\n`);
    chmodSync(spy, 0o755);
    for (const name of [
      'pre-commit',
      'post-checkout',
      'post-index-change',
      'fsmonitor-watchman',
      'reference-transaction',
    ])
      cpSync(spy, join(folder.path, '.git/hooks', name));
    for (const name of [
      'core.fsmonitor',
      'filter.spy.smudge',
      'filter.spy.clean',
      'diff.spy.textconv',
      'diff.external',
    ])
      git(folder, 'config', name, spy);
    for (const name of ['core.pager', 'core.sshCommand', 'core.askPass', 'core.editor'])
      git(folder, 'config', name, spy);
    git(folder, 'config', 'filter.spy.process', spy);
    const content = () =>
      readdirSync(folder.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => [path, readFileSync(path, 'base64')]);
    folder.write('shop/policy.yaml', guard);
    const before = content();
    assert.equal((await runMain(['diff', '--base', 'HEAD'], folder.path)).code, 1);
    assert.deepEqual(content(), before);
  });

  test('what hooks say of their repository does not lead to another one', async (t) => {
    const folder = makeRepository(t, apps('shop', ['db', 'web']));
    const other = makeRepository(t, apps('shop', ['else']));
    process.env.GIT_DIR = join(other.path, '.git');
    t.after(() => {
      delete process.env.GIT_DIR;
    });
    assert.equal((await runMain(['diff', '--base', 'HEAD'], folder.path)).code, 0);
  });
});
