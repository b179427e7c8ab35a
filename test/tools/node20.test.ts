import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/sources.ts';

// The command line promises Node 20, tests and tools run on 24: the compiler knows which built-ins came in between.
test('what the command line and the server consist of uses nothing newer than Node 20', () => {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const { stdout } = spawnSync(tsc, ['--noEmit', '-p', '.', '--lib', 'ES2023,DOM,DOM.Iterable'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  assert.deepEqual(
    stdout.split('\n').filter((line) => /^src[\\/](core|cli|server|protocol)[\\/]/.test(line)),
    [],
  );
});
