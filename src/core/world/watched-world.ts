import type { ManifestDocument } from '../manifest/document.ts';
import type { Pairs } from '../resources/field.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource, ResourceOf, ResourceType } from '../resources/resource.ts';
import type { WorldChange } from './changes.ts';
import type {
  DeriveSlot,
  FactSlot,
  KeySlot,
  NamespaceName,
  NamespaceSlot,
  PodMatch,
  ServiceMatch,
  World,
} from './world.ts';

/** What somebody looked at in a world beyond one namespace and the objects without one. Most look at little of it. */
export class Seen {
  namespaces: Set<string> | undefined;
  /** Types of which all objects were looked at. */
  types: Set<ResourceType> | undefined;
  keys: Map<KeySlot<never>, Set<string>> | undefined;
  /** Whether the names of the namespaces were looked at. */
  names = false;
  everything = false;

  /** Adds what was seen by somebody else, less one namespace. */
  add(other: Seen, home: string | undefined): void {
    for (const name of other.namespaces ?? []) if (name !== home) this.addNamespace(name);
    for (const type of other.types ?? []) this.addType(type);
    for (const [slot, keys] of other.keys ?? []) for (const key of keys) this.addKey(slot, key);
    this.names ||= other.names;
    this.everything ||= other.everything;
  }

  addNamespace(name: string): void {
    this.namespaces ??= new Set();
    this.namespaces.add(name);
  }

  addType(type: ResourceType): void {
    this.types ??= new Set();
    this.types.add(type);
  }

  addKey(slot: KeySlot<never>, key: string): void {
    this.keys ??= new Map();
    const known = this.keys.get(slot);
    if (known === undefined) this.keys.set(slot, new Set([key]));
    else known.add(key);
  }
}

/**
 * A world that notes what is looked at, so that after an edit only those look again who saw something of it. What slots with
 * `reach: 'stack'` derive is kept here, with what they looked at for it.
 */
export class WatchedWorld implements World {
  /** The facts that anybody asked for. */
  readonly facts = new Set<FactSlot<unknown>>();
  readonly #world: World;
  readonly #derived = new Map<
    DeriveSlot<never, unknown>,
    Map<Resource, { readonly value: unknown; readonly seen: Seen | undefined }>
  >();
  #isWatching = false;
  #home: string | undefined;
  #seen: Seen | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** From now on notes what is looked at outside of a namespace; without one, of all of them. */
  begin(home: string | undefined): void {
    this.#isWatching = true;
    this.#home = home;
    this.#seen = undefined;
  }

  /** What was looked at since {@link begin}, `undefined` where that is nothing. */
  end(): Seen | undefined {
    const seen = this.#seen;
    this.#isWatching = false;
    this.#seen = undefined;
    return seen;
  }

  get stack(): World['stack'] {
    return this.#world.stack;
  }

  get resources(): readonly Resource[] {
    const seen = this.#note();
    if (seen !== undefined) seen.everything = true;
    return this.#world.resources;
  }

  get namespaces(): readonly string[] {
    const seen = this.#note();
    if (seen !== undefined) seen.names = true;
    return this.#world.namespaces;
  }

  namespaceOf(resource: Resource): NamespaceName {
    return this.#world.namespaceOf(resource);
  }

  inNamespace<T extends ResourceType>(type: T, namespace: string): readonly ResourceOf<T>[] {
    this.#noteNamespace(namespace);
    return this.#world.inNamespace(type, namespace);
  }

  all<T extends ResourceType>(type: T): readonly ResourceOf<T>[] {
    this.#note()?.addType(type);
    return this.#world.all(type);
  }

  named<T extends ResourceType>(type: T, namespace: string, name: string): readonly ResourceOf<T>[] {
    this.#noteNamespace(namespace);
    return this.#world.named(type, namespace, name);
  }

  ofDocument(document: ManifestDocument): readonly Resource[] {
    const seen = this.#note();
    if (seen !== undefined) seen.everything = true;
    return this.#world.ofDocument(document);
  }

  podLabels(maker: PodMaker): Pairs {
    return this.#world.podLabels(maker);
  }

  podsSelectedBy(selector: Pairs, namespace: string): readonly PodMatch[] {
    this.#noteNamespace(namespace);
    return this.#world.podsSelectedBy(selector, namespace);
  }

  servicesSelecting(maker: PodMaker): readonly ServiceMatch[] {
    this.#noteNamespace(this.#world.namespaceOf(maker).name);
    return this.#world.servicesSelecting(maker);
  }

  keyed<T extends ResourceType>(slot: KeySlot<T>, key: string, namespace?: string): readonly ResourceOf<T>[] {
    if (namespace === undefined) this.#note()?.addKey(slot as never, key);
    else this.#noteNamespace(namespace);
    return this.#world.keyed(slot, key, namespace);
  }

  fact<T>(slot: FactSlot<T>): T {
    this.facts.add(slot as FactSlot<unknown>);
    return this.#world.fact(slot);
  }

  derive<K extends Resource, T>(slot: DeriveSlot<K, T>, key: K): T {
    if (slot.reach === 'namespace') this.#noteNamespace(this.#world.namespaceOf(key).name);
    return slot.reach === 'stack' ? this.#deriveWatched(slot, key) : this.#world.derive(slot, key);
  }

  deriveNamespace<T>(slot: NamespaceSlot<T>, namespace: string): T {
    this.#noteNamespace(namespace);
    return this.#world.deriveNamespace(slot, namespace);
  }

  #deriveWatched<K extends Resource, T>(slot: DeriveSlot<K, T>, key: K): T {
    let values = this.#derived.get(slot as never);
    if (values === undefined) {
      values = new Map();
      this.#derived.set(slot as never, values);
    }
    const known = values.get(key) ?? this.#compute(slot, key);
    values.set(key, known);
    const { seen } = known;
    if (seen !== undefined && (seen.namespaces?.size !== 1 || !seen.namespaces.has(this.#home ?? '') || isMore(seen)))
      this.#note()?.add(seen, this.#home);
    return known.value as T;
  }

  /** Derives something, with all that is looked at for it. */
  #compute<K extends Resource, T>(
    slot: DeriveSlot<K, T>,
    key: K,
  ): { readonly value: unknown; readonly seen: Seen | undefined } {
    const [isWatching, home, outer] = [this.#isWatching, this.#home, this.#seen];
    this.begin(undefined);
    try {
      const value = slot.compute(this, key);
      return { value, seen: this.#seen };
    } finally {
      this.#isWatching = isWatching;
      this.#home = home;
      this.#seen = outer;
    }
  }

  #noteNamespace(name: string): void {
    if (name !== '' && name !== this.#home) this.#note()?.addNamespace(name);
  }

  #note(): Seen | undefined {
    if (this.#isWatching) this.#seen ??= new Seen();
    return this.#seen;
  }
}

/** Whether more than namespaces was looked at. */
function isMore({ types, keys, names, everything }: Seen): boolean {
  return types !== undefined || keys !== undefined || names || everything;
}

/** Which types of objects changed of what somebody saw; `undefined` where that is none. `'all'` may be anything. */
export type Hit = ReadonlySet<ResourceType> | 'all' | undefined;

/** Tells what an edit changed of what was seen. */
export class SeenChange {
  readonly #change: WorldChange;
  readonly #namesDiffer: boolean;
  readonly #types: ReadonlySet<ResourceType>;
  readonly #keys = new Map<KeySlot<never>, ReadonlySet<string>>();

  constructor(before: World, after: World, change: WorldChange) {
    this.#change = change;
    this.#types = new Set([...change.types.values()].flatMap((types) => [...types]));
    const touched = [...change.types.keys()].filter((name) => name !== '');
    const exists = (world: World, name: string) => world.namespaces.includes(name);
    this.#namesDiffer = touched.some((name) => exists(before, name) !== exists(after, name));
  }

  hits(seen: Seen): Hit {
    if (seen.names && this.#namesDiffer) return 'all';
    if (seen.everything) return this.#types;
    const hit = new Set<ResourceType>();
    for (const type of seen.types ?? []) if (this.#types.has(type)) hit.add(type);
    for (const [name, types] of this.#change.types)
      if (seen.namespaces?.has(name) === true) for (const type of types) hit.add(type);
    for (const [slot, keys] of seen.keys ?? [])
      for (const key of this.#keysOf(slot))
        if (keys.has(key)) {
          hit.add(slot.type);
          break;
        }
    return hit.size === 0 ? undefined : hit;
  }

  /** The keys under which something came or went. */
  #keysOf(slot: KeySlot<never>): ReadonlySet<string> {
    let keys = this.#keys.get(slot);
    if (keys === undefined) {
      const { added, removed } = this.#change;
      keys = new Set(
        [...added, ...removed].flatMap((resource) =>
          resource.type === slot.type ? slot.keysOf(resource as never) : [],
        ),
      );
      this.#keys.set(slot, keys);
    }
    return keys;
  }
}
