import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, sources } from '../support/sources.ts';

const top = new Set([
  ...['package.json', 'tsconfig.json', 'src', 'media', 'syntaxes', 'test', '.vscodeignore', 'CHANGELOG.md'],
  ...['README.md', 'LICENSE', 'package-lock.json', 'package.nls.json', '.ci', 'biome.json', '.gitignore'],
  ...['.git', 'node_modules', 'dist'],
]);

test('nothing lies at the top that does not belong there', () => {
  assert.deepEqual(
    readdirSync(root).filter((name) => !top.has(name)),
    [],
  );
});

test('every file and folder that ARCHITECTURE.md names exists', () => {
  const text = readFileSync(join(root, 'src/ARCHITECTURE.md'), 'utf8');
  const named = [...text.matchAll(/`([a-z][\w./-]*(?:\/|\.ts))`/g)].map(([, name = '']) => name);
  assert.ok(named.length > 20);
  const missing = named.filter((name) => !existsSync(join(root, 'src', name)) && !existsSync(join(root, name)));
  assert.deepEqual(missing, []);
});

test('every folder of the sources is in ARCHITECTURE.md', () => {
  const text = readFileSync(join(root, 'src/ARCHITECTURE.md'), 'utf8');
  const folders = new Set(
    sources().map(({ path }) =>
      path
        .split('/')
        .slice(0, path.startsWith('core/') ? 2 : 1)
        .join('/'),
    ),
  );
  assert.deepEqual(
    [...folders].filter((folder) => !text.includes(`\`${folder}/\``)),
    [],
  );
});

test('no source is longer than 420 lines', () => {
  const long = sources().filter(({ path, text }) => text.split('\n').length > 420 && path !== 'core/rules/all.ts');
  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  );
});

test('the generated list of rules and their pages are what the rules say', () => {
  const script = join(root, 'src/tools/generate.ts');
  const output = execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  assert.match(output, /up to date/);
});

test('every string of the manifest that is translated has its text, and every text is used', () => {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  const used = new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key));
  const texts = Object.keys(JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')));
  assert.deepEqual([...used].sort(), texts.sort());
});
