import assert from 'node:assert/strict';
import test from 'node:test';
import { withCommas } from '../../../src/core/text/words.ts';

test('thousands are apart', () => {
  assert.deepEqual([0, 999, 1_000, 12_345, 123_456, 1_234_567].map(withCommas), [
    '0',
    '999',
    '1,000',
    '12,345',
    '123,456',
    '1,234,567',
  ]);
});
