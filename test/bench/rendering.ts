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
/** cert-manager's. */
export const chart = join(corpus, 'cert-manager-chart/deploy/charts/cert-manager');

/** Renders the corpus' charts and overlays, and edits cert-manager's chart and the largest overlay. */
export function measureRendering(): RenderingFigures {
  const all = fileURLToPath(new URL('render-all.ts', import.meta.url));
  return {
    cold: median(Array.from({ length: 3 }, () => runProcess(all, []).milliseconds)),
    templateEdit: templateEdit(),
    valuesEdit: valuesEdit(),
    overlayEdit: overlayEdit(),
  };
}

/** A port in a template. */
export function templateEdit(): number {
  return chartEdit('templates/webhook-deployment.yaml', /name: healthcheck$/m, (round) => `name: health-${round}`);
}

/** A number that many templates read, in front of most values. */
export function valuesEdit(): number {
  return chartEdit('values.yaml', /^ {2}logLevel: 2$/m, (round) => `  logLevel: ${round}`);
}

function chartEdit(file: string, from: RegExp, to: (round: number) => string): number {
  const files = new Map(filesIn(chart));
  const cache = new RenderCache();
  const path = [...files.keys()].find((key) => key.endsWith(`/cert-manager/${file}`)) ?? '';
  const text = new TextDecoder().decode(files.get(path));
  return edits((round) => {
    files.set(path, new TextEncoder().encode(exchanged(text, from, to(round))));
    manifestsOf(renderChart({ chart: loadChart(asKey(chart), { files, cache }), cache }).files);
  });
}

/** Of three edits in the largest overlay the slowest: of all names, of an image, and of a port far below it. */
export function overlayEdit(): number {
  const [folder = ''] = overlaysBySize();
  const top = `${folder}/kustomization.yaml`;
  const below =
    readBy(folder).find((path) => path.endsWith('-server-deployment.yaml') && path.includes('/base/')) ?? '';
  return Math.max(
    fileEdit(folder, top, /^/, (round) => `namePrefix: team-${round}-\n`),
    fileEdit(folder, top, /$/, (round) => `images: [{name: quay.io/argoproj/argocd, newTag: v3.${round}}]\n`),
    fileEdit(folder, below, /containerPort: \d+/, (round) => `containerPort: ${8000 + round}`),
  );
}

function fileEdit(folder: string, path: string, from: RegExp, to: (round: number) => string): number {
  const loaded = new Map();
  const text = new TextDecoder().decode(corpusFile(path));
  return edits((round) => {
    const changed = exchanged(text, from, to(round));
    const edited = (file: string) => (file === path ? changed : corpusFile(file));
    for (const resource of build(folder, edited, { loaded }).resources) toText(resource);
  });
}

/** The kustomizations of the corpus, those with the most resources first. */
export function overlaysBySize(): readonly string[] {
  const sizes = new Map(kustomizations().map((folder) => [folder, sizeOf(folder)]));
  return [...sizes].toSorted(([, a], [, b]) => b - a).map(([folder]) => folder);
}

function sizeOf(folder: string): number {
  return build(folder, corpusFile).resources.length;
}

/** The files that a kustomization comes from. */
function readBy(folder: string): readonly string[] {
  const paths = new Set<string>();
  build(folder, (path) => {
    const content = corpusFile(path);
    if (content !== undefined) paths.add(path);
    return content;
  });
  return [...paths];
}

/** A text after an edit, which has to change something. */
function exchanged(text: string, from: RegExp, to: string): string {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`Nothing matches ${from}.`);
  return changed;
}

function edits(edit: (round: number) => void): number {
  // The first ones warm up what an editor has warm.
  for (let round = 0; round < 30; round++) edit(100 + round);
  const times = Array.from({ length: rounds }, (_, round) => timeOf(() => edit(200 + round)));
  return quantile(sorted(times), 0.95);
}
