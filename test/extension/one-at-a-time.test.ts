import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneAtATime } from '../../src/extension/one-at-a-time.ts';

test('work that is asked for while it runs runs once more, never twice at a time', async () => {
  let running = 0;
  let runs = 0;
  const releases: (() => void)[] = [];
  const ask = oneAtATime(async () => {
    assert.equal(++running, 1);
    runs++;
    await new Promise<void>((resolve) => releases.push(resolve));
    running--;
  });
  const first = ask();
  const others = [ask(), ask(), ask()];
  releases.shift()?.();
  // The second run begins when the first has ended.
  while (releases.length === 0) await Promise.resolve();
  releases.shift()?.();
  await Promise.all([first, ...others]);
  assert.equal(runs, 2);
  const later = ask();
  releases.shift()?.();
  await later;
  assert.equal(runs, 3);
});

test('work that fails can be asked for again', async () => {
  let runs = 0;
  const ask = oneAtATime(async () => {
    if (++runs === 1) throw new Error('no');
  });
  await assert.rejects(ask());
  await ask();
  assert.equal(runs, 2);
});
