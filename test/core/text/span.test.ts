import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contains, touches } from '../../../src/core/text/span.ts';

test('a cursor touches a span from before its first to behind its last character', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((offset) => touches({ start: 2, end: 4 }, offset)),
    [false, true, true, true, false],
  );
  assert.ok(touches({ start: 2, end: 2 }, 2));
});

test('a span contains itself and what begins and ends in it', () => {
  const outer = { start: 2, end: 6 };
  for (const inner of [outer, { start: 2, end: 2 }, { start: 6, end: 6 }, { start: 3, end: 5 }])
    assert.ok(contains(outer, inner));
  for (const inner of [
    { start: 1, end: 3 },
    { start: 5, end: 7 },
    { start: 7, end: 7 },
  ])
    assert.ok(!contains(outer, inner));
});
