/**
 * Helm charts as Helm v4.3 renders them without a cluster (`helm template`); where values are put together it can also be v3.22.
 */
import { base } from '../go/path.ts';
import { attempt, RenderError, type RenderProblem } from '../problem.ts';
import { bare, cloned, Dict, dictAt, type Item } from '../value.ts';
import { RenderCache } from './cache.ts';
import { capabilities, defaultKubeVersion, normalVersion } from './capabilities.ts';
import { type Chart, type Dependency, mergeMaps } from './chart.ts';
import { coalesceValues, type HelmVersion } from './coalesce.ts';
import { nameOf, processDependencies } from './dependencies.ts';
import { filesOf } from './files.ts';
import { inRange } from './in-range.ts';
import { ChartNode } from './node.ts';
import type { RenderedFile } from './rendered-file.ts';
import { Renderer, type Template } from './renderer.ts';
import { StandIns } from './stand-ins.ts';

/** What is to be rendered, and for what. */
export interface RenderInput {
  readonly chart: Chart;
  /** Values over the chart's own (`readValues`); later ones win. */
  readonly values?: readonly Dict[];
  readonly release?: { readonly name?: string; readonly namespace?: string };
  readonly kubeVersion?: string;
  /** API versions beside those that Helm knows. */
  readonly apiVersions?: readonly string[];
  readonly helm?: HelmVersion;
  /** Which of several renderings of the chart it is, for what is kept of it. */
  readonly variant?: string;
  /** Keeps what parsing and executing make, between renderings. */
  readonly cache?: RenderCache;
  /** What stands in for templates that do not parse. */
  readonly standIns?: StandIns;
}

export interface RenderedChart {
  readonly files: readonly RenderedFile[];
  readonly problems: readonly RenderProblem[];
  /** Subcharts that take part and are nowhere. */
  readonly missing: readonly Dependency[];
}

/**
 * Renders a chart as `helm template` does (Helm's pkg/engine), with two differences: what fails is left out and said, file by
 * file, and `required` and `fail` go on as `helm lint` has them. Never throws for what charts hold.
 */
export function renderChart(input: RenderInput): RenderedChart {
  const helm = input.helm ?? 'v4';
  const given = (input.values ?? []).reduce(mergeMaps, new Dict());
  const root = new ChartNode(input.chart);
  const problems: RenderProblem[] = [];
  const caught = attempt(() => {
    processDependencies(root, given, helm);
    return coalesceValues(root, given, helm);
  });
  if (caught instanceof RenderError) problems.push({ kind: 'unread', message: caught.message, at: caught.at });
  const values = caught instanceof RenderError ? given : caught;
  const missing = lookOver(root, problems);
  const wanted = mismatch(input.chart, input.kubeVersion ?? defaultKubeVersion);
  if (wanted !== undefined) problems.push(wanted);
  const shared = new Dict();
  const { name = 'release-name', namespace = 'default' } = input.release ?? {};
  shared.set('Release', bare(releaseOf(name, namespace)));
  shared.set('Capabilities', bare(capabilities(input.kubeVersion ?? defaultKubeVersion, input.apiVersions ?? [])));
  const templates = new Map<string, Template>();
  const { cache = new RenderCache(), standIns = new StandIns() } = input;
  collect(root, shared, values, templates, cache);
  const files = new Renderer(templates, problems, missing.length > 0, cache, standIns).run(
    cache.executions(`${input.chart.folder} ${input.variant ?? ''}`),
  );
  return { files, problems, missing };
}

/** What Helm refuses about the charts that take part. Gives those that are nowhere. */
function lookOver(node: ChartNode, problems: RenderProblem[]): readonly Dependency[] {
  for (const problem of node.chart.problems) problems.push({ kind: 'unread', ...problem });
  const missing = node.declared.filter((each) => !node.dependencies.some(({ name }) => name === nameOf(each)));
  for (const { name, version, at } of missing)
    problems.push({
      kind: 'missing',
      message: `found in Chart.yaml, but missing in charts/ directory: ${name}${version === '' ? '' : ` ${version}`}`,
      at,
    });
  return [...missing, ...node.dependencies.flatMap((sub) => lookOver(sub, problems))];
}

/** A chart for another Kubernetes, which Helm refuses; it is rendered all the same. */
function mismatch({ kubeVersion, metadata }: Chart, version: string): RenderProblem | undefined {
  if (kubeVersion === '' || inRange(kubeVersion, normalVersion(version))) return undefined;
  const message = `chart requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${version}`;
  return { kind: 'unread', message, at: metadata.get('KubeVersion')?.source?.at };
}

/** Collects templates with what they see (`recAllTpls`). Gives what the chart's templates see. */
function collect(
  node: ChartNode,
  shared: Dict,
  values: Dict,
  templates: Map<string, Template>,
  cache: RenderCache,
): Dict {
  const dot = new Dict();
  const subcharts = new Dict();
  const metadata = cloned(node.chart.metadata);
  if (node.name !== node.chart.name) metadata.set('Name', bare(node.name));
  metadata.set('IsRoot', bare(node.parent === undefined));
  dot.set('Chart', bare(metadata));
  dot.set('Files', bare(filesOf(node.chart.files, cache)));
  for (const [key, entry] of shared.entries) dot.set(key, entry);
  dot.set('Values', bare(values));
  dot.set('Subcharts', bare(subcharts));
  for (const sub of node.dependencies)
    subcharts.set(sub.name, bare(collect(sub, shared, dictAt(values, sub.name) ?? new Dict(), templates, cache)));
  const basePath = `${node.path}/templates`;
  for (const file of node.chart.templates) {
    if (node.chart.isLibrary && !base(file.name).startsWith('_')) continue;
    templates.set(`${node.path}/${file.name}`, { file, dot, basePath });
  }
  return dot;
}

function releaseOf(name: string, namespace: string): Dict {
  const release = new Dict();
  const fields: readonly (readonly [string, Item['value']])[] = [
    ['Name', name],
    ['Namespace', namespace],
    ['IsUpgrade', false],
    ['IsInstall', true],
    ['Revision', 1n],
    ['Service', 'Helm'],
  ];
  for (const [key, value] of fields) release.set(key, bare(value));
  return release;
}
