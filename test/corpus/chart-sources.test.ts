import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite, test } from 'node:test';
import { asKey, filesIn } from '../../src/cli/render/chart-folder.ts';
import { wholeSource } from '../../src/cli/render/json.ts';
import { RenderCache } from '../../src/core/render/helm/cache.ts';
import { loadChart } from '../../src/core/render/helm/chart.ts';
import { manifestsOf } from '../../src/core/render/helm/manifests.ts';
import { renderChart } from '../../src/core/render/helm/render.ts';
import type { Origin } from '../../src/core/render/origin/origin.ts';
import { Dict, type Item, isString, List, stringOf } from '../../src/core/render/value.ts';
import { loadYamlDocuments } from '../../src/core/render/yaml/load.ts';
import { corpus, corpusLacking } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';

/** What the network is made of: ports, names, labels, selectors, hosts. */
const asked =
  /\/(?:ports\/\d+\/\w+|metadata\/(?:name|namespace)|(?:matchLabels|labels|selector)\/[^/]+|hosts?(?:\/\d+)?|number)$/;

const folders = [
  'online-boutique/helm-chart',
  'cert-manager-chart/deploy/charts/cert-manager',
  'ingress-nginx/charts/ingress-nginx',
];

/** A chart whose files are changed and rendered again. */
class Chart {
  readonly #folder: string;
  readonly #files: Map<string, Uint8Array>;
  readonly #cache = new RenderCache();

  constructor(folder: string) {
    this.#folder = folder;
    this.#files = new Map(filesIn(folder));
  }

  /** The scalars of all manifests, by template, number and path. */
  render(): ReadonlyMap<string, Item> {
    const scalars = new Map<string, Item>();
    const [cache, files] = [this.#cache, this.#files];
    const { files: rendered } = renderChart({ chart: loadChart(asKey(this.#folder), { files, cache }), cache });
    for (const file of rendered)
      for (const [index, { name, text, mistake }] of manifestsOf([file]).entries())
        if (mistake === undefined)
          for (const item of loadYamlDocuments(text, '')) collect(item, `${name}#${index}`, scalars);
    return scalars;
  }

  /** What stands at a place. */
  said({ file, start, end }: Origin): string {
    return new TextDecoder().decode(this.#files.get(file)).slice(start, end);
  }

  /** The scalar at a path once something else stands at a place. */
  changed(path: string, origin: Origin): string | undefined {
    const { file, start, end } = origin;
    const bytes = this.#files.get(file);
    assert.ok(bytes !== undefined, `${file} is no file of the chart`);
    const text = new TextDecoder().decode(bytes);
    const had = this.said(origin);
    const other = /^["']?\d+["']?$/.test(had) ? had.replace(/\d+/, '7') : had.startsWith('"') ? '"zz9"' : 'zz9';
    this.#files.set(file, new TextEncoder().encode(text.slice(0, start) + other + text.slice(end)));
    const after = this.render().get(path);
    this.#files.set(file, bytes);
    return after === undefined ? undefined : textOf(after);
  }
}

function collect({ value, source }: Item, path: string, scalars: Map<string, Item>): void {
  if (value instanceof List)
    for (const [index, item] of value.items.entries()) collect(item, `${path}/${index}`, scalars);
  else if (value instanceof Dict)
    for (const [key, entry] of value.entries) collect(entry, `${path}/${key.replaceAll('/', '~1')}`, scalars);
  else scalars.set(path, { value, source });
}

function textOf({ value }: Item): string {
  return isString(value) ? stringOf(value) : String(value);
}

suite('every port, name, label, selector and host of the charts of the corpus', () => {
  for (const folder of folders)
    test(`comes from where it is said to come from: ${folder}`, { timeout: 300_000 }, (context) => {
      if (corpusLacking !== undefined) return lacking(context, corpusLacking);
      assert.ok(existsSync(join(corpus, folder)));
      const chart = new Chart(join(corpus, folder));
      const misses: string[] = [];
      let [places, entries] = [0, 0];
      for (const [path, item] of chart.render()) {
        if (!asked.test(path)) continue;
        const source = wholeSource(item);
        assert.ok(source !== undefined, `${path} has no source`);
        const isKept = (origin: Origin, what: string) => {
          if (chart.changed(path, origin) !== textOf(item)) return;
          misses.push(`${path}: ${what} ${relative(asKey(corpus), origin.file)} "${chart.said(origin)}"`);
        };
        places++;
        isKept(source.at, 'template');
        if (source.values === undefined) continue;
        entries++;
        isKept(source.values, 'values');
      }
      context.diagnostic(`${places} places in templates and ${entries} entries of values, each changed`);
      assert.ok(places > 100);
      assert.deepEqual(misses, []);
    });
});
