import type { ManifestFile } from '../manifest/document.ts';
import { kustomizationNames } from '../render/kustomize/files.ts';
import { baseName, folderOf } from '../world/stack-file.ts';
import type { StackFile } from '../world/stacks.ts';
import type { DecodedDocument } from './decoded.ts';

/** One file of the workspace with what it came to. */
export interface FileFacts {
  readonly file: ManifestFile;
  readonly unreadable: string | undefined;
  /** It is no manifest by its name: charts and kustomizations read it. */
  readonly isContent: boolean;
  /** Whether it lies in the templates folder of a chart. */
  readonly inTemplates: boolean;
  /** In the order of the file's documents. */
  readonly decoded: readonly DecodedDocument[];
  /** What the stacks need to know of it; the same object as long as its resources are. */
  readonly stackFile: StackFile;
}

/** What the stacks need to know of a file. */
export function toStackFile(
  { path, text }: ManifestFile,
  bytes: Uint8Array | undefined,
  decoded: readonly DecodedDocument[],
): StackFile {
  const root = decoded.find((document) => document.root !== undefined)?.root;
  return {
    path,
    text,
    ...(bytes === undefined ? {} : { bytes }),
    resources: decoded.flatMap(({ resources }) => resources),
    ...(root === undefined ? {} : { root }),
    template: decoded.some(({ document }) => document.template),
  };
}

/**
 * Whether a file's name is one of manifests. Files of other names are content files: charts and kustomizations are rendered
 * with them, and nothing else is done with them.
 */
export function isManifestName(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name) || name === 'Kustomization';
}

/** Names of the files whose folder is rendered, with the content files in it and below it. */
export const renderedNames: readonly string[] = ['Chart.yaml', ...kustomizationNames];

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

/** What a file that is no manifest comes to: its content, for charts and kustomizations that read it. */
export function contentFacts(
  file: ManifestFile,
  bytes: Uint8Array | undefined,
  known: FileFacts | undefined,
): FileFacts {
  if (known !== undefined && known.file.text === file.text && sameBytes(known.stackFile.bytes, bytes)) return known;
  return {
    file,
    unreadable: undefined,
    isContent: true,
    inTemplates: false,
    decoded: [],
    stackFile: toStackFile(file, bytes, []),
  };
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return (
    a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((byte, at) => byte === b[at]))
  );
}
