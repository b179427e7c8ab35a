import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { lintJson, placesOf, portolan } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { root } from '../support/sources.ts';

const clean = { 'deploy.yaml': deployment('cart', 'http'), 'service.yaml': service('cart', 'cart', 'http') };
const broken = { ...clean, 'service.yaml': service('cart', 'cart', 'htpp') };
/** A Service whose only finding is a warning: port 81 is declared nowhere. */
const doubtful = { ...clean, 'service.yaml': service('cart', 'cart', '81') };

suite('exit codes', () => {
  test('0 when nothing is wrong, 1 when something is, 2 when a path cannot be read', (t) => {
    assert.equal(portolan(['lint'], { cwd: makeFolder(t, clean).path }).code, 0);
    assert.equal(portolan(['lint'], { cwd: makeFolder(t, broken).path }).code, 1);
    assert.equal(portolan(['lint', 'nowhere'], { cwd: makeFolder(t, clean).path }).code, 2);
  });

  test('warnings make it 1 only when the threshold says so', (t) => {
    const { path: cwd } = makeFolder(t, doubtful);
    assert.equal(portolan(['lint'], { cwd }).code, 0);
    assert.equal(portolan(['lint', '--severity', 'error'], { cwd }).code, 0);
    assert.equal(portolan(['lint', '--severity', 'warning'], { cwd }).code, 1);
    assert.equal(portolan(['lint', '--severity', 'hint'], { cwd }).code, 1);
  });

  test('infos and hints alone fail only where they are asked for', (t) => {
    const { path: cwd } = makeFolder(t, clean);
    assert.ok(lintJson([], { cwd }).report.findings.length > 0);
    assert.equal(lintJson([], { cwd }).code, 0);
    assert.equal(portolan(['lint', '--severity', 'hint'], { cwd }).code, 1);
  });

  test('what is unknown never fails: a Service of pods that a chart may make which is not there', (t) => {
    const { path: cwd } = makeFolder(t, {
      'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\ndependencies: [{ name: web, version: 1.0.0 }]\n',
      'templates/service.yaml': service('web', 'web', 'http'),
    });
    const { code, out } = portolan(['lint', '--severity', 'hint'], { cwd });
    assert.match(out, /KN006/);
    assert.doesNotMatch(out, /KN2/);
    assert.equal(code, 1);
  });
});

test('an expectation that fails makes it 1, and says what decides', (t) => {
  const configuration = (sentence: string) => ({
    ...broken,
    '.portolan.yaml': `rules: { KN210: off }\nexpect: [${sentence}]\n`,
  });
  const reached = makeFolder(t, configuration('shop/cart reaches service:shop/cart:80'));
  const { code, report } = lintJson(['--severity', 'error'], { cwd: reached.path });
  assert.equal(code, 1);
  assert.deepEqual(placesOf(report), ['.portolan.yaml:2:10 KN005']);
  const [finding] = report.findings;
  assert.equal(finding?.object, null);
  assert.deepEqual(
    finding?.stacks,
    report.stacks.map(({ name }) => name),
  );
  assert.ok(finding?.related.some(({ file, range }) => file === 'service.yaml' && range.start.line === 10));
  assert.match(
    portolan(['lint'], { cwd: reached.path }).out,
    /error {2}KN005 {2}shop\/cart does not reach service:shop\/cart port 80: /,
  );
  const kept = makeFolder(t, configuration('shop/cart does not reach service:shop/cart:80'));
  assert.equal(portolan(['lint'], { cwd: kept.path }).code, 0);
});

test('--severity leaves out what is below it, in the counts too', (t) => {
  const { path: cwd } = makeFolder(t, { ...broken, 'other.yaml': service('other', 'cart', '81') });
  const { report } = lintJson(['--severity', 'warning'], { cwd });
  assert.deepEqual(new Set(report.findings.map(({ severity }) => severity)), new Set(['error', 'warning']));
  const { report: errors } = lintJson(['--severity', 'error'], { cwd });
  assert.deepEqual(placesOf(errors), ['service.yaml:11:19 KN210']);
  const { error, warning, info, hint } = errors.summary;
  assert.deepEqual({ error, warning, info, hint }, { error: 1, warning: 0, info: 0, hint: 0 });
});

suite('where the findings are', () => {
  const layout = (t: TestContext) =>
    makeFolder(t, { 'a/deploy.yaml': clean['deploy.yaml'], 'a/service.yaml': broken['service.yaml'], 'b/x.yaml': '' });

  test('paths are relative to the working folder, however the folder was named', (t) => {
    const { path } = layout(t);
    const at = (cwd: string, ...args: string[]) => placesOf(lintJson(['--severity', 'error', ...args], { cwd }).report);
    assert.deepEqual(at(path), ['a/service.yaml:11:19 KN210']);
    assert.deepEqual(at(path, 'a'), ['a/service.yaml:11:19 KN210']);
    assert.deepEqual(at(path, join(path, 'a')), ['a/service.yaml:11:19 KN210']);
    assert.deepEqual(at(path, './b/../a/'), ['a/service.yaml:11:19 KN210']);
    assert.deepEqual(at(join(path, 'b'), '../a'), ['../a/service.yaml:11:19 KN210']);
    assert.deepEqual(at(join(path, 'a')), ['service.yaml:11:19 KN210']);
  });

  test('paths that overlap are read once, files and folders together', (t) => {
    const { path: cwd } = layout(t);
    const once = lintJson(['a'], { cwd }).report;
    const often = lintJson(['a/service.yaml', 'a', '.', 'a/deploy.yaml', join(cwd, 'a/service.yaml')], { cwd }).report;
    assert.deepEqual(placesOf(often), placesOf(once));
    assert.equal(often.summary.resources, 2);
  });

  test('a single file is read alone', (t) => {
    const { path: cwd } = layout(t);
    assert.equal(lintJson(['a/service.yaml'], { cwd }).report.summary.resources, 1);
  });

  test('- is standard input, alone and beside a folder that has the other side', (t) => {
    const { path: cwd } = makeFolder(t, { 'deploy.yaml': clean['deploy.yaml'] });
    const input = broken['service.yaml'];
    assert.deepEqual(placesOf(lintJson(['--severity', 'error', '-', '.'], { cwd, input }).report), ['-:11:19 KN210']);
    const alone = lintJson(['-'], { cwd, input }).report;
    assert.deepEqual([alone.summary.resources, alone.findings.every(({ file }) => file === '-')], [1, true]);
  });

  test('characters are counted in UTF-16 units from 0', (t) => {
    const ports = '    - port: 80\n      targetPort: htpp\n';
    const text = broken['service.yaml'].replace(ports, '    - { name: "🎉", port: 80, targetPort: htpp }\n');
    const { path: cwd } = makeFolder(t, { ...broken, 'service.yaml': text });
    const finding = lintJson([], { cwd }).report.findings.find(({ code }) => code === 'KN210');
    // Before `htpp` stand 41 characters, of which 🎉 is two units.
    assert.deepEqual(finding?.range, { start: { line: 9, character: 42 }, end: { line: 9, character: 46 } });
  });
});

suite('what a folder gives', () => {
  test('only what was named is read, also where a configuration lies above', (t) => {
    const folder = makeFolder(t, {
      'a/x.yaml': clean['deploy.yaml'],
      'b/x.yaml': broken['service.yaml'],
      'c/x.yaml': '',
    });
    const resources = (...args: string[]) => lintJson(args, { cwd: folder.path }).report.summary.resources;
    assert.deepEqual([resources('a'), resources('a', 'c'), resources('a', 'b')], [1, 1, 2]);
    folder.write('.portolan.yaml', 'profile: strict\n');
    assert.deepEqual([resources('a'), resources('a', 'c'), resources('a', 'b')], [1, 1, 2]);
  });

  test('what git ignores is left out, unless it is named', (t) => {
    const folder = makeFolder(t, {
      ...clean,
      '.git/HEAD': '',
      '.gitignore': 'rendered/\n*.tmp.yaml\n',
      'rendered/deploy.yaml': broken['deploy.yaml'],
      'rendered/service.yaml': broken['service.yaml'],
      'x.tmp.yaml': broken['service.yaml'],
    });
    const { path: cwd } = folder;
    for (const configuration of [undefined, 'profile: recommended\n']) {
      if (configuration !== undefined) folder.write('.portolan.yaml', configuration);
      assert.equal(portolan(['lint'], { cwd }).code, 0);
      const named = lintJson(['--severity', 'error', 'rendered'], { cwd });
      assert.deepEqual(placesOf(named.report), ['rendered/service.yaml:11:19 KN210']);
      assert.equal(lintJson(['x.tmp.yaml'], { cwd }).report.summary.resources, 1);
    }
  });

  test('a file that is named is read whatever its name ends in', (t) => {
    const { path: cwd } = makeFolder(t, { 'manifest.txt': broken['service.yaml'] });
    assert.equal(lintJson(['manifest.txt'], { cwd }).report.summary.resources, 1);
  });

  test('the example has the same findings from wherever it is linted', (t) => {
    const { path } = makeFolder(t, {});
    mkdirSync(join(path, 'x'));
    cpSync(join(root, 'media/example'), join(path, 'x/example'), { recursive: true });
    const here = lintJson([], { cwd: join(root, 'media/example') });
    const there = lintJson(['x/example'], { cwd: path });
    assert.equal(here.code, 1);
    assert.deepEqual(
      placesOf(there.report),
      placesOf(here.report).map((place) => `x/example/${place}`),
    );
  });
});
