import picomatch from 'picomatch';
import type { Resource } from '../resources/resource.ts';
import { byFile, exchange } from './by-file.ts';
import { commonEnds, sameItems } from './common-ends.ts';
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
 * The stack of an entry of the configuration: the plain manifests among its files, and what its kustomizations make. It
 * wins over everything that would be found without it.
 */
export function statedStack(
  { stack: stated, roots }: StatedLayout,
  files: readonly StackFile[],
  parts: ReadonlySet<string>,
  context: RenderContext,
  previous: StatedResult | undefined,
): StatedResult {
  const known = new Map(previous?.builds.map((build) => [build.root.path, build]));
  const builds = roots.map((root) => buildKustomization(root, context, known.get(root.file.path)));
  const whole = parts.size === 0 ? files : files.filter(({ path }) => !parts.has(path));
  if (previous !== undefined && sameItems(previous.builds, builds)) {
    if (sameItems(previous.files, files) && sameItems(previous.whole, whole)) return previous;
    if (builds.length === 0 && sameUse(previous.files, files) && sameUse(previous.whole, whole))
      return { files, whole, builds, stack: { ...previous.stack, resources: edited(previous, whole) } };
  }
  const built = new Set(builds.flatMap(({ inputs }) => inputs));
  const plain = whole.filter((file) => !built.has(file));
  const hidden = builds.find((build) => build.hidden !== undefined)?.hidden;
  const template = plain.find((file) => file.template);
  const documents = builds.flatMap((build) => build.documents).sort(byFile);
  return {
    files,
    whole,
    builds,
    stack: {
      name: stated.name,
      kind: 'stated',
      root: stated.paths.length === 1 ? (stated.paths[0] ?? '') : '',
      why: `.portolan.yaml states this stack: ${stated.paths.join(', ')}.`,
      namespace: stated.namespace,
      files: [...new Set([...files.filter(isOfUse), ...built])].map(({ path }) => path).sort(),
      resources: [
        ...plain.flatMap(({ resources }) => resources),
        ...documents.flatMap(({ resources }) => resources),
      ].sort(byFile),
      unknowns: {
        objects:
          hidden ?? (template === undefined ? undefined : `${template.path} is a template that is not rendered here`),
      },
      ...(builds.length === 0
        ? {}
        : { rendering: { documents, problems: builds.flatMap(({ problems }) => problems) } }),
    },
  };
}

/** Whether the same files count, so that only their objects may differ. */
function sameUse(before: readonly StackFile[], now: readonly StackFile[]): boolean {
  return sameFiles(before, now, (old, file) => old.template === file.template && isOfUse(old) === isOfUse(file));
}

/** The objects of a stack without kustomizations after an edit of some of its files. */
function edited({ whole: before, stack }: StatedResult, now: readonly StackFile[]): readonly Resource[] {
  // Both lists are of the same paths.
  const { head, tail } = commonEnds(before, now);
  const objectsOf = (files: readonly StackFile[], others: readonly StackFile[]) =>
    files.slice(head, files.length - tail).flatMap((file, i) => (others[head + i] === file ? [] : file.resources));
  return exchange(stack.resources, objectsOf(before, now), objectsOf(now, before));
}

function isOfUse({ resources, root, template }: StackFile): boolean {
  return resources.length > 0 || root !== undefined || template;
}
