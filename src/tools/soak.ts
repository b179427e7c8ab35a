/**
 * `npm run soak`: the fuzz tests of templates, charts, overlays, manifests and worlds, many times as long as in `npm test` and from
 * another seed. `npm run soak -- 7` takes the seed 7, else it is made of the clock.
 */
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root } from './build.ts';

const files = [
  'test/core/render/template/fuzz.test.ts',
  'test/core/render/helm/fuzz.test.ts',
  'test/core/render/kustomize/fuzz.test.ts',
  'test/corpus/fuzz.test.ts',
  'test/corpus/fuzz-worlds.test.ts',
];

const seed = process.argv[2] ?? String(Date.now() % 1_000_000_000);
if (!/^\d+$/.test(seed)) throw new Error(`A seed is a whole number, not ${seed}.`);
console.log(`Seed ${seed}; npm run soak -- ${seed} repeats it.`);
const stream = run({
  files: files.map((file) => join(root, file)),
  concurrency: 1,
  cwd: root,
  env: { ...process.env, PORTOLAN_SOAK: seed },
});
stream.on('test:fail', () => {
  process.exitCode = 1;
});
for await (const chunk of stream.compose(spec)) process.stdout.write(chunk);
