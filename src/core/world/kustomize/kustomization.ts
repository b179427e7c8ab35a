import { child, type Node } from '../../manifest/node.ts';
import { kustomizationNames } from '../../render/kustomize/files.ts';
import { baseName, folderOf, type StackFile } from '../stack-file.ts';

/** Which objects a patch or a replacement is for; every part that is present has to match. */
export interface PatchTarget {
  readonly group: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** A label or annotation selector narrows it further, in ways that are not followed here. */
  readonly narrowed: boolean;
}

/** One patch: a file or its text, for the target or for the objects that the text itself names. */
export interface PatchEntry {
  readonly path: string | undefined;
  readonly text: string | undefined;
  readonly target: PatchTarget | undefined;
}

/** Labels that a kustomization gives to every object. */
export interface AddedLabels {
  readonly pairs: readonly (readonly [key: string, value: string])[];
  /** They are added to selectors (and with them to pod templates). */
  readonly selectors: boolean;
  readonly templates: boolean;
}

/** A kustomization file (`kustomize.config.k8s.io`), as far as it decides which objects there are and what they are called. */
export interface Kustomization {
  readonly file: StackFile;
  readonly folder: string;
  /** A Component changes the kustomization that lists it and is none by itself. */
  readonly component: boolean;
  /** Entries of `resources` and `bases` as written: files, folders, remote places. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** In the order in which they apply: `patchesStrategicMerge`, `patches`, `patchesJson6902`. */
  readonly patches: readonly PatchEntry[];
  readonly namespace: string | undefined;
  readonly prefix: string;
  readonly suffix: string;
  readonly labels: readonly AddedLabels[];
  readonly replicas: readonly { readonly name: string; readonly count: number | undefined }[];
  /** Fields that `replacements` overwrite, as `spec.template.metadata`. */
  readonly replacements: readonly { readonly target: PatchTarget; readonly fields: readonly string[] }[];
  /** Files of `replacements: [{ path }]`, which say elsewhere what they overwrite. */
  readonly replacementFiles: readonly string[];
  /** Files whose content generators put into ConfigMaps and Secrets; they are no objects. */
  readonly contentFiles: readonly string[];
  /** Why it makes objects that no text here shows (Helm charts, generators, transformers), else `undefined`. */
  readonly hidden: string | undefined;
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
  return {
    file,
    folder: folderOf(file.path),
    component: text(child(root, 'kind')) === 'Component',
    resources: [...texts(child(root, 'resources')), ...texts(child(root, 'bases'))],
    components: texts(child(root, 'components')),
    patches: [
      ...texts(child(root, 'patchesStrategicMerge')).map((entry) => patchOf(entry)),
      ...items(child(root, 'patches')).map(readPatch),
      ...items(child(root, 'patchesJson6902')).map(readPatch),
    ],
    namespace: text(child(root, 'namespace')) || undefined,
    prefix: text(child(root, 'namePrefix')) ?? '',
    suffix: text(child(root, 'nameSuffix')) ?? '',
    labels: readLabels(root),
    replicas: items(child(root, 'replicas')).flatMap((item) => {
      const name = text(child(item, 'name'));
      const count = child(item, 'count');
      return name === undefined
        ? []
        : [{ name, count: count?.type === 'scalar' && typeof count.value === 'number' ? count.value : undefined }];
    }),
    replacements: items(child(root, 'replacements')).flatMap(readReplacement),
    replacementFiles: items(child(root, 'replacements')).flatMap((item) => text(child(item, 'path')) ?? []),
    contentFiles: ['configMapGenerator', 'secretGenerator'].flatMap((key) =>
      items(child(root, key)).flatMap((item) =>
        texts(child(item, 'files')).map((entry) => entry.slice(entry.indexOf('=') + 1)),
      ),
    ),
    hidden: readHidden(root),
  };
}

/** Decodes the entries of `replacements`, or of a file that holds one or a list of them. */
export function readReplacement(node: Node): Kustomization['replacements'] {
  if (node.type === 'sequence') return node.items.flatMap(readReplacement);
  return items(child(node, 'targets')).flatMap((target) => {
    const select = child(target, 'select');
    const fields = texts(child(target, 'fieldPaths'));
    // Without field paths a replacement overwrites metadata.name.
    return select === undefined
      ? []
      : [{ target: readTarget(select), fields: fields.length === 0 ? ['metadata.name'] : fields }];
  });
}

function readPatch(node: Node): PatchEntry {
  // `patches` was once a list of paths.
  if (node.type === 'scalar') return patchOf(text(node) ?? '');
  const target = child(node, 'target');
  return {
    path: text(child(node, 'path')),
    text: text(child(node, 'patch')),
    target: target === undefined ? undefined : readTarget(target),
  };
}

/** An entry of `patchesStrategicMerge` is a path or, over several lines, the patch itself. */
function patchOf(entry: string): PatchEntry {
  return entry.includes('\n')
    ? { path: undefined, text: entry, target: undefined }
    : { path: entry, text: undefined, target: undefined };
}

function readTarget(node: Node): PatchTarget {
  return {
    group: text(child(node, 'group')),
    kind: text(child(node, 'kind')),
    name: text(child(node, 'name')),
    namespace: text(child(node, 'namespace')),
    narrowed: child(node, 'labelSelector') !== undefined || child(node, 'annotationSelector') !== undefined,
  };
}

function readLabels(root: Node): readonly AddedLabels[] {
  const common = pairs(child(root, 'commonLabels'));
  const labels = items(child(root, 'labels')).map((item) => ({
    pairs: pairs(child(item, 'pairs')),
    selectors: isTrue(child(item, 'includeSelectors')),
    templates: isTrue(child(item, 'includeTemplates')),
  }));
  return [...(common.length === 0 ? [] : [{ pairs: common, selectors: true, templates: true }]), ...labels];
}

/** Keys whose effects need a rendering (`helmCharts` too), with what to say about them. */
const hiddenKeys: readonly (readonly [key: string, what: string])[] = [
  ['helmCharts', 'renders Helm charts'],
  ['helmChartInflationGenerator', 'renders Helm charts'],
  ['generators', 'runs generators'],
  ['transformers', 'runs transformers'],
];

function readHidden(root: Node): string | undefined {
  const found = hiddenKeys.find(([key]) => items(child(root, key)).length > 0);
  return found === undefined ? undefined : `the kustomization ${found[1]}`;
}

function pairs(node: Node | undefined): AddedLabels['pairs'] {
  if (node?.type !== 'map') return [];
  return node.entries.flatMap(({ key, value }) => {
    const found = text(value);
    return typeof key.value === 'string' && found !== undefined ? [[key.value, found] as const] : [];
  });
}

function items(node: Node | undefined): readonly Node[] {
  return node?.type === 'sequence' ? node.items : [];
}

function texts(node: Node | undefined): readonly string[] {
  return items(node).flatMap((item) => text(item) ?? []);
}

function text(node: Node | undefined): string | undefined {
  return node?.type === 'scalar' && node.value !== null ? String(node.value) : undefined;
}

function isTrue(node: Node | undefined): boolean {
  return node?.type === 'scalar' && node.value === true;
}
