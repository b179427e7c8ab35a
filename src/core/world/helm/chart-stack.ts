import { child } from '../../manifest/node.ts';
import { RenderCache } from '../../render/helm/cache.ts';
import { type Chart, type ChartSource, type Dependency, loadChart } from '../../render/helm/chart.ts';
import { manifestsOf } from '../../render/helm/manifests.ts';
import { renderChart } from '../../render/helm/render.ts';
import { joined } from '../../render/paths.ts';
import { attempt, RenderError, type RenderProblem } from '../../render/problem.ts';
import { Dict } from '../../render/value.ts';
import { byFile } from '../by-file.ts';
import { sameItems } from '../common-ends.ts';
import { FileBytes } from '../file-bytes.ts';
import { type ParsedTexts, readRendered } from '../rendered.ts';
import type { Rendering, Stack } from '../stack.ts';
import { baseName, folderOf, type StackFile } from '../stack-file.ts';
import { sameVariant, type Variant } from './variants.ts';

/** What charts are rendered with, and where they find each other. */
export interface ChartContext {
  /** `v1.37.0`: the Kubernetes that charts are rendered for. */
  readonly kubeVersion: string;
  readonly gunzip: ChartSource['gunzip'];
  /** The files of the chart in a folder; none where there is no chart. */
  readonly chartFiles: (folder: string) => readonly StackFile[];
  readonly parsed: ParsedTexts;
}

/** The stacks of a chart, one for each variant, with what they were made of. */
export interface ChartStacks {
  readonly variants: readonly ChartStack[];
  readonly memory: ChartMemory;
}

/** The stack of one variant of a chart. */
interface ChartStack {
  readonly stack: Stack;
  readonly variant: Variant;
  readonly inputs: readonly StackFile[];
  /** Charts that it asked for outside of its folder, with their files. */
  readonly others: ReadonlyMap<string, readonly StackFile[]>;
}

/** What is kept between renderings of a chart. */
class ChartMemory {
  readonly cache = new RenderCache();
  readonly bytes = new FileBytes();
}

/** The stacks of the chart in a folder, called `nameOf` their variants. Those that read nothing which changed are the same again. */
export function chartStacks(
  nameOf: (variant: Variant) => string,
  folder: string,
  files: readonly StackFile[],
  variants: readonly Variant[],
  context: ChartContext,
  previous: ChartStacks | undefined,
): ChartStacks {
  const memory = previous?.memory ?? new ChartMemory();
  const stacks = variants.map((variant) => {
    const name = nameOf(variant);
    const before = previous?.variants.find(({ stack }) => stack.name === name);
    if (before !== undefined && sameVariant(before.variant, variant) && isCurrent(before, files, context))
      return before;
    return chartStack(name, folder, files, variant, context, memory, before);
  });
  return { variants: stacks, memory };
}

/**
 * The stack of one variant: what `helm template` prints with its values, without the tests, and the plain manifests that lie in
 * the chart (CRDs and the like).
 */
function chartStack(
  name: string,
  folder: string,
  files: readonly StackFile[],
  variant: Variant,
  context: ChartContext,
  memory: ChartMemory,
  previous: ChartStack | undefined,
): ChartStack {
  const others = new Map<string, readonly StackFile[]>();
  const chart = attempt(() => load(folder, files, { context, memory, others, around: [] }));
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
  if (chart instanceof RenderError || chart.isLibrary) {
    const why = `${where} is a Helm ${chart instanceof RenderError ? 'chart' : 'library chart'}: it has a Chart.yaml.`;
    const objects = chart instanceof RenderError ? `the chart cannot be read: ${chart.message}` : undefined;
    const rendering = chart instanceof RenderError ? { documents: [], problems: [unread(chart)] } : undefined;
    const stack = { ...about, why, resources: plain, unknowns: { objects }, ...(rendering && { rendering }) };
    return { stack, variant, inputs: files, others };
  }
  const rendering = render(chart, variant, context, memory, previous?.stack.rendering);
  const resources = [...plain, ...rendering.documents.flatMap((document) => document.resources)].sort(byFile);
  return {
    variant,
    inputs: files,
    others,
    stack: {
      ...about,
      why: `${where} is a Helm chart: it has a Chart.yaml. ${variant.why} It is for Kubernetes ${context.kubeVersion.slice(1)}.`,
      resources,
      unknowns: { objects: hidden(rendering.problems, files) },
      rendering,
    },
  };
}

function isCurrent({ inputs, others }: ChartStack, files: readonly StackFile[], { chartFiles }: ChartContext): boolean {
  return sameItems(inputs, files) && [...others].every(([folder, known]) => sameItems(known, chartFiles(folder)));
}

function unread({ message, at }: RenderError): RenderProblem {
  return { kind: 'unread', message, at };
}

interface Loading {
  readonly context: ChartContext;
  readonly memory: ChartMemory;
  readonly others: Map<string, readonly StackFile[]>;
  /** Folders of the charts that this one is loaded for. */
  readonly around: readonly string[];
}

/** Loads a chart; what is not vendored comes from where `file://` says, or from the chart beside it that is called so. */
function load(folder: string, files: readonly StackFile[], loading: Loading): Chart {
  const { context, memory, others, around } = loading;
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
  const { gunzip } = context;
  return loadChart(folder, {
    files: memory.bytes.byPath(files),
    cache: memory.cache,
    lookUp,
    ...(gunzip === undefined ? {} : { gunzip }),
  });
}

function render(
  chart: Chart,
  { name, values, replacesDefaults, release }: Variant,
  { kubeVersion, parsed }: ChartContext,
  { cache }: ChartMemory,
  previous: Rendering | undefined,
): Rendering {
  const { files, problems } = renderChart({
    chart: replacesDefaults ? { ...chart, values: new Dict() } : chart,
    values: values.map((part) => part.values),
    release: { name: release?.name ?? chart.name, namespace: release?.namespace ?? 'default' },
    kubeVersion,
    variant: name,
    cache,
  });
  const manifests = manifestsOf(files).filter(({ hook }) => hook === undefined || !isTest(hook));
  const mistakes = manifests.flatMap(({ mistake }): RenderProblem[] => {
    return mistake === undefined
      ? []
      : [{ kind: 'failed', message: mistake.message, at: mistake.callSite ?? mistake.at }];
  });
  const whole = manifests.filter(({ mistake }) => mistake === undefined);
  return { documents: readRendered(whole, previous?.documents ?? [], parsed), problems: [...problems, ...mistakes] };
}

/** Whether Helm applies a manifest only to test a release (`helm.sh/hook`). */
function isTest(hook: string): boolean {
  return hook.split(',').every((event) => /^test(-success|-failure)?$/.test(event.trim()));
}

/** Why objects may exist that the rendering does not show. */
function hidden(problems: readonly RenderProblem[], files: readonly StackFile[]): string | undefined {
  const [missing] = problems.filter(({ kind }) => kind === 'missing');
  if (missing !== undefined) return 'a chart that this one depends on is not in the workspace';
  if (problems.some(({ kind }) => kind === 'lacking')) return 'the chart needs values that it has no defaults for';
  if (problems.length > 0) return 'a part of the chart cannot be rendered';
  const isBare = !files.some(({ template }) => template);
  return isBare && files.some(({ root }) => child(root, 'dependencies') !== undefined)
    ? 'what the charts make that this one depends on is not known'
    : undefined;
}
