/**
 * Writes `test/core/render/helm/goldens.json`: what `helm template` prints of the charts beside it.
 * `node test/arbiters/generate-charts.ts`; needs Go.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { charts, type SmallChart } from '../core/render/helm/charts.ts';
import { bytesOf } from '../core/render/helm/small-chart.ts';
import { writeFiles } from '../support/folder.ts';
import { root } from '../support/sources.ts';
import { helmTemplate } from './helm.ts';

/** What Helm prints of a small chart. Throws where it refuses it. */
export function smallHelm(chart: SmallChart): string {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-chart-'));
  try {
    writeFiles(join(folder, 'chart'), Object.fromEntries(bytesOf(chart)));
    writeFiles(folder, { 'values.yaml': chart.values ?? '' });
    const version = chart.kubeVersion === undefined ? [] : ['--kube-version', chart.kubeVersion];
    const printed = helmTemplate(join(folder, 'chart'), ['-f', join(folder, 'values.yaml'), ...version]);
    if ('refused' in printed) throw new Error(printed.refused);
    return printed.text;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const goldens = Object.fromEntries(Object.entries(charts).map(([rule, chart]) => [rule, smallHelm(chart)]));
  writeFileSync(join(root, 'test/core/render/helm/goldens.json'), `${JSON.stringify(goldens, undefined, 2)}\n`);
}
