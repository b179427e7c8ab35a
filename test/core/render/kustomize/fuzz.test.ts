import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOverlay } from '../../../arbiters/generate-overlays.ts';
import { buildFiles } from '../../../support/kustomize.ts';
import { Random } from '../../../support/random.ts';

const rounds = 3000;

/** A text with a piece cut out, doubled or put elsewhere. */
function damaged(text: string, random: Random): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(20));
  const piece = random.pick([
    '',
    text.slice(from, to).repeat(2),
    ': ',
    '- ',
    '\t',
    '{',
    '[',
    '"',
    '$patch: delete\n',
    'null',
    '~',
    '*a',
    '&a ',
    '!!int ',
    '\n  ',
    '\u0000',
    '/',
    '..',
  ]);
  return text.slice(0, from) + piece + text.slice(random.below(2) === 0 ? from : to);
}

test('nothing that is written in a kustomization makes a build throw or run long', () => {
  const random = new Random(5);
  let slowest = 0;
  for (let round = 0; round < rounds; round++) {
    const files: Record<string, string> = { ...randomOverlay(random) };
    for (let i = 1 + random.below(3); i > 0; i--) {
      const path = random.pick(Object.keys(files));
      files[path] = damaged(files[path] ?? '', random);
    }
    const start = performance.now();
    const { resources, problems } = buildFiles(files, 'overlay');
    slowest = Math.max(slowest, performance.now() - start);
    assert.ok(Array.isArray(resources) && Array.isArray(problems));
  }
  assert.ok(slowest < 1000, `the slowest build took ${slowest} ms`);
});
