import type { ManifestDocument } from '../manifest/document.ts';
import type { Service } from '../resources/core-v1.ts';
import type { Pairs } from '../resources/field.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource, ResourceOf, ResourceType } from '../resources/resource.ts';
import type { Stack } from './stack.ts';

/** The namespace an object lives in. `assumed` when neither the text nor the stack states it: it is then `default`. */
export interface NamespaceName {
  readonly name: string;
  readonly assumed: boolean;
  /** Why it is not known (a placeholder, an overlay), else `undefined`; `name` is then unique to the reason and joins with nothing stated. */
  readonly unknown: string | undefined;
}

/** A pod maker whose pods a selector matches, surely or perhaps. */
export interface PodMatch {
  readonly maker: PodMaker;
  readonly match: 'yes' | 'unknown';
}

/** A Service that selects some pods, surely or perhaps. */
export interface ServiceMatch {
  readonly service: Service;
  readonly match: 'yes' | 'unknown';
}

/** An immutable snapshot of one stack with its indexes. Replaced, never edited. */
export interface World {
  readonly stack: Stack;
  readonly resources: readonly Resource[];
  namespaceOf(resource: Resource): NamespaceName;
  /** Names of all namespaces that hold an object, sorted. */
  readonly namespaces: readonly string[];
  /** Objects of one type in a namespace, in stack order. Cluster-scoped objects are under `''`. */
  inNamespace<T extends ResourceType>(type: T, namespace: string): readonly ResourceOf<T>[];
  /** Objects of one type in the whole stack, in stack order. */
  all<T extends ResourceType>(type: T): readonly ResourceOf<T>[];
  /** The objects of one type with this name (several when it is defined twice). */
  named<T extends ResourceType>(type: T, namespace: string, name: string): readonly ResourceOf<T>[];
  /** The objects that a document holds, as this stack applies them, in stack order. */
  ofDocument(document: ManifestDocument): readonly Resource[];
  /**
   * Labels that pods of a maker carry: the template's, and those that controllers add (`networking-semantics` §0.2) as
   * open keys. Cached.
   */
  podLabels(maker: PodMaker): Pairs;
  /**
   * Pod makers of a namespace whose pods a Service's selector matches (`selectsPods`), in stack order. Looked up by label,
   * so its cost does not grow with the namespace. A selector without pairs is the caller's business.
   */
  podsSelectedBy(selector: Pairs, namespace: string): readonly PodMatch[];
  /** Services of a maker's namespace whose selector matches its pods, in stack order; looked up as {@link podsSelectedBy} is. */
  servicesSelecting(maker: PodMaker): readonly ServiceMatch[];
  /**
   * Objects that a slot puts under a key, in stack order: those of the whole stack, or of one namespace. Indexed once per
   * namespace, and shared with worlds that differ elsewhere.
   */
  keyed<T extends ResourceType>(slot: KeySlot<T>, key: string, namespace?: string): readonly ResourceOf<T>[];
  /**
   * Memory for what is derived from this world: calls `slot.compute` once per slot and key object. The result may depend
   * only on the key's own namespace (for `reach: 'self'` slots on the key alone, for `'stack'` slots on the whole stack),
   * so worlds that differ elsewhere share it.
   */
  derive<K extends Resource, T>(slot: DeriveSlot<K, T>, key: K): T;
  /** The same for what is derived from the objects of one namespace as a whole. */
  deriveNamespace<T>(slot: NamespaceSlot<T>, namespace: string): T;
  /** A fact about the stack as a whole; whoever uses it is asked again only when it differs. */
  fact<T>(slot: FactSlot<T>): T;
}

/** Keys under which objects of one type are looked up; the slot object is the identity. */
export interface KeySlot<T extends ResourceType> {
  readonly type: T;
  /** May depend on the object alone. */
  readonly keysOf: (resource: ResourceOf<T>) => readonly string[];
}

/** Something that can be derived from a world and one of its resources; the slot object is the identity. */
export interface DeriveSlot<K extends Resource, T> {
  readonly name: string;
  readonly reach: 'self' | 'namespace' | 'stack';
  readonly compute: (world: World, key: K) => T;
}

/** Something that can be derived from the objects of one namespace; the slot object is the identity. */
export interface NamespaceSlot<T> {
  readonly name: string;
  /** May depend on those objects alone. */
  readonly compute: (world: World, namespace: string) => T;
}

/** Something small that can be derived from a whole stack; the slot object is the identity. */
export interface FactSlot<T> {
  readonly name: string;
  /** The types of objects that it depends on: it stays known while none of them comes, goes or changes. */
  readonly reads: readonly ResourceType[];
  readonly compute: (world: World) => T;
  readonly same: (a: T, b: T) => boolean;
}
