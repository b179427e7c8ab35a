import picomatch from 'picomatch';
import type { Resource } from '../resources/resource.ts';
import { byFile, exchange } from './by-file.ts';
import { commonEnds, sameItems } from './common-ends.ts';
import { type ChartStacks, chartStacks } from './helm/chart-stack.ts';
import type { Variant } from './helm/variants.ts';
import { buildKustomization, type KustomizeBuild } from './kustomize/kustomize-build.ts';
import type { StatedLayout } from './layout.ts';
import type { RenderContext } from './render-context.ts';
import type { Stack } from './stack.ts';
import { liesIn, type StackFile, sameFiles } from './stack-file.ts';

/** A stack that the configuration states outright. */
export interface StatedStack {
  readonly name: string;
  /** Folders, files or glob patterns. */
  readonly paths: readonly string[];
  readonly namespace: string | undefined;
}

/** A stated stack with what it was made of. */
export interface StatedResult {
  readonly stack: Stack;
  readonly files: readonly StackFile[];
  /** Those of them that hold objects of their own, not parts that a kustomization uses. */
  readonly whole: readonly StackFile[];
  readonly builds: readonly KustomizeBuild[];
  /** What its charts make, by folder; of those that others of them use, that is what they would make alone. */
  readonly charts: ReadonlyMap<string, ChartStacks>;
}

/** picomatch refuses patterns of 65,536 characters. */
const maxPattern = 65_536;

/** Whether a path belongs to a stated stack. */
export function matcherOf({ paths }: StatedStack): (path: string) => boolean {
  const folders: string[] = [];
  const globs: ((path: string) => boolean)[] = [];
  for (const pattern of paths) {
    const folder = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
    if (/[*?{[]/.test(pattern) && pattern.length < maxPattern) globs.push(picomatch(pattern, { dot: true }));
    else folders.push(folder === '.' ? '' : folder);
  }
  return (path) => folders.some((folder) => liesIn(path, folder)) || globs.some((matches) => matches(path));
}

/**
 * The stack of an entry of the configuration: the plain manifests among its files, and what its kustomizations and its charts
 * make, a chart with the first values that there are for it. It wins over everything that would be found without it.
 */
export function statedStack(
  { stack: stated, roots, charts: folders }: StatedLayout,
  files: readonly StackFile[],
  parts: ReadonlySet<string>,
  variantsOf: (folder: string) => readonly Variant[],
  context: RenderContext,
  previous: StatedResult | undefined,
): StatedResult {
  const known = new Map(previous?.builds.map((build) => [build.root.path, build]));
  const builds = roots.map((root) => buildKustomization(root, context, known.get(root.file.path)));
  const charts = new Map(
    folders.map((folder) => {
      const variants = variantsOf(folder)
        .slice(0, 1)
        .map((variant) => inNamespace(variant, stated.namespace));
      const known = previous?.charts.get(folder);
      return [folder, chartStacks(() => stated.name, folder, context.chartFiles(folder), variants, context, known)];
    }),
  );
  const made = chartsOf(charts, builds);
  const whole = parts.size === 0 ? files : files.filter(({ path }) => !parts.has(path));
  const built = new Set(builds.flatMap(({ inputs }) => inputs));
  const isPlain = (file: StackFile) => !built.has(file) && !folders.some((folder) => liesIn(file.path, folder));
  if (
    previous !== undefined &&
    sameItems(previous.builds, builds) &&
    sameItems(chartsOf(previous.charts, builds), made)
  ) {
    if (sameItems(previous.files, files) && sameItems(previous.whole, whole)) return { ...previous, charts };
    if (sameUse(previous.files, files) && sameUse(previous.whole, whole)) {
      const resources = edited(previous, whole, isPlain);
      return { files, whole, builds, charts, stack: { ...previous.stack, resources } };
    }
  }
  const plain = whole.filter(isPlain);
  const hidden = [...builds.map((build) => build.hidden), ...made.map(({ unknowns }) => unknowns.objects)];
  const template = plain.find((file) => file.template);
  const renderings = [...builds, ...made.flatMap(({ rendering }) => rendering ?? [])];
  const documents = renderings.flatMap((rendering) => rendering.documents).sort(byFile);
  return {
    files,
    whole,
    builds,
    charts,
    stack: {
      name: stated.name,
      kind: 'stated',
      root: stated.paths.length === 1 ? (stated.paths[0] ?? '') : '',
      why: `.portolan.yaml states this stack: ${stated.paths.join(', ')}.`,
      namespace: stated.namespace,
      files: [
        ...new Set([
          ...[...files.filter((file) => isOfUse(file) && isPlain(file)), ...built].map(({ path }) => path),
          ...[...charts.values()].flatMap(({ variants }) => variants.flatMap(({ stack }) => stack.files)),
        ]),
      ].sort(),
      resources: [
        ...plain.flatMap(({ resources }) => resources),
        ...builds.flatMap((build) => build.documents.flatMap(({ resources }) => resources)),
        ...made.flatMap(({ resources }) => resources),
      ].sort(byFile),
      unknowns: {
        objects:
          hidden.find((why) => why !== undefined) ??
          (template === undefined ? undefined : `${template.path} is a template that is not rendered here`),
      },
      ...(renderings.length === 0
        ? {}
        : { rendering: { documents, problems: renderings.flatMap(({ problems }) => problems) } }),
    },
  };
}

/** The stacks of charts that are applied for themselves: not those that other ones or kustomizations are made with. */
function chartsOf(charts: ReadonlyMap<string, ChartStacks>, builds: readonly KustomizeBuild[]): readonly Stack[] {
  const used = new Set(builds.flatMap((build) => [...build.charts.keys()]));
  for (const { read } of charts.values()) for (const folder of read.others.keys()) used.add(folder);
  return [...charts].flatMap(([folder, { variants }]) => (used.has(folder) ? [] : variants.map(({ stack }) => stack)));
}

/** A variant that is installed into the namespace that something states. */
function inNamespace(variant: Variant, namespace: string | undefined): Variant {
  return namespace === undefined ? variant : { ...variant, release: { name: variant.release?.name, namespace } };
}

/** Whether the same files count, so that only their objects may differ. */
function sameUse(before: readonly StackFile[], now: readonly StackFile[]): boolean {
  return sameFiles(before, now, (old, file) => old.template === file.template && isOfUse(old) === isOfUse(file));
}

/** The objects of a stack after an edit of some of its plain files. */
function edited(
  { whole: before, stack }: StatedResult,
  now: readonly StackFile[],
  isPlain: (file: StackFile) => boolean,
): readonly Resource[] {
  // Both lists are of the same paths.
  const { head, tail } = commonEnds(before, now);
  const objectsOf = (files: readonly StackFile[], others: readonly StackFile[]) =>
    files
      .slice(head, files.length - tail)
      .flatMap((file, i) => (others[head + i] === file || !isPlain(file) ? [] : file.resources));
  return exchange(stack.resources, objectsOf(before, now), objectsOf(now, before));
}

function isOfUse({ resources, root, template }: StackFile): boolean {
  return resources.length > 0 || root !== undefined || template;
}
