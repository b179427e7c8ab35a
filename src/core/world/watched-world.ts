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

/** What somebody looked at in a world beyond one namespace and the objects without one. */
export class Seen {
  readonly namespaces = new Set<string>();
  /** Types of which all objects were looked at. */
  readonly types = new Set<ResourceType>();
  readonly keys = new Map<KeySlot<never>, Set<string>>();
  /** Whether the names of the namespaces were looked at. */
  names = false;
  everything = false;

  get isEmpty(): boolean {
    return this.namespaces.size + this.types.size + this.keys.size === 0 && !this.names && !this.everything;
  }

  /** Adds what was seen by somebody else, less one namespace. */
  add(other: Seen, home: string | undefined): void {
    for (const name of other.namespaces) if (name !== home) this.namespaces.add(name);
    for (const type of other.types) this.types.add(type);
    for (const [slot, keys] of other.keys) for (const key of keys) this.addKey(slot, key);
    this.names ||= other.names;
    this.everything ||= other.everything;
  }

  addKey(slot: KeySlot<never>, key: string): void {
    const known = this.keys.get(slot);
    if (known === undefined) this.keys.set(slot, new Set([key]));
    else known.add(key);
  }
}

/** Somebody who looks; without a home everything but objects without a namespace is noted. */
interface Look {
  readonly home: string | undefined;
  seen: Seen | undefined;
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
  #look: Look | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** Does something, and gives what it looked at outside of a namespace. */
  watch(home: string | undefined, action: () => void): Seen | undefined {
    const outer = this.#look;
    const look: Look = { home, seen: undefined };
    this.#look = look;
    try {
      action();
    } finally {
      this.#look = outer;
    }
    return look.seen?.isEmpty === true ? undefined : look.seen;
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
    this.#note()?.types.add(type);
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
    let known = values.get(key);
    if (known === undefined) {
      let value: unknown;
      const seen = this.watch(undefined, () => {
        value = slot.compute(this, key);
      });
      known = { value, seen };
      values.set(key, known);
    }
    if (known.seen !== undefined) this.#note()?.add(known.seen, this.#look?.home);
    return known.value as T;
  }

  #noteNamespace(name: string): void {
    if (name !== '' && this.#look !== undefined && name !== this.#look.home) this.#note()?.namespaces.add(name);
  }

  #note(): Seen | undefined {
    if (this.#look === undefined) return undefined;
    this.#look.seen ??= new Seen();
    return this.#look.seen;
  }
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
    for (const type of seen.types) if (this.#types.has(type)) hit.add(type);
    for (const [name, types] of this.#change.types)
      if (seen.namespaces.has(name)) for (const type of types) hit.add(type);
    for (const [slot, keys] of seen.keys)
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
