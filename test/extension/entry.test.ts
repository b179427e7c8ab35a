import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import manifest from '../../package.json' with { type: 'json' };
import { Entry } from './entry.ts';

test('activation only registers; the language client is loaded when the editor has gone on, once', async () => {
  const entry = new Entry();
  entry.activate();
  await setImmediate();
  assert.equal(entry.loads, 0);
  await setImmediate();
  assert.equal(entry.loads, 1);
  await entry.commands.get('portolan.showMap')?.();
  await entry.restorePanel({});
  await entry.deactivate();
  assert.equal(entry.loads, 1);
  assert.deepEqual(entry.client, ['start', 'showMap', 'restoreMap', 'stop']);
});

test('every command of the manifest is registered, and no other', () => {
  const entry = new Entry();
  entry.activate();
  const contributed = manifest.contributes.commands.map(({ command }) => command);
  assert.deepEqual([...entry.commands.keys()].sort(), contributed.sort());
});

test('a link to a rule opens its page from the extension itself', async () => {
  const entry = new Entry();
  entry.activate();
  await entry.openLink({ path: '/rules/KN201' });
  assert.deepEqual(entry.called, [
    { name: 'markdown.showPreview', args: [{ path: '/extension/media/rules/KN201.md' }] },
  ]);
  assert.deepEqual(entry.warnings, []);
});

for (const path of [
  '/rules/KN9999',
  '/rules/KN201/../../../README',
  '/rules/KN201.md',
  '/rules/../KN201',
  '/KN201',
  '/rules/',
  '/',
  '/rules/kn201',
  '/rules/KN201%00',
])
  test(`the link ${path} opens nothing and says so`, async () => {
    const entry = new Entry();
    entry.activate();
    await entry.openLink({ path });
    assert.deepEqual(entry.called, []);
    assert.equal(entry.warnings.length, 1);
  });

test('the command for a rule that does not exist says so', async () => {
  const entry = new Entry();
  entry.activate();
  await entry.commands.get('portolan.openRulePage')?.('KN9998');
  assert.match(entry.warnings[0] ?? '', /no page for KN9998/);
});
