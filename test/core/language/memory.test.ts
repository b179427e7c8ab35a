import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Workspace } from '../../../src/core/language/workspace.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const path = 'all.yaml';
/** Documents of 20 KB each, most of it a text that says nothing. */
const documents = Array.from(
  { length: 50 },
  (_, i) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c${i} }\ndata:\n  text: |\n${'    nothing to see\n'.repeat(1000)}`,
);

test('a snapshot that was replaced is let go of', async () => {
  const workspace = new Workspace({ rules: [] });
  workspace.update([{ path, text: documents[0] }]);
  const before = new WeakRef(workspace.snapshot);
  workspace.update([{ path, text: documents[1] }]);
  // What a weak reference is made of lives until the end of the turn.
  await turn();
  collectGarbage();
  assert.equal(before.deref(), undefined);
});

test('an edit keeps the document that it made, not the file that it stood in', () => {
  const workspace = new Workspace({ rules: [] });
  const texts = [...documents];
  const used = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  workspace.update([{ path, text: texts.join('---\n') }]);
  const start = used();
  for (const i of texts.keys()) {
    texts[i] = texts[i]?.replace('nothing', 'something') ?? '';
    workspace.update([{ path, text: texts.join('---\n') }]);
  }
  const file = texts.join('').length;
  assert.ok(used() - start < 5 * file, `${((used() - start) / file).toFixed(1)} times the file for 50 edits`);
});
