import type { Origin, Source } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { cloned, Dict, dictAt, type Item, isString, stringOf } from '../value.ts';
import { isClusterScoped } from './scope.ts';
import { SharedEntries } from './shared.ts';

/** Group, version and kind of a resource; `apiVersion: v1` has an empty group. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What a resource is known by. */
export interface ResourceId extends Gvk {
  readonly name: string;
  /** As stated; none is `default`'s equal. */
  readonly namespace: string;
}

/** How a generated resource meets one of the same name. */
export type Behaviour = 'create' | 'merge' | 'replace';

/** One resource on its way through the transformers, with what kustomize remembers of it in annotations of its own. */
export class Resource {
  root: Dict;
  /** What it was called before prefixes, namespaces and patches changed that, oldest first. */
  readonly previous: ResourceId[] = [];
  prefixes: string[] = [];
  suffixes: string[] = [];
  /** Whether its name gets a hash of its content. */
  needsHash = false;
  behaviour: Behaviour = 'create';
  readonly shared = new SharedEntries();
  /** Where it stands, for messages. */
  readonly at: Origin | undefined;
  /** Where the last change of its name stands: what references to it name as their second origin. */
  renamedBy: Origin | undefined;

  constructor(root: Dict, at: Origin | undefined) {
    this.root = root;
    this.at = at;
  }

  get id(): ResourceId {
    return idOf(this.root);
  }

  /** What it was called in its own file. */
  get originalId(): ResourceId {
    return this.previous[0] ?? this.id;
  }

  get ids(): readonly ResourceId[] {
    return [...this.previous, this.id];
  }

  /** Keeps what it is called now, before that changes. */
  remember(): void {
    const { id } = this;
    if (!this.previous.some((other) => sameText(other, id))) this.previous.push(id);
  }

  get metadata(): Dict | undefined {
    return dictAt(this.root, 'metadata');
  }

  clone(): Resource {
    const copy = new Resource(cloned(this.root), this.at);
    copy.previous.push(...this.previous);
    copy.prefixes = [...this.prefixes];
    copy.suffixes = [...this.suffixes];
    copy.needsHash = this.needsHash;
    copy.behaviour = this.behaviour;
    copy.renamedBy = this.renamedBy;
    return copy;
  }
}

export function idOf(root: Dict): ResourceId {
  const metadata = dictAt(root, 'metadata');
  return {
    ...gvkOf(scalarText(root.get('apiVersion')) ?? '', scalarText(root.get('kind')) ?? ''),
    name: scalarText(metadata?.get('name')) ?? '',
    namespace: scalarText(metadata?.get('namespace')) ?? '',
  };
}

export function gvkOf(apiVersion: string, kind: string): Gvk {
  const slash = apiVersion.indexOf('/');
  return slash === -1
    ? { group: '', version: apiVersion, kind }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

/** The namespace that decides: `default` where none is stated, and a name of its own for kinds without one. */
export function effectiveNamespace(id: ResourceId): string {
  if (isClusterScoped(id)) return '_non_namespaceable_';
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Whether two ids name one resource. */
export function sameId(a: ResourceId, b: ResourceId): boolean {
  return sameGvk(a, b) && a.name === b.name && sameNamespace(a, b);
}

/** Whether two ids are in one namespace; those of cluster-scoped kinds are in none. */
export function sameNamespace(a: ResourceId, b: ResourceId): boolean {
  if (isClusterScoped(a) || isClusterScoped(b)) return isClusterScoped(a) && isClusterScoped(b);
  return effectiveNamespace(a) === effectiveNamespace(b);
}

/** A text that is equal for equal ids. */
export function idKey(id: ResourceId): string {
  return [id.group, id.version, id.kind, effectiveNamespace(id), id.name].join('\0');
}

export function sameGvk(a: Gvk, b: Gvk): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

function sameText(a: ResourceId, b: ResourceId): boolean {
  return sameGvk(a, b) && a.name === b.name && a.namespace === b.namespace;
}

/** Whether a kind is meant by one whose empty parts mean any. */
export function selects(selector: Partial<Gvk>, gvk: Gvk): boolean {
  const fits = (wanted: string | undefined, own: string) => wanted === undefined || wanted === '' || wanted === own;
  return fits(selector.group, gvk.group) && fits(selector.version, gvk.version) && fits(selector.kind, gvk.kind);
}

/** An id as kustomize's messages write it: `Deployment.v1.apps/web.shop`. */
export function idText(id: ResourceId): string {
  return `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;
}

export function gvkText({ group, version, kind }: Gvk): string {
  return `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}`;
}

/** The map under a key, made where there is none. */
export function dictIn(dict: Dict, key: string, source: Source | undefined): Dict {
  const found = dictAt(dict, key);
  if (found !== undefined) return found;
  const made = new Dict();
  dict.set(key, { value: made, source }, source);
  return made;
}

/** A scalar's text as it stands in YAML; `undefined` for null, maps and lists. */
export function scalarText(item: Item | undefined): string | undefined {
  if (item === undefined) return undefined;
  const { value } = item;
  if (isString(value)) return stringOf(value);
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** A scalar's text with its sources; nothing of null, maps and lists. */
export function textOf(item: Item): Text {
  return item.value instanceof Text ? item.value : Text.of(scalarText(item) ?? '', item.source);
}

/** A string with a source, as an item. */
export function textItem(text: Text | string, source: Source | undefined): Item {
  return { value: typeof text === 'string' ? Text.of(text, source) : text, source };
}

/** kustomize reads annotations as texts and writes them back so. */
export function withTextAnnotations({ metadata }: Resource): void {
  const entry = metadata?.get('annotations');
  if (entry?.value === null) metadata?.delete('annotations');
  const annotations = dictAt(metadata, 'annotations');
  for (const [key, each] of annotations?.entries ?? []) {
    const text = isString(each.value) ? undefined : scalarText(each);
    if (text !== undefined) annotations?.set(key, { value: text, source: each.source }, each.key);
  }
}
