import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { suite, test } from 'node:test';
import { asKey, chartIn } from '../../src/cli/render/chart-folder.ts';
import { plain } from '../../src/cli/render/json.ts';
import { readValues } from '../../src/core/render/helm/chart.ts';
import { manifestsOf, printManifests } from '../../src/core/render/helm/manifests.ts';
import { renderChart } from '../../src/core/render/helm/render.ts';
import type { RenderProblem } from '../../src/core/render/problem.ts';
import { charts } from '../core/render/helm/charts.ts';
import { corpus, corpusLacking } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';
import { chance, Random } from '../support/random.ts';
import { smallHelm } from './generate-charts.ts';
import { helmLacking, helmTemplate } from './helm.ts';

/** Every chart of the corpus with its default values, and with each file of values that its tests use. */
function variants(): readonly { readonly folder: string; readonly values: readonly string[] }[] {
  return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?:^|\/)Chart\.yaml$/.test(path))
    .map((path) => join(corpus, dirname(path)))
    .flatMap((folder) => [{ folder, values: [] }, ...ciValues(folder).map((file) => ({ folder, values: [file] }))]);
}

function ciValues(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, 'ci'))
      .filter((name) => /values\.ya?ml$/.test(name))
      .map((name) => join(folder, 'ci', name));
  } catch {
    return [];
  }
}

function ours(
  folder: string,
  values: readonly string[],
): { readonly text: string; readonly problems: readonly RenderProblem[] } {
  const { files, problems } = renderChart({
    chart: chartIn(folder),
    values: values.map((file) => readValues(asKey(file), readFileSync(file))),
  });
  return { text: printManifests(manifestsOf(files)).text, problems };
}

/** What Helm prints of a chart with some values. */
function helmWith(folder: string, values: string): ReturnType<typeof helmTemplate> {
  const own = mkdtempSync(join(tmpdir(), 'portolan-values-'));
  try {
    writeFileSync(join(own, 'values.yaml'), values);
    return helmTemplate(folder, ['-f', join(own, 'values.yaml'), '--skip-schema-validation']);
  } finally {
    rmSync(own, { recursive: true });
  }
}

/** Values of several kinds that nobody expects somewhere. */
const strange: readonly unknown[] = [
  ...[{}, [], 'text', 'a: b', '', 5, 1_000_000, 0.5, true, null, 'yes', '0', '{{ .Release.Name }}'],
  ...[
    ['x'],
    { a: 'b' },
    [{ name: 'n', value: 'v' }],
    'a-name-that-goes-on-and-on-until-it-has-more-than-63-characters-in-it',
  ],
];

/** Some changes to values; `undefined` where there are none. */
function changed(value: unknown, random: Random): unknown {
  if (typeof value === 'boolean') return chance(random, 8) ? !value : undefined;
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0 || Array.isArray(value))
    return chance(random, 2) ? random.pick(strange) : undefined;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const other = changed(inner, random);
    return other === undefined ? [] : [[key, other] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

suite('charts against the real Helm', () => {
  test('every chart of the corpus is printed as helm template prints it', { timeout: 1_200_000 }, (context) => {
    const lacks = helmLacking() ?? corpusLacking;
    if (lacks !== undefined) return lacking(context, lacks);
    const counts = { equal: 0, refusedByBoth: 0 };
    for (const { folder, values } of variants()) {
      const name = `${relative(corpus, folder)} ${values.map((file) => relative(folder, file)).join(' ')}`;
      const real = helmTemplate(
        folder,
        values.flatMap((file) => ['-f', file]),
      );
      const own = ours(folder, values);
      if ('refused' in real) {
        assert.notDeepEqual(own.problems, [], `${name}: Helm refuses it: ${real.refused}`);
        counts.refusedByBoth++;
        continue;
      }
      assert.deepEqual(own.problems, [], name);
      assert.equal(own.text, real.text, name);
      counts.equal++;
    }
    context.diagnostic(`${counts.equal} variants equal, ${counts.refusedByBoth} refused by Helm and said by us`);
    assert.ok(counts.equal > 0);
  });

  test('with generated values too', { timeout: 1_200_000 }, (context) => {
    const lacks = helmLacking() ?? corpusLacking;
    if (lacks !== undefined) return lacking(context, lacks);
    const counts = { equal: 0, refused: 0 };
    const random = new Random(1);
    for (const { folder } of variants().filter(({ values }) => values.length === 0)) {
      const chart = chartIn(folder);
      if (chart.missing.length > 0) continue;
      for (let round = 0; round < 25; round++) {
        const text = JSON.stringify(changed(plain(chart.values), random) ?? {});
        const real = helmWith(folder, text);
        const { files, problems } = renderChart({ chart, values: [readValues('x', new TextEncoder().encode(text))] });
        const manifests = manifestsOf(files);
        const said = [...problems, ...manifests.flatMap(({ mistake }) => mistake ?? [])];
        if ('refused' in real) counts.refused++;
        else {
          assert.deepEqual(said, [], text);
          assert.equal(printManifests(manifests).text, real.text, text);
          counts.equal++;
        }
      }
    }
    context.diagnostic(`${counts.equal} renderings equal, ${counts.refused} refused by Helm`);
    assert.ok(counts.equal > counts.refused);
  });

  test('the goldens of the small charts are what Helm prints', { timeout: 1_200_000 }, (context) => {
    const lacks = helmLacking();
    if (lacks !== undefined) return lacking(context, lacks);
    const goldens: Readonly<Record<string, string>> = JSON.parse(
      readFileSync(new URL('../core/render/helm/goldens.json', import.meta.url), 'utf8'),
    );
    for (const [rule, chart] of Object.entries(charts)) assert.equal(goldens[rule], smallHelm(chart), rule);
  });
});
