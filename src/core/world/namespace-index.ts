import type { ManifestDocument } from '../manifest/document.ts';
import type { Service } from '../resources/core-v1.ts';
import type { Pairs } from '../resources/field.ts';
import { pairOf } from '../resources/labels.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource, ResourceOf, ResourceType } from '../resources/resource.ts';
import { byText } from '../text/words.ts';
import { groupBy } from './group-by.ts';
import { isControllerKey, selectsPods } from './pod-labels.ts';
import type { DeriveSlot, KeySlot, NamespaceSlot, PodMatch, ServiceMatch } from './world.ts';

const nothing: readonly never[] = [];

/**
 * The objects of one namespace with what is looked up or derived from them alone. Worlds that differ elsewhere share it,
 * so its memory grows and its answers never change.
 */
export class NamespaceIndex {
  /** In stack order. */
  readonly resources: readonly Resource[];
  readonly #byType: ReadonlyMap<ResourceType, readonly Resource[]>;
  readonly #byName = new Map<ResourceType, ReadonlyMap<string, readonly Resource[]>>();
  readonly #byKey = new Map<KeySlot<never>, ReadonlyMap<string, readonly Resource[]>>();
  readonly #derived: DerivedValues = new Map();
  readonly #wholes = new Map<NamespaceSlot<unknown>, unknown>();
  #byDocument: ReadonlyMap<ManifestDocument, readonly Resource[]> | undefined;
  #labels: LabelIndex | undefined;
  #selectors: SelectorIndex | undefined;

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
    this.#byType = groupBy(resources, ({ type }) => type);
  }

  /** What slots with `reach: 'namespace'` derived. */
  get derived(): DerivedValues {
    return this.#derived;
  }

  /** What was derived from the namespace as a whole. */
  get wholes(): Map<NamespaceSlot<unknown>, unknown> {
    return this.#wholes;
  }

  ofType<T extends ResourceType>(type: T): readonly ResourceOf<T>[] {
    return (this.#byType.get(type) ?? nothing) as readonly ResourceOf<T>[];
  }

  named<T extends ResourceType>(type: T, name: string): readonly ResourceOf<T>[] {
    let names = this.#byName.get(type);
    if (names === undefined) {
      names = groupBy(this.ofType(type), (resource) => resource.name?.value);
      this.#byName.set(type, names);
    }
    return (names.get(name) ?? nothing) as readonly ResourceOf<T>[];
  }

  ofDocument(document: ManifestDocument): readonly Resource[] {
    this.#byDocument ??= groupBy(this.resources, (resource) => resource.document);
    return this.#byDocument.get(document) ?? nothing;
  }

  keyed<T extends ResourceType>(slot: KeySlot<T>, key: string): readonly ResourceOf<T>[] {
    let keys = this.#byKey.get(slot as never);
    if (keys === undefined) {
      keys = keyedBy(this.ofType(slot.type), slot.keysOf);
      this.#byKey.set(slot as never, keys);
    }
    return (keys.get(key) ?? nothing) as readonly ResourceOf<T>[];
  }

  servicesSelecting(maker: PodMaker): readonly ServiceMatch[] {
    this.#selectors ??= new SelectorIndex(this.ofType('service'));
    const matches: ServiceMatch[] = [];
    for (const service of this.#selectors.candidates(maker)) {
      const match = selectsPods(service.selector, maker);
      if (match !== 'no') matches.push({ service, match });
    }
    return matches;
  }

  podsSelectedBy(selector: Pairs): readonly PodMatch[] {
    this.#labels ??= new LabelIndex(this.ofType('podMaker'));
    const matches: PodMatch[] = [];
    for (const maker of this.#labels.candidates(selector)) {
      const match = selectsPods(selector, maker);
      if (match !== 'no') matches.push({ maker, match });
    }
    return matches;
  }
}

/** Objects by each of their keys, in their order. */
export function keyedBy<T extends Resource>(
  resources: readonly T[],
  keysOf: (resource: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const lists = new Map<string, T[]>();
  for (const resource of resources)
    for (const each of new Set(keysOf(resource))) {
      const list = lists.get(each);
      if (list === undefined) lists.set(each, [resource]);
      else list.push(resource);
    }
  return lists;
}

/** Values by slot and key object. */
export type DerivedValues = Map<DeriveSlot<never, unknown>, ValuesByKey>;

/** A memory that may hold its keys weakly. */
export interface ValuesByKey {
  get(key: Resource): unknown;
  has(key: Resource): boolean;
  set(key: Resource, value: unknown): unknown;
}

/** Pod makers by the pairs of their templates' labels: which ones a selector could match at all. */
class LabelIndex {
  readonly #makers: readonly PodMaker[];
  /** Positions in `#makers` by key and value; the value `undefined` stands for one that is not known. */
  readonly #positions = new Map<string, Map<string | undefined, number[]>>();
  /** Positions of makers that may carry more labels than the stated ones. */
  readonly #open: number[] = [];

  constructor(makers: readonly PodMaker[]) {
    this.#makers = makers;
    makers.forEach(({ template }, position) => {
      if (template.labels.open !== undefined) this.#open.push(position);
      for (const { key, value } of template.labels.pairs) {
        let values = this.#positions.get(key);
        if (values === undefined) {
          values = new Map();
          this.#positions.set(key, values);
        }
        const positions = values.get(value);
        if (positions === undefined) values.set(value, [position]);
        else positions.push(position);
      }
    });
  }

  /** A superset of the makers that match, in stack order. */
  candidates(selector: Pairs): readonly PodMaker[] {
    let fewest: readonly number[] | undefined;
    for (const { key, value } of selector.pairs) {
      // Labels of controllers are not in the templates, unknown values could be any.
      if (value === undefined || isControllerKey(key)) continue;
      const values = this.#positions.get(key);
      const positions = [...(values?.get(value) ?? nothing), ...(values?.get(undefined) ?? nothing), ...this.#open];
      if (fewest === undefined || positions.length < fewest.length) fewest = positions;
    }
    if (fewest === undefined) return this.#makers;
    const sorted = [...new Set(fewest)].sort((a, b) => a - b);
    return sorted.flatMap((position) => this.#makers[position] ?? nothing);
  }
}

/** Services by the keys and values of their selectors: which ones could select a pod at all. */
class SelectorIndex {
  readonly #services: readonly Service[];
  /** Positions in `#services` by values, by keys: there are few sets of keys, and a pod has one value for each key. */
  readonly #shapes = new Map<string, { readonly keys: readonly string[]; readonly values: Map<string, number[]> }>();
  /** Positions of Services whose selectors the templates' labels do not decide. */
  readonly #open: number[] = [];

  constructor(services: readonly Service[]) {
    this.#services = services;
    services.forEach(({ selector: { pairs, open } }, position) => {
      if (open !== undefined || pairs.some(({ key, value }) => value === undefined || isControllerKey(key))) {
        this.#open.push(position);
        return;
      }
      if (pairs.length === 0) return;
      const sorted = [...pairs].sort((a, b) => byText(a.key, b.key));
      const keys = sorted.map(({ key }) => key);
      const shape = keys.join('\n');
      let known = this.#shapes.get(shape);
      if (known === undefined) {
        known = { keys, values: new Map() };
        this.#shapes.set(shape, known);
      }
      const values = sorted.map(({ value }) => value).join('\n');
      const positions = known.values.get(values);
      if (positions === undefined) known.values.set(values, [position]);
      else positions.push(position);
    });
  }

  /** A superset of the Services that select the pods, in stack order. */
  candidates({ template: { labels } }: PodMaker): readonly Service[] {
    if (labels.open !== undefined || labels.pairs.some(({ value }) => value === undefined)) return this.#services;
    const found = [...this.#open];
    for (const { keys, values } of this.#shapes.values()) {
      const own = keys.map((key) => pairOf(labels, key)?.value);
      if (!own.includes(undefined)) found.push(...(values.get(own.join('\n')) ?? nothing));
    }
    return found.sort((a, b) => a - b).flatMap((position) => this.#services[position] ?? nothing);
  }
}
