import type { Origin, Source } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { cloned, Dict, dictAt, type Item, isString, List, shallow, stringOf, type Value } from '../value.ts';
import { Place } from './place.ts';
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

/** What stands in a resource. Where several resources share it, nobody changes it. */
interface Tree {
  readonly root: Dict;
  id?: ResourceId;
  key?: string;
}

/**
 * One resource on its way through the transformers, with what kustomize remembers of it in annotations of its own. Builds share
 * the trees of what they do not change: whoever asks for `root` may change all of it and gets a copy of his own, `seen` and
 * `seenMetadata` are for reading only, and who changes a `place` copies no more than what is around it.
 */
export class Resource {
  #tree: Tree;
  #isShared = false;
  /** Where only a part of the tree is its own: these maps and lists, by themselves and by what they are copies of. */
  #own: Map<Dict | List, Dict | List> | undefined;
  #shared = new SharedEntries();
  /** What it was called before prefixes, namespaces and patches changed that, oldest first. */
  previous: readonly ResourceId[] = [];
  prefixes: readonly string[] = [];
  suffixes: readonly string[] = [];
  /** Names of the variables that take their values from it. */
  vars: readonly string[] = [];
  /** Whether its name gets a hash of its content. */
  needsHash = false;
  /** Of one that a generator made. */
  behaviour: Behaviour | undefined;
  /** Where it stands, for messages. */
  readonly at: Origin | undefined;
  /** Where the last change of its name stands: what references to it name as their second origin. */
  renamedBy: Origin | undefined;

  constructor(root: Dict, at: Origin | undefined) {
    this.#tree = { root };
    this.at = at;
  }

  get root(): Dict {
    if (this.#isShared || this.#own !== undefined) this.#ownAll();
    return this.#tree.root;
  }

  set root(root: Dict) {
    this.#tree = { root };
    this.#isShared = false;
    this.#own = undefined;
  }

  /** Its root as a place. */
  get place(): Place {
    return new Place(this, { value: this.seen, source: undefined }, ({ value }) => {
      if (value instanceof Dict) this.#tree = { root: value };
    });
  }

  /** Its metadata, to be changed. */
  get metadata(): Dict | undefined {
    return this.place.in('metadata')?.dict();
  }

  /** Its root, for whoever only reads. */
  get seen(): Dict {
    return this.#tree.root;
  }

  get seenMetadata(): Dict | undefined {
    return dictAt(this.seen, 'metadata');
  }

  get shared(): SharedEntries {
    if (!this.#shared.isEmpty && (this.#isShared || this.#own !== undefined)) this.#ownAll();
    return this.#shared;
  }

  get id(): ResourceId {
    const tree = this.#tree;
    if (!this.#isShared) return idOf(tree.root);
    tree.id ??= idOf(tree.root);
    return tree.id;
  }

  /** A text that is equal for equal ids. */
  get key(): string {
    const tree = this.#tree;
    if (!this.#isShared) return idKey(this.id);
    tree.key ??= idKey(this.id);
    return tree.key;
  }

  /** What it was called in its own file. */
  get originalId(): ResourceId {
    return this.previous[0] ?? this.id;
  }

  /** Whether kustomize keeps notes of its own about it, which stand in its annotations until it is printed. */
  get hasNotes(): boolean {
    return this.previous.length > 0 || this.behaviour !== undefined;
  }

  get ids(): readonly ResourceId[] {
    return [...this.previous, this.id];
  }

  /** Whether an id names it, as it is called now or was before. */
  isCalled(id: ResourceId): boolean {
    return sameId(this.id, id) || this.previous.some((own) => sameId(own, id));
  }

  /** Keeps what it is called now, before that changes. */
  remember(): void {
    const { id } = this;
    if (!this.previous.some((other) => sameText(other, id))) this.previous = [...this.previous, id];
  }

  /** Another one that begins with what this one is now; both go their own ways. */
  clone(): Resource {
    const copy = new Resource(this.#tree.root, this.at);
    copy.#tree = this.#tree;
    copy.#isShared = true;
    this.#isShared = true;
    this.#own = undefined;
    copy.#shared = this.#shared.copied((map) => map);
    copy.previous = this.previous;
    copy.prefixes = this.prefixes;
    copy.suffixes = this.suffixes;
    copy.vars = this.vars;
    copy.needsHash = this.needsHash;
    copy.behaviour = this.behaviour;
    copy.renamedBy = this.renamedBy;
    return copy;
  }

  /** A value of its tree, or the copy that it has of it. */
  current(value: Value): Value {
    if (this.#own === undefined || !(value instanceof Dict || value instanceof List)) return value;
    return this.#own.get(value) ?? value;
  }

  /** A map or list of its tree, or the copy of it that is to be put into its place: to be changed. */
  owned(value: Dict | List): Dict | List {
    this.#unshare();
    if (this.#own === undefined) return value;
    const known = this.#own.get(value);
    if (known !== undefined) return known;
    const copy = shallow(value);
    this.#own.set(value, copy);
    this.adopt(copy);
    if (!this.#shared.isEmpty && copy instanceof Dict)
      this.#shared = this.#shared.copied((map) => (map === value ? copy : map));
    return copy;
  }

  /** Takes a map or list that was made for it and that nobody else has. */
  adopt<T extends Dict | List>(value: T): T {
    this.#unshare();
    this.#own?.set(value, value);
    return value;
  }

  /** Begins to own parts of a tree that it shares. */
  #unshare(): void {
    if (!this.#isShared) return;
    this.#tree = { root: this.#tree.root };
    this.#isShared = false;
    this.#own = new Map();
  }

  /** Makes a copy of all that it shares. */
  #ownAll(): void {
    const copies = new Map<Value, Value>();
    this.#tree = { root: cloned(this.#tree.root, copies) };
    this.#shared = this.#shared.copied((map) => {
      const copy = copies.get(map);
      return copy instanceof Dict ? copy : map;
    });
    this.#isShared = false;
    this.#own = undefined;
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
export function withTextAnnotations(resource: Resource): void {
  const entry = resource.seenMetadata?.get('annotations');
  if (entry?.value === null) resource.metadata?.delete('annotations');
  if (!(entry?.value instanceof Dict)) return;
  const annotations = resource.place.in('metadata')?.in('annotations');
  for (const [key, each] of entry.value.entries) {
    const text = isString(each.value) ? undefined : scalarText(each);
    if (text !== undefined) annotations?.dict()?.set(key, { value: text, source: each.source }, each.key);
  }
}
