import type { ManifestDocument } from '../manifest/document.ts';
import type { Pairs } from '../resources/field.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource, ResourceOf, ResourceType } from '../resources/resource.ts';
import { commonEnds } from './common-ends.ts';
import { groupBy } from './group-by.ts';
import { type DerivedValues, keyedBy, NamespaceIndex, type ValuesByKey } from './namespace-index.ts';
import { NamespaceNames } from './namespace-names.ts';
import { podLabels } from './pod-labels.ts';
import type { Stack } from './stack.ts';
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

/**
 * A world of a stack. With `previous`, a world of an earlier state of the same stack, the indexes of namespaces whose
 * objects are the same are shared, with all that was derived from them: an edit costs what its own namespace costs.
 */
export function createWorld(stack: Stack, previous?: World): World {
  if (!(previous instanceof IndexedWorld && mayShare(previous.stack, stack))) return build(stack);
  // Stack order keeps what did not change at the same side of what did, so the objects between the longest common head and
  // tail are the only ones that came or went.
  const { head, tail } = commonEnds(previous.resources, stack.resources);
  const gone = previous.resources.slice(head, previous.resources.length - tail);
  const come = stack.resources.slice(head, stack.resources.length - tail);
  const types = new Set([...gone, ...come].map(({ type }) => type));
  const byType = previous.withStale(types);
  const indexes = advance(previous, stack, gone, come);
  return new IndexedWorld(stack, previous.names, indexes, previous.own, byType, previous.factsWithout(types));
}

/** What bears on every object of a stack has to be equal, else nothing that was derived still holds. */
function mayShare(a: Stack, b: Stack): boolean {
  return (
    a.name === b.name && a.kind === b.kind && a.namespace === b.namespace && a.unknowns.objects === b.unknowns.objects
  );
}

function build(stack: Stack): IndexedWorld {
  const names = new NamespaceNames(stack.namespace);
  const indexes = new Map<string, NamespaceIndex>();
  for (const [name, list] of grouped(stack.resources, names)) indexes.set(name, new NamespaceIndex(list));
  const lists = groupBy(stack.resources, ({ type }) => type);
  return new IndexedWorld(stack, names, indexes, new Map(), { lists, stale: new Set() });
}

/** The indexes of the next state, after some objects went and others came in their place. */
function advance(
  previous: IndexedWorld,
  { resources }: Stack,
  before: readonly Resource[],
  after: readonly Resource[],
): ReadonlyMap<string, NamespaceIndex> {
  const gone = grouped(before, previous.names);
  const come = grouped(after, previous.names);
  const changed = new Map<string, readonly Resource[]>();
  for (const name of new Set([...gone.keys(), ...come.keys()])) {
    const known = previous.indexes.get(name)?.resources ?? [];
    const old = gone.get(name) ?? [];
    const now = come.get(name) ?? [];
    // What went stood together in its namespace too; where nothing went, the place is found by going through everything.
    const at = old[0] === undefined ? -1 : known.indexOf(old[0]);
    changed.set(
      name,
      at === -1
        ? resources.filter((resource) => previous.names.of(resource).name === name)
        : [...known.slice(0, at), ...now, ...known.slice(at + old.length)],
    );
  }
  if (changed.size === 0) return previous.indexes;
  // Labels of Namespace objects bear on what is derived in the namespaces.
  const everywhere = changed.has('');
  const indexes = new Map<string, NamespaceIndex>();
  for (const [name, index] of previous.indexes)
    if (!changed.has(name)) indexes.set(name, everywhere ? new NamespaceIndex(index.resources) : index);
  for (const [name, list] of changed) if (list.length > 0) indexes.set(name, new NamespaceIndex(list));
  return indexes;
}

/** Objects by the name of their namespace, in order. */
function grouped(resources: readonly Resource[], names: NamespaceNames): ReadonlyMap<string, readonly Resource[]> {
  return groupBy(resources, (resource) => names.of(resource).name);
}

/** The labels that pods carry. */
const carriedLabels: DeriveSlot<PodMaker, Pairs> = {
  name: 'carriedLabels',
  reach: 'self',
  compute: (_world, maker) => podLabels(maker),
};

/** The objects of a world by type; lists of stale types are made again when they are asked for. */
interface ListsByType {
  readonly lists: Map<ResourceType, readonly Resource[]>;
  readonly stale: Set<ResourceType>;
}

/** Up to so many look-ups by a key of the whole stack go from namespace to namespace, as after an edit. */
const fewLookUps = 32;

class IndexedWorld implements World {
  readonly stack: Stack;
  readonly names: NamespaceNames;
  readonly indexes: ReadonlyMap<string, NamespaceIndex>;
  /** What depends on an object alone, by slot; shared over the states of a stack. */
  readonly own: DerivedValues;
  readonly #byType: ListsByType;
  readonly #derived: DerivedValues = new Map();
  readonly #facts: Map<FactSlot<unknown>, unknown>;
  readonly #asked = new Map<KeySlot<never>, number>();
  readonly #byKey = new Map<KeySlot<never>, ReadonlyMap<string, readonly Resource[]>>();
  readonly #empty = new NamespaceIndex([]);
  #namespaces: readonly string[] | undefined;

  constructor(
    stack: Stack,
    names: NamespaceNames,
    indexes: ReadonlyMap<string, NamespaceIndex>,
    own: DerivedValues,
    byType: ListsByType,
    facts: ReadonlyMap<FactSlot<unknown>, unknown> = new Map(),
  ) {
    this.#byType = byType;
    this.#facts = new Map(facts);
    this.stack = stack;
    this.names = names;
    this.indexes = indexes;
    this.own = own;
  }

  /** The lists by type as they are where objects of some types came or went. */
  withStale(types: ReadonlySet<ResourceType>): ListsByType {
    return { lists: new Map(this.#byType.lists), stale: new Set([...this.#byType.stale, ...types]) };
  }

  /** The facts that do not depend on objects of some types. */
  factsWithout(types: ReadonlySet<ResourceType>): ReadonlyMap<FactSlot<unknown>, unknown> {
    return new Map([...this.#facts].filter(([{ reads }]) => !reads.some((type) => types.has(type))));
  }

  get resources(): readonly Resource[] {
    return this.stack.resources;
  }

  get namespaces(): readonly string[] {
    this.#namespaces ??= [...this.indexes.keys()].filter((name) => name !== '').sort();
    return this.#namespaces;
  }

  namespaceOf(resource: Resource): NamespaceName {
    return this.names.of(resource);
  }

  inNamespace<T extends ResourceType>(type: T, namespace: string): readonly ResourceOf<T>[] {
    return this.#index(namespace).ofType(type);
  }

  all<T extends ResourceType>(type: T): readonly ResourceOf<T>[] {
    if (this.#byType.stale.delete(type))
      this.#byType.lists.set(
        type,
        this.resources.filter((resource) => resource.type === type),
      );
    return (this.#byType.lists.get(type) ?? []) as readonly ResourceOf<T>[];
  }

  named<T extends ResourceType>(type: T, namespace: string, name: string): readonly ResourceOf<T>[] {
    return this.#index(namespace).named(type, name);
  }

  ofDocument(document: ManifestDocument): readonly Resource[] {
    const lists: (readonly Resource[])[] = [];
    for (const index of this.indexes.values()) {
      const list = index.ofDocument(document);
      if (list.length > 0) lists.push(list);
    }
    const [only, ...others] = lists;
    if (only === undefined || others.length === 0) return only ?? [];
    // Namespaces stand in the order in which they came up, objects in the stack's.
    const found = new Set(lists.flat());
    return this.resources.filter((resource) => found.has(resource));
  }

  podLabels(maker: PodMaker): Pairs {
    return this.derive(carriedLabels, maker);
  }

  podsSelectedBy(selector: Pairs, namespace: string): readonly PodMatch[] {
    return this.#index(namespace).podsSelectedBy(selector);
  }

  servicesSelecting(maker: PodMaker): readonly ServiceMatch[] {
    return this.#index(this.namespaceOf(maker).name).servicesSelecting(maker);
  }

  keyed<T extends ResourceType>(slot: KeySlot<T>, key: string, namespace?: string): readonly ResourceOf<T>[] {
    if (namespace !== undefined) return this.#index(namespace).keyed(slot, key);
    const asked = (this.#asked.get(slot as never) ?? 0) + 1;
    this.#asked.set(slot as never, asked);
    if (asked > fewLookUps) return (this.#allKeyed(slot).get(key) ?? []) as readonly ResourceOf<T>[];
    const found: (readonly ResourceOf<T>[])[] = [];
    for (const index of this.indexes.values()) {
      const list = index.keyed(slot, key);
      if (list.length > 0) found.push(list);
    }
    const [only = [], ...others] = found;
    if (others.length === 0) return only;
    const together = new Set<Resource>(found.flat());
    return this.all(slot.type).filter((resource) => together.has(resource));
  }

  derive<K extends Resource, T>(slot: DeriveSlot<K, T>, key: K): T {
    const derived = this.#memory(slot.reach, key);
    let values: ValuesByKey | undefined = derived.get(slot as never);
    if (values === undefined) {
      values = slot.reach === 'self' ? new WeakMap<Resource, unknown>() : new Map<Resource, unknown>();
      derived.set(slot as never, values);
    }
    const known = values.get(key);
    if (known !== undefined || values.has(key)) return known as T;
    const value = slot.compute(this, key);
    values.set(key, value);
    return value;
  }

  deriveNamespace<T>(slot: NamespaceSlot<T>, namespace: string): T {
    const { wholes } = this.#index(namespace);
    const known = wholes.get(slot);
    if (known !== undefined || wholes.has(slot)) return known as T;
    const value = slot.compute(this, namespace);
    wholes.set(slot, value);
    return value;
  }

  /** What a slot puts under its keys in the whole stack; worth it where many ask. */
  #allKeyed<T extends ResourceType>(slot: KeySlot<T>): ReadonlyMap<string, readonly Resource[]> {
    let keys = this.#byKey.get(slot as never);
    if (keys === undefined) {
      keys = keyedBy(this.all(slot.type), slot.keysOf);
      this.#byKey.set(slot as never, keys);
    }
    return keys;
  }

  fact<T>(slot: FactSlot<T>): T {
    if (!this.#facts.has(slot as never)) this.#facts.set(slot as never, slot.compute(this));
    return this.#facts.get(slot as never) as T;
  }

  #memory(reach: DeriveSlot<never, unknown>['reach'], key: Resource): DerivedValues {
    if (reach === 'self') return this.own;
    return reach === 'stack' ? this.#derived : this.#index(this.namespaceOf(key).name).derived;
  }

  #index(namespace: string): NamespaceIndex {
    return this.indexes.get(namespace) ?? this.#empty;
  }
}
