/**
 * Kustomize in TypeScript: what `kustomize build` v5.8 prints for a folder, with the source of every key and value. Nothing is
 * fetched and no program runs; what would come from there is named as lacking. What kustomize refuses is a problem on its own line,
 * and the rest is still built.
 */
import { Text } from '../origin/text.ts';
import { normalized } from '../paths.ts';
import { attempt, BudgetError, RenderError } from '../problem.ts';
import { sameItem } from '../same.ts';
import { Dict, dictAt, type Item, itemsAt } from '../value.ts';
import { emitYaml } from '../yaml/emit.ts';
import { accumulate, emptyAccumulation } from './accumulate.ts';
import { BuiltResource } from './built-resource.ts';
import { asValue, type Lacking } from './context.ts';
import type { Content, ReadFile } from './files.ts';
import { contentHash } from './hash.ts';
import type { HelmChart } from './helm.ts';
import { setPairs } from './labels.ts';
import { followNames } from './name-references.ts';
import { ordered } from './order.ts';
import { type Build, memoryOf, readKustomization } from './read.ts';
import { idKey, type Resource, scalarText, textItem, textOf, withTextAnnotations } from './resource.ts';
import { resolveVars } from './vars.ts';

/** Kustomizations that include each other over and over would double with every level. */
const maxResources = 50_000;

export interface BuildOptions {
  /** Renders a chart of `helmCharts`; `undefined` where the chart is not there. */
  readonly renderHelm?: (chart: HelmChart) => readonly Item[] | undefined;
  /** Keeps what builds came to, by folder, for those that follow. Its owner is the caller; an empty one gives the same. */
  readonly loaded?: Build['loaded'];
  /** Whether names of generated resources end with a hash of their content, as kustomize has it; by default they do. */
  readonly withHashes?: boolean;
}

/** What a folder's kustomization stands for. */
export interface BuildResult {
  /** In kustomize's order. */
  readonly resources: readonly Item[];
  /** What kustomize refuses. */
  readonly problems: readonly RenderError[];
  /** Why resources or fields may be missing. */
  readonly incomplete: readonly Lacking[];
}

/** Builds the kustomization of a folder. Never throws. */
export function build(folder: string, read: ReadFile, options: BuildOptions = {}): BuildResult {
  const problems: RenderError[] = [];
  const incomplete: Lacking[] = [];
  const report = {
    problem: (error: RenderError) => void problems.push(error),
    lacking: (reason: string, at: Lacking['at']) => void incomplete.push({ reason, at }),
  };
  const tried = <T>(action: () => T): T | undefined => {
    const result = attempt(action);
    if (!(result instanceof RenderError)) return result;
    problems.push(result);
    return undefined;
  };
  const contents = new Map<string, Content>();
  let left = maxResources;
  const context: Build = {
    read: (path) => {
      if (!contents.has(path)) contents.set(path, read(path));
      return contents.get(path);
    },
    report,
    renderHelm: options.renderHelm ?? (() => undefined),
    loaded: options.loaded ?? new Map(),
    enter: () => undefined,
    take: (resources, at) => {
      left -= resources;
      if (left < 0) throw new BudgetError('more resources come together than Portolan builds', at);
    },
    left: () => left,
  };
  const root = normalized(folder);
  const kustomization = tried(() => readKustomization(context, root, undefined));
  if (kustomization === undefined) return { resources: [], problems, incomplete };
  const all = emptyAccumulation();
  tried(() => accumulate(context, root, kustomization, all, []));
  if (options.withHashes !== false) for (const resource of all.resources) if (resource.needsHash) addHash(resource);
  tried(() => followNames(all.resources, all.config.nameReference));
  tried(() => resolveVars(all.resources, all.vars, all.config.varReference));
  addMetadata(all.resources, kustomization.dict, incomplete);
  const kept = all.resources.filter((resource) => !isLocal(resource));
  const sorted = ordered(kept, dictAt(kustomization.dict, 'sortOptions'));
  const memory = memoryOf(context, root);
  const built = new Map<string, BuiltResource>();
  const resources = sorted.map((resource) => {
    const { key } = resource;
    // Where names change, what a resource was called first still tells it.
    const first = `first\0${idKey(resource.originalId)}`;
    const own = finished(resource, memory.built.get(key) ?? memory.built.get(first));
    built.set(key, own);
    built.set(first, own);
    return own;
  });
  memory.built = built;
  return { resources, problems, incomplete };
}

/** The text of a resource as kustomize prints it, with the sources of its parts. */
export function toText(resource: Item): Text {
  return resource instanceof BuiltResource ? resource.text : emitYaml(resource);
}

/** What `buildMetadata` of the root asks for. */
function addMetadata(resources: readonly Resource[], dict: Dict, incomplete: Lacking[]): void {
  for (const item of itemsAt(dict, 'buildMetadata')) {
    const pairs = new Dict();
    pairs.set('app.kubernetes.io/managed-by', textItem('kustomize-v5.8.2', item.source), item.source);
    if (scalarText(item) === 'managedByLabel')
      setPairs(resources, pairs, [{ path: 'metadata/labels', create: true }], item.source);
    else {
      const reason = `the annotations of ${scalarText(item)} are not written`;
      incomplete.push({ reason, at: item.source?.at, isHarmless: true });
    }
  }
}

function addHash(resource: Resource): void {
  const name = resource.metadata?.get('name');
  if (name === undefined || scalarText(name) === undefined) return;
  const hash = contentHash(resource.root, resource.id.kind);
  resource.remember();
  const value = Text.join([textOf(name), Text.of(`-${hash}`, asValue(name.source))]);
  resource.metadata?.set('name', { value, source: name.source }, name.key);
  resource.renamedBy ??= name.source?.at;
}

/** Resources for tools only are no part of the result. */
function isLocal({ seenMetadata }: Resource): boolean {
  const value = scalarText(dictAt(seenMetadata, 'annotations')?.get('config.kubernetes.io/local-config'));
  return value !== undefined && value !== 'false';
}

/** A resource without the empty annotations that kustomize drops; the one of the build before where nothing about it differs. */
function finished(resource: Resource, before: BuiltResource | undefined): BuiltResource {
  withTextAnnotations(resource);
  if (dictAt(resource.seenMetadata, 'annotations')?.size === 0) resource.metadata?.delete('annotations');
  const { seen, at } = resource;
  const built = new BuiltResource(seen, at === undefined ? undefined : { at, fidelity: 'value' }, before);
  return before !== undefined && sameItem(before, built) ? before : built;
}
