import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Chart, type ChartSource, loadChart } from '../../core/render/helm/chart.ts';
import { attempt, RenderError } from '../../core/render/problem.ts';
import { gunzip, maxChartBytes } from '../../server/node/gunzip.ts';
import { toSlashes } from '../../server/node/scan.ts';

/** Absolute paths as the core has them: with `/`, none in front. */
export function asKey(path: string): string {
  return toSlashes(resolve(path)).replace(/^\//, '');
}

/** The path of a key. */
export function asPath(key: string): string {
  return resolve(/^[A-Za-z]:\//.test(key) ? key : `/${key}`);
}

/**
 * Loads the chart in a folder. Dependencies that are not vendored are taken from where `file://` says, or from the chart beside
 * it whose folder is called so.
 */
export function chartIn(folder: string, around: readonly string[] = []): Chart {
  const source: ChartSource = {
    files: filesIn(folder),
    gunzip,
    lookUp: ({ name, repository }, from) => {
      const path = repository.startsWith('file://')
        ? resolve(asPath(from), repository.slice('file://'.length))
        : join(dirname(asPath(from)), name);
      if (path === folder || around.includes(path)) return undefined;
      const chart = attempt(() => chartIn(path, [...around, folder]));
      return chart instanceof RenderError || chart.name !== name ? undefined : chart;
    },
  };
  return loadChart(asKey(folder), source);
}

/** The contents of all files in a folder, those that cannot be read left out. */
export function filesIn(folder: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let left = maxChartBytes;
  const visit = (path: string, depth: number) => {
    for (const name of namesIn(path)) {
      const inside = join(path, name);
      const stats = statSync(inside, { throwIfNoEntry: false });
      if (name === '.git' || name === 'node_modules' || stats === undefined) continue;
      if (stats.isDirectory()) {
        if (depth < 32) visit(inside, depth + 1);
        continue;
      }
      left -= stats.size;
      if (left < 0) throw new RenderError(`the chart is larger than ${maxChartBytes / 1024 / 1024} MB`);
      if (stats.isFile()) files.set(asKey(inside), readFileSync(inside));
    }
  };
  visit(resolve(folder), 0);
  return files;
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
