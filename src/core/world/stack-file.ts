import type { Node } from '../manifest/node.ts';
import { joined } from '../render/paths.ts';
import type { Resource } from '../resources/resource.ts';
import { commonEnds } from './common-ends.ts';

/**
 * What the stacks need to know of one file. Its identity is what caches go by: the same object as long as nothing of it
 * changed.
 */
export interface StackFile {
  /** Path relative to the workspace's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Its content where that is no text, as of a packed chart; `text` is then empty. */
  readonly bytes?: Uint8Array;
  /** Its objects, in the order of the text. */
  readonly resources: readonly Resource[];
  /** The tree of a kustomization or a Chart.yaml; absent for everything else. */
  readonly root?: Node;
  /** The file is a chart's template that was not rendered: it may make any object. */
  readonly template: boolean;
}

/** Whether two lists are of the same files in the same order, each the same object as before or `alike`. */
export function sameFiles(
  before: readonly StackFile[],
  now: readonly StackFile[],
  alike: (old: StackFile, file: StackFile) => boolean,
): boolean {
  if (before.length !== now.length) return false;
  const { head, tail } = commonEnds(before, now);
  for (let i = head; i < now.length - tail; i++) {
    const [old, file] = [before[i], now[i]];
    if (old === file) continue;
    if (old === undefined || file === undefined || old.path !== file.path || !alike(old, file)) return false;
  }
  return true;
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a path, `''` for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** Whether a path is `folder` or lies in it, at any depth; everything lies in the root `''`. */
export function liesIn(path: string, folder: string): boolean {
  return folder === '' || path === folder || (path.startsWith(folder) && path[folder.length] === '/');
}

/** A path below a folder as it is written from there. */
export function pathFrom(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** The deepest folder that holds both. */
export function commonFolder(a: string, b: string): string {
  let folder = a;
  while (!liesIn(b, folder)) folder = folderOf(folder);
  return folder;
}

/** Number of segments of a folder's path, 0 for the root. */
export function depthOf(folder: string): number {
  if (folder === '') return 0;
  let depth = 1;
  for (let at = folder.indexOf('/'); at !== -1; at = folder.indexOf('/', at + 1)) depth++;
  return depth;
}

/** A path written relative to `folder` (`../base`, `./a.yaml`) as a path of the workspace; `undefined` when it leaves it. */
export function resolvePath(folder: string, relative: string): string | undefined {
  if (relative.startsWith('/')) return undefined;
  const path = joined(folder, relative);
  return path === '..' || path.startsWith('../') ? undefined : path;
}
