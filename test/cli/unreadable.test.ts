import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { cli, lintJson, placesOf, portolan } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { root } from '../support/sources.ts';

const broken = { 'deploy.yaml': deployment('cart', 'http'), 'service.yaml': service('cart', 'cart', 'htpp') };
const found = ['service.yaml:11:19 KN210'];
const errors = ['--severity', 'error'];
const onPosix = { skip: process.platform === 'win32' ? 'this system has other kinds of files' : false };

test('a path that does not exist is named, and the others are still checked', (t) => {
  const { path: cwd } = makeFolder(t, broken);
  const { code, err, report } = lintJson([...errors, 'nowhere.yaml', '.', 'no/such/folder'], { cwd });
  assert.equal(code, 2);
  assert.deepEqual(placesOf(report), found);
  assert.deepEqual(report.skipped, [
    { file: 'nowhere.yaml', reason: 'There is no such file or folder.' },
    { file: 'no/such/folder', reason: 'There is no such file or folder.' },
  ]);
  assert.equal(err, report.skipped.map(({ file, reason }) => `${file}: ${reason}\n`).join(''));
});

test('text that is not UTF-8 is named, whether it was asked for, found or sent', (t) => {
  const latin1 = Buffer.from('# Gr\xfc\xdfe\n', 'latin1');
  const { path: cwd } = makeFolder(t, { ...broken, 'alt/latin1.yaml': latin1 });
  for (const args of [['.'], ['alt/latin1.yaml', 'deploy.yaml', 'service.yaml']]) {
    const { code, report } = lintJson([...errors, ...args], { cwd });
    assert.equal(code, 2);
    assert.deepEqual(placesOf(report), found);
    assert.deepEqual(
      report.skipped.map(({ file }) => file),
      ['alt/latin1.yaml'],
    );
    assert.match(report.skipped[0]?.reason ?? '', /not UTF-8/);
  }
  const sent = lintJson(['-'], { cwd, input: latin1 });
  assert.deepEqual([sent.code, sent.report.skipped[0]?.file], [2, '-']);
});

suite('files over 10 MB', () => {
  const large = Buffer.alloc(10_400_000, '#');

  test('are left out of a folder, and said to be', (t) => {
    const { path: cwd } = makeFolder(t, { ...broken, 'data.json': large });
    const { code, err, report } = lintJson(errors, { cwd });
    assert.equal(code, 1);
    assert.deepEqual(placesOf(report), found);
    assert.deepEqual(report.skipped, [{ file: 'data.json', reason: 'It is 10.4 MB; files over 10 MB are left out.' }]);
    assert.match(err, /^data\.json: It is 10\.4 MB/);
  });

  test('make it 2 where they were named, sent, or all that there is', (t) => {
    const { path: cwd } = makeFolder(t, { ...broken, 'large/data.json': large });
    assert.equal(portolan(['lint', 'large/data.json', 'deploy.yaml'], { cwd }).code, 2);
    assert.equal(portolan(['lint', 'large'], { cwd }).code, 2);
    assert.equal(portolan(['lint', '-'], { cwd, input: large }).code, 2);
  });
});

test('where there is no file to read the exit code is 2; files without manifests are clean, and both say so', (t) => {
  const { path: cwd } = makeFolder(t, { 'empty/readme.txt': '', 'other/values.yaml': 'replicas: 1\n' });
  const empty = portolan(['lint', 'empty'], { cwd });
  assert.deepEqual([empty.code, empty.err], [2, 'empty: There is no YAML or JSON file in this folder.\n']);
  const other = portolan(['lint', 'other'], { cwd });
  assert.deepEqual([other.code, other.out], [0, 'No Kubernetes manifests in 1 file.\n']);
  const json = lintJson(['other'], { cwd });
  assert.deepEqual([json.code, json.err], [0, 'There are no Kubernetes manifests here.\n']);
  assert.deepEqual(json.report.findings, []);
});

suite('what is no file', onPosix, () => {
  test('links to nowhere and in circles are named; links to folders are not followed', (t) => {
    const folder = makeFolder(t, broken);
    symlinkSync('circle.yaml', join(folder.path, 'circle.yaml'));
    symlinkSync('nothing', join(folder.path, 'nowhere.yaml'));
    symlinkSync('.', join(folder.path, 'again'));
    symlinkSync('nothing', join(folder.path, '.#service.yaml'));
    const { code, report } = lintJson(errors, { cwd: folder.path });
    assert.equal(code, 2);
    assert.deepEqual(placesOf(report), found);
    assert.deepEqual(
      report.skipped.map(({ file }) => file),
      ['circle.yaml', 'nowhere.yaml'],
    );
    assert.equal(portolan(['lint', 'circle.yaml'], { cwd: folder.path }).code, 2);
  });

  test('pipes and sockets in a folder are left out without waiting for them', async (t) => {
    const folder = makeFolder(t, broken);
    execFileSync('mkfifo', [join(folder.path, 'pipe.yaml'), join(folder.path, '.gitignore')]);
    const server = createServer().listen(join(folder.path, 'socket.yaml'));
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { code, report } = lintJson(errors, { cwd: folder.path });
    assert.equal(code, 1);
    assert.deepEqual(placesOf(report), found);
    assert.deepEqual(report.skipped, [
      { file: 'pipe.yaml', reason: 'It is a pipe, socket or device, not a file.' },
      { file: 'socket.yaml', reason: 'It is a pipe, socket or device, not a file.' },
    ]);
    assert.equal(portolan(['lint', 'socket.yaml'], { cwd: folder.path }).code, 2);
  });

  test('a pipe that is named is read to its end', (t) => {
    const folder = makeFolder(t, { 'deploy.yaml': broken['deploy.yaml'], text: broken['service.yaml'] });
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    const { status, stdout } = spawnSync(
      'sh',
      [
        '-c',
        '(cat text > pipe) & "$0" "$1" lint --severity error --format json deploy.yaml pipe',
        process.execPath,
        cli,
      ],
      { cwd: folder.path, encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.deepEqual(placesOf(JSON.parse(stdout)), ['pipe:11:19 KN210']);
  });

  test('a device without an end is read up to the limit', () => {
    const { code, err } = portolan(['lint', '/dev/zero'], { cwd: '/' });
    assert.deepEqual([code, err], [2, 'dev/zero: It is too large; files over 10 MB are left out.\n']);
  });
});

suite('an answer that nobody reads', onPosix, () => {
  test('a reader that stops early is no failure, and gets its line', () => {
    const script = '"$0" "$1" lint media/example --format json | head -n 1; "$0" "$1" rules | true';
    const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, cli], { cwd: root, encoding: 'utf8' });
    assert.deepEqual([stdout, stderr], ['{\n', '']);
  });

  test('an answer that cannot be written makes it 2', { skip: process.platform !== 'linux' }, () => {
    const script = '"$0" "$1" lint media/example > /dev/full';
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, cli], { cwd: root, encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /^The answer cannot be written: /);
  });
});
