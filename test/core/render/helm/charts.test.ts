import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { charts } from './charts.ts';
import { render } from './small-chart.ts';

const goldens: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('goldens.json', import.meta.url), 'utf8'),
);

suite('charts as `helm template` prints them', () => {
  for (const [rule, chart] of Object.entries(charts))
    test(rule, () => {
      const { text, problems } = render(chart);
      assert.deepEqual(problems, []);
      assert.equal(text, goldens[rule]);
    });

  test('every golden has its chart', () => {
    assert.deepEqual(Object.keys(goldens), Object.keys(charts));
  });
});
