import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadChart } from '../../../../src/core/render/helm/chart.ts';
import { manifestsOf, printManifests } from '../../../../src/core/render/helm/manifests.ts';
import { renderChart } from '../../../../src/core/render/helm/render.ts';
import { RenderError } from '../../../../src/core/render/problem.ts';
import { Random } from '../../../support/random.ts';
import { charts } from './charts.ts';
import { mutated } from './mutate.ts';
import { bytesOf } from './small-chart.ts';

test('charts with mistakes of any kind give problems, never an exception', () => {
  const random = new Random(5);
  let rendered = 0;
  for (const chart of Object.values(charts)) {
    const files = new Map([...bytesOf(chart)].map(([name, bytes]) => [`chart/${name}`, bytes]));
    for (let round = 0; round < 100; round++) {
      const name = random.pick([...files.keys()]);
      const text = mutated(new TextDecoder().decode(files.get(name)), random);
      const changed = new Map(files).set(name, new TextEncoder().encode(text));
      // Only a packed chart may be anything; what unpacks it is not ours.
      const loaded = loadChart('chart', { files: changed, gunzip: (bytes) => bytes });
      try {
        const manifests = manifestsOf(renderChart({ chart: loaded }).files);
        printManifests(manifests);
        rendered += manifests.length;
      } catch (error) {
        assert.fail(`${name}: ${error instanceof RenderError ? error.message : String(error)}\n${text}`);
      }
    }
  }
  assert.ok(rendered > 500);
});
