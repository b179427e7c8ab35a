import picomatch from 'picomatch';
import { sameItems } from './common-ends.ts';
import { buildKustomization, type KustomizationFiles, type KustomizeBuild } from './kustomize/kustomize-stack.ts';
import type { Layout } from './layout.ts';
import type { Stack } from './stack.ts';
import { folderOf, liesIn, type StackFile } from './stack-file.ts';

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
  stated: StatedStack,
  files: readonly StackFile[],
  layout: Layout,
  lookup: KustomizationFiles,
  previous: StatedResult | undefined,
): StatedResult {
  const own = new Set(files.map(({ path }) => folderOf(path)));
  const kustomizations = [...layout.kustomizations.values()].filter(
    ({ folder, file }) => own.has(folder) && files.includes(file),
  );
  const builds = kustomizations.map((root, i) => buildKustomization(root, lookup, previous?.builds[i], false));
  if (previous !== undefined && sameItems(previous.files, files) && sameItems(previous.builds, builds)) return previous;
  // A base among the files is part of the overlay that includes it, in the form that the overlay gives it.
  const outer = builds.filter(
    (build, i) =>
      !builds.some(
        (other, j) => i !== j && other.inputs.length > build.inputs.length && holds(other, kustomizations[i]?.file),
      ),
  );
  const built = new Set(outer.flatMap(({ inputs }) => inputs));
  const plain = files.filter((file) => !built.has(file) && !layout.parts.has(file.path));
  const hidden = outer.find((build) => build.hidden !== undefined)?.hidden;
  const template = plain.find((file) => file.template);
  return {
    files,
    builds,
    stack: {
      name: stated.name,
      kind: 'stated',
      root: stated.paths.length === 1 ? (stated.paths[0] ?? '') : '',
      why: `.portolan.yaml states this stack: ${stated.paths.join(', ')}.`,
      namespace: stated.namespace,
      files: [...new Set([...files, ...built])]
        .filter(isOfUse)
        .map(({ path }) => path)
        .sort(),
      resources: [...plain.flatMap(({ resources }) => resources), ...outer.flatMap(({ resources }) => resources)].sort(
        byFile,
      ),
      unknowns: {
        objects:
          hidden ?? (template === undefined ? undefined : `${template.path} is a template that is not rendered here`),
      },
    },
  };
}

function holds(build: KustomizeBuild, file: StackFile | undefined): boolean {
  return file !== undefined && build.inputs.includes(file);
}

function isOfUse({ resources, root, template }: StackFile): boolean {
  return resources.length > 0 || root !== undefined || template;
}

function byFile(
  a: { readonly document: { readonly file: string } },
  b: { readonly document: { readonly file: string } },
): number {
  return a.document.file < b.document.file ? -1 : a.document.file > b.document.file ? 1 : 0;
}
