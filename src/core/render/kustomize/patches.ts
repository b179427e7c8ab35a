/** patches, patchesStrategicMerge and patchesJson6902. */
import type { Origin } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import { attempt, RenderError } from '../problem.ts';
import { cloned, Dict, dictAt, type Item, List, stringAt, stringOf } from '../value.ts';
import { loadYamlDocuments } from '../yaml/load.ts';
import { applyJsonPatch } from './json-patch.ts';
import { placed, Refusal } from './refusal.ts';
import { idOf, idText, type Resource } from './resource.ts';
import { selected } from './selectors.ts';
import { merged } from './strategic-merge.ts';

/** The text of a patch, and where it stands: in a file, or in the kustomization itself. */
export interface PatchText {
  readonly text: string | Text;
  readonly file: string;
  readonly at: Origin | undefined;
}

/** A patch as it was read. Nobody changes it. */
export interface Patch {
  /** The resources that it states. */
  readonly documents: readonly Dict[];
  /** Its operations, where it is a JSON patch. */
  readonly operations?: readonly Item[];
}

/** What a patch may change of what a resource is known by. */
interface Change {
  readonly name: boolean;
  readonly kind: boolean;
}

/** One entry of `patches`, which stands at `at`. */
export function applyPatch(
  resources: readonly Resource[],
  { documents, operations }: Patch,
  at: Origin | undefined,
  target: Dict | undefined,
  options: Dict | undefined,
): readonly Resource[] {
  if (operations !== undefined) {
    if (target === undefined) throw new RenderError('must specify a target for JSON patch', at);
    for (const resource of selected(resources, target, at)) {
      resource.remember();
      patchJson(resource, operations, at);
    }
    return resources;
  }
  if (documents.length === 0) throw new RenderError('must specify one of patch and path', at);
  const allow = (key: string) => options?.get(key)?.value === true;
  const change = { name: allow('allowNameChange'), kind: allow('allowKindChange') };
  if (target === undefined) return applyStrategic(resources, documents, at, change);
  const [document] = documents;
  if (documents.length > 1 || document === undefined)
    throw new RenderError(
      'Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field',
      at,
    );
  return patchAll(resources, new Set(selected(resources, target, at)), document, at, change);
}

/** Patches some resources with what a patch states, whatever it is called. */
function patchAll(
  resources: readonly Resource[],
  meant: ReadonlySet<Resource>,
  document: Dict,
  at: Origin | undefined,
  change: Change,
): readonly Resource[] {
  const copy = cloned(document);
  for (const key of ['labels', 'annotations']) withWrittenNulls(dictAt(dictAt(copy, 'metadata'), key));
  const left = resources.filter((resource) => !meant.has(resource) || patchStrategic(resource, copy, change));
  const known = new Set<string>();
  for (const { id, key } of left) {
    if (known.has(key)) throw new RenderError(`may not add resource with an already registered id: ${idText(id)}`, at);
    known.add(key);
  }
  return left;
}

/** An entry of patchesStrategicMerge, whose documents name the resources that they change. */
export function applyMerges(
  resources: readonly Resource[],
  { documents }: Patch,
  at: Origin | undefined,
): readonly Resource[] {
  return documents.reduce(
    (left, patch) => patchAll(left, new Set([targetOf(left, patch, at)]), patch, at, { name: false, kind: false }),
    resources,
  );
}

/** Patches that name the resource they change. */
function applyStrategic(
  resources: readonly Resource[],
  documents: readonly Dict[],
  at: Origin | undefined,
  change: Change,
): readonly Resource[] {
  let left = resources;
  for (const patch of documents) {
    const target = targetOf(left, patch, at);
    if (!patchStrategic(target, patch, change)) left = left.filter((other) => other !== target);
  }
  return left;
}

/** The one resource that a patch names. */
function targetOf(resources: readonly Resource[], patch: Dict, at: Origin | undefined): Resource {
  const id = idOf(patch);
  const [target, ...others] = resources.filter((resource) => resource.isCalled(id));
  if (target !== undefined && others.length === 0) return target;
  const found = target === undefined ? 'no matches' : 'multiple matches';
  throw new Refusal(
    'unmatched',
    `no resource matches strategic merge patch "${idText(id)}": ${found} for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`,
    patch.get('metadata')?.source?.at ?? at,
  );
}

/** kustomize copies the labels and annotations of such a patch as texts, so that null removes nothing there. */
function withWrittenNulls(pairs: Dict | undefined): void {
  for (const [key, entry] of pairs?.entries ?? []) {
    if (entry.value !== null) continue;
    const length = entry.source === undefined ? 4 : entry.source.at.end - entry.source.at.start;
    pairs?.set(key, { value: length === 0 ? '' : length === 1 ? '~' : 'null', source: entry.source }, entry.key);
  }
}

/** One entry of patchesJson6902. */
export function applyJson6902(
  resources: readonly Resource[],
  { operations }: Patch,
  at: Origin | undefined,
  target: Dict | undefined,
): void {
  if (operations === undefined) throw new RenderError('unable to parse JSON patch', at);
  if ((stringAt(target, 'name') ?? '') === '' || target === undefined)
    throw new RenderError('must specify the target name', at);
  for (const resource of selected(resources, target, at)) patchJson(resource, operations, at);
}

function patchJson(resource: Resource, operations: readonly Item[], at: Origin | undefined): void {
  const failed = attempt(() => applyJsonPatch(resource.root, operations, resource.hasNotes));
  if (failed !== undefined) throw placed(failed, at);
  resource.shared.clear();
}

/** Whether anything of the resource is left. */
function patchStrategic(resource: Resource, patch: Dict, change: Change): boolean {
  const { root, metadata } = resource;
  const own = {
    name: metadata?.get('name'),
    namespace: metadata?.get('namespace'),
    kind: root.get('kind'),
    apiVersion: root.get('apiVersion'),
  };
  if (change.name || change.kind) resource.remember();
  const result = merged(root, cloned(patch));
  if (result === undefined) return false;
  resource.root = result;
  resource.shared.follow();
  if (!change.kind && own.kind !== undefined) result.entries.set('kind', own.kind);
  if (own.apiVersion !== undefined) result.entries.set('apiVersion', own.apiVersion);
  const changed = resource.metadata;
  if (changed === undefined) return true;
  if (!change.name && own.name !== undefined) changed.entries.set('name', own.name);
  if (own.namespace === undefined) changed.delete('namespace');
  else changed.entries.set('namespace', own.namespace);
  return true;
}

/** Reads a patch. Throws {@link RenderError} where it is none. */
export function readPatch({ text, file, at }: PatchText): Patch {
  const whole = stringOf(text).trim();
  const unable = `unable to parse SM or JSON patch from [patch: ${JSON.stringify(whole)}]`;
  const load = (options: { readonly integers?: boolean; readonly version3?: boolean }) => {
    const loaded = attempt(() => loadYamlDocuments(text, file, { ...options, inPlace: true }));
    if (loaded instanceof RenderError) throw new RenderError(`${unable}: ${loaded.message}`, loaded.at ?? at);
    return loaded;
  };
  if (whole.startsWith('[') && !isJson(whole)) throw new RenderError(unable, at);
  const items = load({ version3: true }).filter(({ value }) => value !== null);
  if (items[0]?.value instanceof List) {
    const [operations] = load({ integers: true });
    return { documents: [], operations: operations?.value instanceof List ? operations.value.items : [] };
  }
  const documents = items.flatMap(({ value }) => (value instanceof Dict ? [value] : []));
  for (const document of documents)
    if (documents.length !== items.length || document.size === 0) throw new RenderError(unable, at);
  return { documents };
}

/** What begins as a JSON list has to be JSON. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
