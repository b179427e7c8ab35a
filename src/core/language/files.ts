import type { ManifestFile } from '../manifest/document.ts';
import { baseName, folderOf } from '../world/stack-file.ts';
import type { StackFile } from '../world/stacks.ts';
import type { DecodedDocument } from './decoded.ts';

/** One file of the workspace with what it came to. */
export interface FileFacts {
  readonly file: ManifestFile;
  readonly unreadable: string | undefined;
  /** Whether it lies in the templates folder of a chart. */
  readonly inTemplates: boolean;
  /** In the order of the file's documents. */
  readonly decoded: readonly DecodedDocument[];
  /** What the stacks need to know of it; the same object as long as its resources are. */
  readonly stackFile: StackFile;
}

/** What the stacks need to know of a file. */
export function toStackFile(path: string, decoded: readonly DecodedDocument[]): StackFile {
  const root = decoded.find((document) => document.root !== undefined)?.root;
  return {
    path,
    resources: decoded.flatMap(({ resources }) => resources),
    ...(root === undefined ? {} : { root }),
    template: decoded.some(({ document }) => document.template),
    documents: decoded.map(({ document }) => document),
  };
}

/** Folders that hold a Chart.yaml, after some changes of files; the same set when none of them is one. */
export function chartRoots(
  before: ReadonlySet<string>,
  changes: readonly { path: string; text: string | undefined }[],
): ReadonlySet<string> {
  const charts = changes.filter(({ path }) => baseName(path) === 'Chart.yaml');
  if (charts.length === 0) return before;
  const roots = new Set(before);
  for (const { path, text } of charts)
    if (text === undefined) roots.delete(folderOf(path));
    else roots.add(folderOf(path));
  return roots;
}

/** Whether a file lies in the `templates` folder of a chart, at any depth. */
export function isTemplate(path: string, charts: ReadonlySet<string>): boolean {
  for (let at = path.indexOf('templates/'); at !== -1; at = path.indexOf('templates/', at + 1)) {
    if (at > 0 && path[at - 1] !== '/') continue;
    if (charts.has(at === 0 ? '' : path.slice(0, at - 1))) return true;
  }
  return false;
}
