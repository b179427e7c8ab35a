import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asKey, filesIn } from '../../src/cli/render/chart-folder.ts';
import { RenderCache } from '../../src/core/render/helm/cache.ts';
import { loadChart } from '../../src/core/render/helm/chart.ts';
import { manifestsOf } from '../../src/core/render/helm/manifests.ts';
import { renderChart } from '../../src/core/render/helm/render.ts';
import { build, toText } from '../../src/core/render/kustomize/build.ts';
import { corpus } from '../support/corpus.ts';
import { corpusFile, kustomizations } from '../support/kustomize.ts';
import { median, quantile, runProcess, sorted, timeOf } from './measure.ts';

/** What rendering costs, in milliseconds; edits p95, to the texts of all manifests. */
export interface RenderingFigures {
  /** Every chart and kustomization of the corpus once, in a process of its own. */
  readonly cold: number;
  readonly templateEdit: number;
  readonly valuesEdit: number;
  readonly overlayEdit: number;
}

const rounds = 100;
const chart = join(corpus, 'cert-manager-chart/deploy/charts/cert-manager');

/** Renders the corpus' charts and overlays, and edits cert-manager's chart and the largest overlay. */
export function measureRendering(): RenderingFigures {
  const all = fileURLToPath(new URL('render-all.ts', import.meta.url));
  return {
    cold: median(Array.from({ length: 3 }, () => runProcess(all, []).milliseconds)),
    templateEdit: chartEdit('templates/deployment.yaml'),
    valuesEdit: chartEdit('values.yaml'),
    overlayEdit: overlayEdit(),
  };
}

function chartEdit(file: string): number {
  const files = new Map(filesIn(chart));
  const cache = new RenderCache();
  const path = [...files.keys()].find((key) => key.endsWith(`/cert-manager/${file}`)) ?? '';
  const text = new TextDecoder().decode(files.get(path));
  const render = () => manifestsOf(renderChart({ chart: loadChart(asKey(chart), { files, cache }), cache }).files);
  return edits((round) => {
    files.set(path, new TextEncoder().encode(`${text}\n# typed ${round}\n`));
    render();
  });
}

function overlayEdit(): number {
  const [folder = ''] = kustomizations().toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const loaded = new Map();
  const path = `${folder}/kustomization.yaml`;
  const text = new TextDecoder().decode(corpusFile(path));
  return edits((round) => {
    const edited = (file: string) => (file === path ? `${text}\n# typed ${round}\n` : corpusFile(file));
    for (const resource of build(folder, edited, { loaded }).resources) toText(resource);
  });
}

function sizeOf(folder: string): number {
  return build(folder, corpusFile).resources.length;
}

function edits(edit: (round: number) => void): number {
  // The first ones warm up what an editor has warm.
  for (let round = 0; round < 30; round++) edit(-round);
  const times = Array.from({ length: rounds }, (_, round) => timeOf(() => edit(round)));
  return quantile(sorted(times), 0.95);
}
