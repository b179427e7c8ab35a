import { child } from '../../manifest/node.ts';
import { RenderCache } from '../../render/helm/cache.ts';
import { type Chart, type Dependency, loadChart } from '../../render/helm/chart.ts';
import { manifestsOf } from '../../render/helm/manifests.ts';
import { renderChart } from '../../render/helm/render.ts';
import { joined } from '../../render/paths.ts';
import { attempt, RenderError, type RenderProblem } from '../../render/problem.ts';
import { Dict } from '../../render/value.ts';
import { byFile } from '../by-file.ts';
import { sameItems } from '../common-ends.ts';
import type { RenderContext } from '../render-context.ts';
import { readRendered } from '../rendered.ts';
import type { Rendering, Stack } from '../stack.ts';
import { baseName, folderOf, type StackFile } from '../stack-file.ts';
import { inPresentTexts } from './present-texts.ts';
import { sameVariant, type Variant } from './variants.ts';

/** The stacks of a chart, one for each variant, with what they were made of. */
export interface ChartStacks {
  readonly variants: readonly ChartStack[];
  readonly read: ReadChart;
  /** What is kept between renderings. */
  readonly cache: RenderCache;
}

/** The stack of one variant of a chart. */
interface ChartStack {
  readonly stack: Stack;
  readonly variant: Variant;
}

/** The chart in a folder, which serves all its variants. */
interface ReadChart {
  readonly chart: Chart | RenderError;
  /** The files of its folder. */
  readonly files: readonly StackFile[];
  /** Charts that it asked for outside of its folder, with their files. */
  readonly others: ReadonlyMap<string, readonly StackFile[]>;
}

/** The stacks of the chart in a folder, named by their variants. Those that read nothing which changed are the same again. */
export function chartStacks(
  nameOf: (variant: string) => string,
  folder: string,
  files: readonly StackFile[],
  variants: readonly Variant[],
  context: RenderContext,
  previous: ChartStacks | undefined,
): ChartStacks {
  const cache = previous?.cache ?? new RenderCache();
  const isSame = previous !== undefined && isCurrent(previous.read, files, context);
  const read = isSame ? previous.read : readChart(folder, files, context, cache);
  const stacks = variants.map((variant) => {
    const name = nameOf(variant.name);
    const before = previous?.variants.find(({ stack }) => stack.name === name);
    if (isSame && before !== undefined && sameVariant(before.variant, variant)) return before;
    return { variant, stack: chartStack(name, folder, read, variant, context, cache, before?.stack.rendering) };
  });
  return { variants: stacks, read, cache };
}

/**
 * The stack of one variant: what `helm template` prints with its values, without the tests, and the plain manifests that lie in
 * the chart (CRDs and the like).
 */
function chartStack(
  name: string,
  folder: string,
  { chart, files }: ReadChart,
  variant: Variant,
  context: RenderContext,
  cache: RenderCache,
  previous: Rendering | undefined,
): Stack {
  const used = files.filter(({ resources, template, path }) => {
    return resources.length > 0 || template || /^(Chart|values)\.ya?ml$/.test(baseName(path));
  });
  const plain = used.flatMap(({ resources }) => resources);
  const values = variant.values.map(({ file }) => file).filter((file) => !used.some(({ path }) => path === file));
  const about = {
    name,
    kind: 'helm' as const,
    root: folder,
    variant: variant.name,
    namespace: variant.release?.namespace,
    files: [...new Set([...used.map(({ path }) => path), ...values])].sort(),
  };
  const where = folder === '' ? 'The top folder' : folder;
  if (chart instanceof RenderError) {
    const { message, at } = chart;
    return {
      ...about,
      why: `${where} is a Helm chart: it has a Chart.yaml.`,
      resources: plain,
      unknowns: { objects: `the chart cannot be read: ${message}` },
      rendering: { documents: [], problems: [{ kind: 'unread', message, at }] },
    };
  }
  if (chart.isLibrary) {
    const why = `${where} is a Helm library chart: it has a Chart.yaml.`;
    return { ...about, why, resources: plain, unknowns: { objects: undefined } };
  }
  const rendering = render(chart, variant, context, cache, previous);
  const resources = [...plain, ...rendering.documents.flatMap((document) => document.resources)].sort(byFile);
  return {
    ...about,
    why: `${where} is a Helm chart: it has a Chart.yaml. ${variant.why} It is for Kubernetes ${context.kubeVersion.slice(1)}.`,
    resources,
    unknowns: { objects: hidden(rendering.problems, files) },
    rendering,
  };
}

/** Whether reading a chart would come to the same again. */
function isCurrent(read: ReadChart, files: readonly StackFile[], { chartFiles }: RenderContext): boolean {
  return (
    sameItems(read.files, files) && [...read.others].every(([folder, known]) => sameItems(known, chartFiles(folder)))
  );
}

function readChart(folder: string, files: readonly StackFile[], context: RenderContext, cache: RenderCache): ReadChart {
  const others = new Map<string, readonly StackFile[]>();
  const chart = attempt(() => load(folder, files, { context, cache, others, around: [] }));
  return { chart, files, others };
}

interface Loading {
  readonly context: RenderContext;
  readonly cache: RenderCache;
  readonly others: Map<string, readonly StackFile[]>;
  /** Folders of the charts that this one is loaded for. */
  readonly around: readonly string[];
}

/** Loads a chart; what is not vendored comes from where `file://` says, or from the chart beside it that is called so. */
function load(folder: string, files: readonly StackFile[], loading: Loading): Chart {
  const { context, cache, others, around } = loading;
  const lookUp = ({ name, repository }: Dependency, from: string): Chart | undefined => {
    const path = repository.startsWith('file://')
      ? joined(from, repository.slice('file://'.length))
      : joined(folderOf(from), name);
    if (path === from || path === folder || around.includes(path)) return undefined;
    const found = context.chartFiles(path);
    others.set(path, found);
    if (found.length === 0) return undefined;
    const chart = attempt(() => load(path, found, { ...loading, around: [...around, folder] }));
    return chart instanceof RenderError || chart.name !== name ? undefined : chart;
  };
  return loadChart(folder, {
    files: context.bytes.byPath(files),
    gunzip: context.gunzip,
    cache,
    standIns: context.standIns,
    lookUp,
  });
}

function render(
  chart: Chart,
  { name, values, replacesDefaults, release }: Variant,
  { kubeVersion, parsed, standIns }: RenderContext,
  cache: RenderCache,
  previous: Rendering | undefined,
): Rendering {
  const rendered = renderChart({
    chart: replacesDefaults ? { ...chart, values: new Dict() } : chart,
    values: values.map((part) => part.values),
    release: { name: release?.name ?? chart.name, namespace: release?.namespace ?? 'default' },
    kubeVersion,
    variant: name,
    cache,
    standIns,
  });
  const manifests = manifestsOf(rendered.files).filter(({ hook }) => hook === undefined || !isTest(hook));
  const mistakes = manifests.flatMap(({ mistake }): RenderProblem[] => {
    return mistake === undefined
      ? []
      : [{ kind: 'failed', message: mistake.message, at: mistake.callSite ?? mistake.at }];
  });
  const outdated = values.flatMap(({ problem }) => problem ?? []);
  const whole = manifests.filter(({ mistake }) => mistake === undefined);
  const { texts, problems } = inPresentTexts(whole, [...rendered.problems, ...outdated, ...mistakes]);
  return { documents: readRendered(texts, previous?.documents ?? [], parsed), problems };
}

/** Whether Helm applies a manifest only to test a release (`helm.sh/hook`). */
function isTest(hook: string): boolean {
  return hook.split(',').every((event) => /^test(-success|-failure)?$/.test(event.trim()));
}

/** Why objects may exist that the rendering does not show. */
function hidden(all: readonly RenderProblem[], files: readonly StackFile[]): string | undefined {
  const problems = all.filter(({ change }) => change === undefined);
  if (problems.some(({ kind }) => kind === 'missing'))
    return 'a chart that this one depends on is not in the workspace';
  if (problems.some(({ kind }) => kind === 'lacking')) return 'the chart needs values that it has no defaults for';
  if (problems.length > 0) return 'a part of the chart cannot be rendered';
  const isBare = !files.some(({ template }) => template);
  return isBare && files.some(({ root }) => child(root, 'dependencies') !== undefined)
    ? 'what the charts make that this one depends on is not known'
    : undefined;
}
