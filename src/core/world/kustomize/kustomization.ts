import { child, type Node } from '../../manifest/node.ts';
import { kustomizationNames } from '../../render/kustomize/files.ts';
import { baseName, folderOf, type StackFile } from '../stack-file.ts';

/** What a kustomization file (`kustomize.config.k8s.io`) names, as far as that decides which files belong together. */
export interface Kustomization {
  readonly file: StackFile;
  readonly folder: string;
  /** A Component changes the kustomization that lists it and is none by itself. */
  readonly component: boolean;
  readonly namespace: string | undefined;
  /** Entries of `resources` and `bases` as written: files, folders, remote places. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** Files that are no objects of their own: patches, replacements, configurations, content of ConfigMaps and Secrets. */
  readonly parts: readonly string[];
}

/** Whether a file has one of the names that kustomize looks for. */
export function isKustomizationName(path: string): boolean {
  return kustomizationNames.includes(baseName(path));
}

/** Decodes a kustomization; `undefined` when the file is something else of that name (Flux has a kind of the same name). */
export function readKustomization(file: StackFile): Kustomization | undefined {
  const { root } = file;
  if (root?.type !== 'map' || !isKustomizationName(file.path)) return undefined;
  const apiVersion = text(child(root, 'apiVersion'));
  if (apiVersion !== undefined && !apiVersion.startsWith('kustomize.config.k8s.io/')) return undefined;
  const list = (key: string) => items(child(root, key));
  return {
    file,
    folder: folderOf(file.path),
    component: text(child(root, 'kind')) === 'Component',
    namespace: text(child(root, 'namespace')) || undefined,
    resources: resourcesOf(root),
    components: list('components').flatMap(texts),
    parts: [
      ...['patchesStrategicMerge', 'configurations', 'generators', 'transformers', 'validators'].flatMap(list),
      ...['patches', 'patchesJson6902', 'replacements'].flatMap(list).map((item) => child(item, 'path') ?? item),
      ...['configMapGenerator', 'secretGenerator'].flatMap(list).flatMap((item) => items(child(item, 'files'))),
    ].flatMap((node) => texts(node).map((entry) => entry.slice(entry.indexOf('=') + 1))),
  };
}

/** Entries of `resources` and `bases` of a kustomization's tree. */
export function resourcesOf(root: Node | undefined): readonly string[] {
  return ['resources', 'bases'].flatMap((key) => items(child(root, key))).flatMap(texts);
}

function items(node: Node | undefined): readonly Node[] {
  return node?.type === 'sequence' ? node.items : [];
}

function texts(node: Node | undefined): readonly string[] {
  const found = text(node);
  return found === undefined ? [] : [found];
}

function text(node: Node | undefined): string | undefined {
  return node?.type === 'scalar' && node.value !== null ? String(node.value) : undefined;
}
