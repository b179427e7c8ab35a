import { kustomizationNames } from '../render/kustomize/files.ts';
import { joined } from '../render/paths.ts';
import { isKustomizationName, type Kustomization, readKustomization } from './kustomize/kustomization.ts';
import { baseName, folderOf, liesIn, resolvePath, type StackFile } from './stack-file.ts';
import { matcherOf, type StatedStack } from './stated-stack.ts';

/**
 * Who holds which file, as far as paths, kustomizations and charts decide it. Positions count in the list of files, so a
 * layout stays valid while other files only change their content.
 */
export interface Layout {
  readonly positions: ReadonlyMap<string, number>;
  /** Kustomizations by folder. */
  readonly kustomizations: ReadonlyMap<string, Kustomization>;
  /** Those that no other one includes, sorted by folder. */
  readonly roots: readonly Kustomization[];
  /** In the order of the configuration. */
  readonly stated: readonly StatedLayout[];
  /** Files of each chart by its folder. */
  readonly charts: ReadonlyMap<string, readonly number[]>;
  /** Folders of the charts that belong to no stated stack, in the order of {@link charts}. */
  readonly freeCharts: readonly string[];
  /** Remaining files by folder. */
  readonly folders: ReadonlyMap<string, readonly number[]>;
  /** Files that kustomizations use as patches or content: not objects of their own. */
  readonly parts: ReadonlySet<string>;
}

/** What a stated stack is made of. */
export interface StatedLayout {
  readonly stack: StatedStack;
  /** Positions of its files. */
  readonly files: readonly number[];
  /** The kustomizations among them that no other one of them includes, sorted by folder. */
  readonly roots: readonly Kustomization[];
  /** Folders of the charts among them. */
  readonly charts: readonly string[];
}

/** Lays out a workspace's files. Positions are sorted by path within each list, whatever the order of `files`. */
export function layOut(files: readonly StackFile[], stated: readonly StatedStack[]): Layout {
  const positions = new Map<string, number>();
  files.forEach(({ path }, position) => {
    positions.set(path, position);
  });
  const kustomizations = readKustomizations(files);
  const { objects, parts } = namedBy(kustomizations.values());
  const paths = files.map(({ path }) => path).sort();
  const taken = new Set<string>();
  const chartFolders = independent(paths.filter((path) => baseName(path) === 'Chart.yaml').map(folderOf));
  const statedFiles = stated.map((stack) => {
    const matches = matcherOf(stack);
    const charts = chartFolders.filter((folder) => matches(joined(folder, 'Chart.yaml')));
    const found = paths.filter((path) => matches(path) || charts.some((folder) => liesIn(path, folder)));
    for (const path of found) taken.add(path);
    const own = new Set(found);
    const roots = outermost([...kustomizations.values()].filter(({ file }) => own.has(file.path)));
    return { stack, files: found.flatMap((path) => positions.get(path) ?? []), roots, charts };
  });
  const roots = outermost([...kustomizations.values()]).filter(({ file }) => !taken.has(file.path));
  const charts = new Map<string, number[]>();
  const folders = new Map<string, number[]>();
  for (const path of paths) {
    const position = positions.get(path);
    if (position === undefined || objects.has(path) || parts.has(path) || isKustomizationName(path)) continue;
    const folder = folderOf(path);
    const chart = chartFolders.length === 0 ? undefined : chartFolders.findLast((root) => liesIn(folder, root));
    if (chart !== undefined) push(charts, chart, position);
    else if (!taken.has(path) && !isSparePatch(path, folder, kustomizations) && !isExpectation(path))
      push(folders, folder, position);
  }
  return {
    positions,
    kustomizations,
    roots,
    stated: statedFiles,
    charts,
    freeCharts: [...charts.keys()].filter((folder) => !taken.has(joined(folder, 'Chart.yaml'))),
    folders,
    parts: new Set([...parts].filter((path) => !objects.has(path))),
  };
}

/** One kustomization per folder; with several kustomize refuses to choose, here the first name that it looks for wins. */
function readKustomizations(files: readonly StackFile[]): ReadonlyMap<string, Kustomization> {
  const found = new Map<string, Kustomization>();
  for (const file of files) {
    if (file.root === undefined) continue;
    const kustomization = readKustomization(file);
    const other = kustomization && found.get(kustomization.folder);
    if (kustomization !== undefined && (other === undefined || rankOf(file) < rankOf(other.file)))
      found.set(kustomization.folder, kustomization);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function rankOf({ path }: StackFile): number {
  return kustomizationNames.indexOf(baseName(path));
}

/** The files that kustomizations name: those with objects, and those with parts of objects. */
function namedBy(kustomizations: Iterable<Kustomization>): {
  readonly objects: ReadonlySet<string>;
  readonly parts: ReadonlySet<string>;
} {
  const objects = new Set<string>();
  const parts = new Set<string>();
  for (const { folder, resources, parts: named } of kustomizations) {
    for (const path of resolved(folder, resources)) objects.add(path);
    for (const path of resolved(folder, named)) parts.add(path);
  }
  return { objects, parts };
}

/** Those of some kustomizations that no other one of them includes. */
function outermost(kustomizations: readonly Kustomization[]): readonly Kustomization[] {
  const included = new Set<string>();
  // A kustomization that names itself is broken, and still a root.
  for (const { folder, resources, components } of kustomizations)
    for (const path of resolved(folder, [...resources, ...components])) if (path !== folder) included.add(path);
  return kustomizations.filter(({ folder }) => !included.has(folder));
}

/** What entries of the kustomization of a folder name, as far as it lies in the workspace. */
function resolved(folder: string, entries: readonly string[]): readonly string[] {
  return entries.flatMap((entry) => resolvePath(folder, entry) ?? []);
}

/** A patch that lies ready beside a kustomization without being used: part of an object, which taken as a whole one would be wrong. */
function isSparePatch(path: string, folder: string, kustomizations: ReadonlyMap<string, Kustomization>): boolean {
  if (!path.includes('patch')) return false;
  const inPatchFolder = baseName(folder).includes('patch') && kustomizations.has(folderOf(folder));
  return inPatchFolder || (baseName(path).includes('patch') && kustomizations.has(folder));
}

/**
 * What a test of an operator (kuttl, chainsaw) expects to find in the cluster: parts of objects, with what their controllers
 * added, that nobody applies.
 */
function isExpectation(path: string): boolean {
  return /^\d+-(assert|errors?)[-.]|(^|[-_.])assert(ion)?s?[-_.]/.test(baseName(path));
}

/** Folders of charts that are no part of another one, outer ones first: what lies in a chart's folder `charts` is its own. */
function independent(folders: readonly string[]): readonly string[] {
  const inside = folders.map((folder) => joined(folder, 'charts'));
  return folders.filter((folder) => !inside.some((other) => liesIn(folder, other)));
}

function push(lists: Map<string, number[]>, key: string, position: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [position]);
  else list.push(position);
}
