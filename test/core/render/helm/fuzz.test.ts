import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadChart } from '../../../../src/core/render/helm/chart.ts';
import { manifestsOf, printManifests } from '../../../../src/core/render/helm/manifests.ts';
import { renderChart } from '../../../../src/core/render/helm/render.ts';
import { attempt, RenderError } from '../../../../src/core/render/problem.ts';
import { Random } from '../../../support/random.ts';
import { roundsOf } from '../../../support/rounds.ts';
import { charts } from './charts.ts';
import { mutated } from './mutate.ts';
import { bytesOf } from './small-chart.ts';

/** For each chart. */
const { rounds, seed } = roundsOf({ rounds: 100, seed: 5 }, 1000);

test('charts with mistakes of any kind give problems, never an exception', (context) => {
  const random = new Random(seed);
  let rendered = 0;
  let slowest = 0;
  for (const chart of Object.values(charts)) {
    const files = new Map([...bytesOf(chart)].map(([name, bytes]) => [`chart/${name}`, bytes]));
    for (let round = 0; round < rounds; round++) {
      const name = random.pick([...files.keys()]);
      const text = mutated(new TextDecoder().decode(files.get(name)), random);
      const changed = new Map(files).set(name, new TextEncoder().encode(text));
      const start = performance.now();
      // Only a packed chart may be anything; what unpacks it is not ours.
      const loaded = attempt(() => loadChart('chart', { files: changed, gunzip: (bytes) => bytes }));
      // A chart whose .helmignore leaves out its own Chart.yaml is none.
      if (loaded instanceof RenderError) continue;
      try {
        const manifests = manifestsOf(renderChart({ chart: loaded }).files);
        printManifests(manifests);
        rendered += manifests.length;
      } catch (error) {
        assert.fail(`seed ${seed}, ${name}: ${error instanceof RenderError ? error.message : String(error)}\n${text}`);
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
  }
  context.diagnostic(`seed ${seed}, the slowest took ${slowest.toFixed(0)} ms`);
  assert.ok(slowest < 1000, `seed ${seed}: the slowest took ${slowest} ms`);
  assert.ok(rendered > 500);
});
