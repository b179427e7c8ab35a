import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOverlay } from '../../../arbiters/generate-overlays.ts';
import { buildFiles } from '../../../support/kustomize.ts';
import { Random } from '../../../support/random.ts';
import { roundsOf } from '../../../support/rounds.ts';
import { damaged } from './damage.ts';

const { rounds, seed } = roundsOf({ rounds: 3000, seed: 5 }, 10_000);

test('nothing that is written in a kustomization makes a build throw or run long', {
  timeout: 1_200_000,
}, (context) => {
  const random = new Random(seed);
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
  context.diagnostic(`seed ${seed}, the slowest of ${rounds} took ${slowest.toFixed(0)} ms`);
  assert.ok(slowest < 1000, `seed ${seed}: the slowest build took ${slowest} ms`);
});
