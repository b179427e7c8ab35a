import { parseDocument } from '../../manifest/parse.ts';
import type { Resource } from '../../resources/resource.ts';
import { byFile } from '../by-file.ts';
import type { Stack } from '../stack.ts';
import { baseName, folderOf, resolvePath, type StackFile } from '../stack-file.ts';
import { isKustomizationName, type Kustomization, readReplacement } from './kustomization.ts';
import { applyEffect, type Effect } from './overlay-resource.ts';
import { fieldPath, type Patch, readPatches } from './patch.ts';
import { isTarget } from './patch-target.ts';

/** Where kustomizations find what they name. */
export interface KustomizationFiles {
  file(path: string): StackFile | undefined;
  kustomization(folder: string): Kustomization | undefined;
}

/** Objects as overlays leave them, by the object before and the effect: equal inputs give the same objects again. */
type OverlayMemory = ReadonlyMap<Resource, ReadonlyMap<string, Resource>>;

/** A kustomization's stack with what it was made of. */
export interface KustomizeStack {
  readonly stack: Stack;
  readonly build: KustomizeBuild;
}

/** The objects of a kustomization as it leaves them. */
export interface KustomizeBuild {
  /** The file of the kustomization that was built. */
  readonly root: StackFile;
  readonly resources: readonly Resource[];
  /** Every file that was read, sorted by path. */
  readonly inputs: readonly StackFile[];
  /** Paths that are named and not there. */
  readonly missing: readonly string[];
  /** Why there may be objects that the text does not show. */
  readonly hidden: string | undefined;
  /** Number of kustomizations that take part. */
  readonly layers: number;
  readonly memory: OverlayMemory;
}

/** The stack of a kustomization that no other one includes, called `name`. */
export function kustomizeStack(
  name: string,
  root: Kustomization,
  files: KustomizationFiles,
  previous: KustomizeStack | undefined,
): KustomizeStack {
  const build = buildKustomization(root, files, previous?.build, true);
  if (previous !== undefined && previous.build === build && previous.stack.name === name) return previous;
  const { inputs, layers, resources } = build;
  const where = root.folder === '' ? 'The top folder' : root.folder;
  return {
    build,
    stack: {
      name,
      kind: 'kustomize',
      root: root.folder,
      why: root.component
        ? `${where} is a component that no kustomization uses.`
        : `${where} is a kustomization that no other one includes${layers > 1 ? `; it is made of ${layers} kustomizations` : ''}.`,
      namespace: root.namespace,
      files: inputs.map(({ path }) => path),
      resources,
      unknowns: { objects: root.component ? 'what the component is added to is not known' : build.hidden },
    },
  };
}

/**
 * Builds a kustomization without rendering it (see `applyEffect`); gives `previous` back when nothing that it read changed.
 * With `leaveNamespace` objects that state no namespace stay so, because the stack states the root's.
 */
export function buildKustomization(
  root: Kustomization,
  files: KustomizationFiles,
  previous: KustomizeBuild | undefined,
  leaveNamespace: boolean,
): KustomizeBuild {
  if (previous !== undefined && isCurrent(previous, files)) return previous;
  const builder = new Builder(files, previous?.memory, leaveNamespace);
  const resources = builder.named(builder.build(root, []));
  return {
    root: root.file,
    resources: sorted(resources),
    inputs: [...builder.inputs].sort((a, b) => (a.path < b.path ? -1 : 1)),
    missing: [...builder.missing],
    hidden: builder.hidden,
    layers: builder.layers,
    memory: builder.memory,
  };
}

function isCurrent({ inputs, missing }: KustomizeBuild, files: KustomizationFiles): boolean {
  return (
    inputs.every((input) => files.file(input.path) === input && !isDisplaced(input, files)) &&
    missing.every((path) => files.file(path) === undefined && files.kustomization(path) === undefined)
  );
}

/** Whether another file of the same folder has become its kustomization. */
function isDisplaced(input: StackFile, files: KustomizationFiles): boolean {
  const chosen = isKustomizationName(input.path) ? files.kustomization(folderOf(input.path)) : undefined;
  return chosen !== undefined && chosen.file !== input;
}

/** Kustomizations that include each other over and over would double with every level. */
const maxLayers = 1000;

/** An object on its way through the layers. */
interface Item {
  readonly resource: Resource;
  /** Prefixes and suffixes that its name got, from the inside out. */
  readonly renames: string;
}

class Builder {
  readonly inputs = new Set<StackFile>();
  readonly missing = new Set<string>();
  readonly memory = new Map<Resource, Map<string, Resource>>();
  layers = 0;
  hidden: string | undefined;
  readonly #files: KustomizationFiles;
  readonly #known: OverlayMemory | undefined;
  readonly #leaveNamespace: boolean;

  constructor(files: KustomizationFiles, known: OverlayMemory | undefined, leaveNamespace: boolean) {
    this.#files = files;
    this.#known = known;
    this.#leaveNamespace = leaveNamespace;
  }

  /** The objects of a kustomization and of all below it. `above` are the folders on the way here, against cycles. */
  build(layer: Kustomization, above: readonly string[], given: readonly Item[] = []): Item[] {
    this.layers++;
    this.inputs.add(layer.file);
    this.#hide(layer.hidden);
    const path = [...above, layer.folder];
    let items = [...given];
    for (const entry of layer.resources) for (const item of this.#load(layer, entry, path)) items.push(item);
    for (const entry of layer.components) items = this.#component(layer, entry, path, items);
    for (const patch of this.#patches(layer)) items = this.#patch(items, patch.patch, patch.by);
    const { namespace } = layer;
    const leave = this.#leaveNamespace && above.length === 0;
    // What states no namespace gets the outermost one from the stack; here it would only be another copy.
    if (namespace !== undefined)
      items = this.#map(items, (resource) =>
        leave && resource.namespace === undefined && resource.type !== 'namespace'
          ? undefined
          : { kind: 'namespace', namespace },
      );
    if (layer.prefix !== '' || layer.suffix !== '')
      items = items.map(({ resource, renames }) => ({
        resource,
        renames: `${renames}<${layer.prefix}|${layer.suffix}>`,
      }));
    const by = `the kustomization ${layer.file.path}`;
    for (const labels of layer.labels) items = this.#map(items, () => ({ kind: 'labels', labels, by }));
    for (const { name, count } of layer.replicas)
      items = this.#map(items, (resource) =>
        resource.name?.value === name ? { kind: 'replicas', count, by } : undefined,
      );
    return this.#replace(layer, items);
  }

  #hide(reason: string | undefined): void {
    this.hidden ??= reason;
  }

  #load(layer: Kustomization, entry: string, above: readonly string[]): readonly Item[] {
    if (isRemote(entry)) {
      this.#hide(`${entry} lies outside the workspace`);
      return [];
    }
    const path = resolvePath(layer.folder, entry);
    const file = path === undefined ? undefined : this.#files.file(path);
    if (file !== undefined) {
      this.inputs.add(file);
      if (file.template) this.#hide(`${file.path} is a template that is not rendered here`);
      return file.resources.map((resource) => ({ resource, renames: '' }));
    }
    const base = path === undefined ? undefined : this.#files.kustomization(path);
    if (this.layers >= maxLayers) {
      this.#hide(`${entry} is left out: the kustomization is made of more than ${maxLayers} others`);
      return [];
    }
    if (base === undefined || above.includes(base.folder)) {
      this.#lost(path, `${entry} in ${layer.file.path} is not in the workspace`);
      return [];
    }
    return this.build(base, above);
  }

  #component(layer: Kustomization, entry: string, above: readonly string[], items: Item[]): Item[] {
    const path = isRemote(entry) ? undefined : resolvePath(layer.folder, entry);
    const component = path === undefined ? undefined : this.#files.kustomization(path);
    if (component === undefined || above.includes(component.folder)) {
      this.#lost(path, `the component ${entry} is not in the workspace`);
      return items;
    }
    return this.build(component, above, items);
  }

  #patches(layer: Kustomization): readonly { readonly patch: Patch; readonly by: string }[] {
    return layer.patches.flatMap((entry) => {
      const path = entry.path === undefined ? undefined : resolvePath(layer.folder, entry.path);
      const file = path === undefined ? undefined : this.#files.file(path);
      if (file !== undefined) this.inputs.add(file);
      else if (path !== undefined) this.missing.add(path);
      const by = path === undefined ? `a patch in ${layer.file.path}` : `the patch ${baseName(path)}`;
      return readPatches(entry, documentsOf(file)).map((patch) => ({ patch, by }));
    });
  }

  #patch(items: readonly Item[], { target, touches, deletes }: Patch, by: string): Item[] {
    const result: Item[] = [];
    for (const item of items) {
      const match = isTarget(target, item.resource);
      if (match === 'yes' && deletes) continue;
      if (match === 'no') result.push(item);
      else
        result.push({
          ...item,
          resource: this.#apply(item.resource, { kind: 'change', change: { touches, by, certain: match === 'yes' } }),
        });
    }
    return result;
  }

  #replace(layer: Kustomization, items: readonly Item[]): Item[] {
    const elsewhere = layer.replacementFiles.flatMap((entry) => {
      const path = resolvePath(layer.folder, entry);
      const file = path === undefined ? undefined : this.#files.file(path);
      if (file !== undefined) this.inputs.add(file);
      else if (path !== undefined) this.missing.add(path);
      return documentsOf(file).flatMap((document) => {
        const { root } = parseDocument(document);
        return root === undefined ? [] : readReplacement(root);
      });
    });
    const by = `a replacement in ${layer.file.path}`;
    return [...layer.replacements, ...elsewhere].reduce(
      (result, { target, fields }) =>
        this.#patch(
          result,
          { target, touches: fields.map((field) => ({ path: fieldPath(field), value: undefined })), deletes: false },
          by,
        ),
      [...items],
    );
  }

  #map(items: readonly Item[], effectOn: (resource: Resource) => Effect | undefined): Item[] {
    return items.map((item) => {
      const effect = effectOn(item.resource);
      return effect === undefined ? item : { ...item, resource: this.#apply(item.resource, effect) };
    });
  }

  /**
   * A prefix that all objects get leaves who refers to whom as it is, so names stay as written. Where only some get it, their
   * names are not known.
   */
  named(items: readonly Item[]): readonly Resource[] {
    const named = items.filter(({ resource }) => resource.type !== 'namespace');
    const uniform = named.every(({ renames }) => renames === named[0]?.renames);
    const by = 'a namePrefix or nameSuffix of the kustomization';
    return items.map(({ resource, renames }) =>
      uniform || renames === '' || resource.type === 'namespace'
        ? resource
        : this.#apply(resource, { kind: 'rename', by }),
    );
  }

  #apply(resource: Resource, effect: Effect): Resource {
    const key = JSON.stringify(effect);
    let results = this.memory.get(resource);
    if (results === undefined) {
      results = new Map();
      this.memory.set(resource, results);
    }
    const result = results.get(key) ?? this.#known?.get(resource)?.get(key) ?? applyEffect(resource, effect);
    results.set(key, result);
    return result;
  }

  #lost(path: string | undefined, reason: string): void {
    if (path !== undefined) this.missing.add(path);
    this.#hide(reason);
  }
}

function documentsOf(file: StackFile | undefined): NonNullable<StackFile['documents']> {
  if (file === undefined) return [];
  return file.documents ?? [...new Set(file.resources.map(({ document }) => document))];
}

/** Anything that kustomize would fetch: URLs, `github.com/…`, `git@…`, `…?ref=…`. */
function isRemote(entry: string): boolean {
  return (
    entry.includes('://') || entry.includes('?ref=') || entry.startsWith('git@') || entry.startsWith('github.com/')
  );
}

/** By file, in each in the order of the text; an object that came in twice stands once. */
function sorted(resources: readonly Resource[]): readonly Resource[] {
  return [...new Set(resources)].sort(byFile);
}
