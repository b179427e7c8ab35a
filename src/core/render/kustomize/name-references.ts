/**
 * Names that changed (prefix, suffix, hash, patch) are followed in the fields that refer to them (kustomize's nameref filter). A
 * reference stays where it stands; what renamed the other object is its second origin.
 */
import type { Source } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { RenderError } from '../problem.ts';
import { Dict, dictAt, type Item, itemsAt, List, stringAt } from '../value.ts';
import type { NameReference } from './defaults.ts';
import { changeFields, type FieldSpec, mayHave, splitPath } from './fields.ts';
import type { Place } from './place.ts';
import { effectiveNamespace, type Gvk, idText, type Resource, sameNamespace, scalarText, selects } from './resource.ts';
import { isClusterScoped } from './scope.ts';

export function followNames(resources: readonly Resource[], references: readonly NameReference[]): void {
  const byName = new Map<string, Resource[]>();
  for (const resource of resources)
    for (const name of new Set(resource.previous.map((id) => id.name))) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [resource]);
      else known.push(resource);
    }
  if (byName.size === 0) return;
  const ofKind = new Map<
    string,
    { readonly target: NameReference; readonly spec: FieldSpec; readonly path: readonly string[] }[]
  >();
  for (const target of references)
    for (const spec of target.fieldSpecs) {
      const list = ofKind.get(spec.kind ?? '') ?? [];
      list.push({ target, spec, path: splitPath(spec.path) });
      ofKind.set(spec.kind ?? '', list);
    }
  for (const referrer of resources) {
    const { originalId } = referrer;
    for (const { target, spec, path } of [...(ofKind.get(originalId.kind) ?? []), ...(ofKind.get('') ?? [])])
      if (mayHave(referrer.seen, path) && selects(spec, originalId))
        new Follower(referrer, target, spec, path, byName).follow();
  }
}

/** Follows the references of one field of one resource to one kind. */
class Follower {
  readonly #referrer: Resource;
  readonly #target: Partial<Gvk>;
  readonly #spec: FieldSpec;
  readonly #path: readonly string[];
  readonly #byName: ReadonlyMap<string, readonly Resource[]>;

  constructor(
    referrer: Resource,
    target: Partial<Gvk>,
    spec: FieldSpec,
    path: readonly string[],
    byName: ReadonlyMap<string, readonly Resource[]>,
  ) {
    this.#referrer = referrer;
    this.#target = target;
    this.#spec = spec;
    this.#path = path;
    this.#byName = byName;
  }

  follow(): void {
    // The kind may have changed since it was chosen by its first one.
    changeFields(
      this.#referrer,
      { ...this.#spec, create: false },
      () => ({ value: null, source: undefined }),
      (place) => this.#changed(place),
      this.#path,
    );
  }

  #changed(place: Place): Item | undefined {
    const { item, value } = place;
    if (value instanceof Dict) return this.#inMap(value, place);
    if (value instanceof List) {
      place.mapItems((each) => this.#changed(each) ?? each.item);
      return undefined;
    }
    const name = scalarText(item);
    const found = name === undefined ? undefined : this.#find(name, item, () => true);
    if (found === undefined || found.id.name === name) return undefined;
    return renamed(item, found);
  }

  /** A map with a name and maybe a namespace, which both follow. */
  #inMap(map: Dict, place: Place): undefined {
    const entry = map.get('name');
    if (entry === undefined)
      throw new RenderError(
        `updating name reference in '${this.#spec.path}' field of '${idText(this.#referrer.id)}': path config error; no 'name' field in node`,
        this.#referrer.at,
      );
    const name = scalarText(entry);
    if (name === undefined) return undefined;
    const namespace = stringAt(map, 'namespace');
    const allowed = new Set(namespace === undefined ? [] : inNamespace(this.#all(), namespace || 'default'));
    const isAllowed = (candidate: Resource) => namespace === undefined || allowed.has(candidate);
    const found = this.#find(name, entry, isAllowed, sameNameAndNamespace);
    if (found === undefined) return undefined;
    const now = found.id;
    if (now.name !== name) place.dict()?.set('name', renamed(entry, found), entry.key);
    if (now.namespace === '' || now.namespace === namespace) return undefined;
    const stated = found.seenMetadata?.get('namespace');
    const source = stated?.source ?? entry.source;
    const key = map.get('namespace')?.key ?? source;
    place.dict()?.set('namespace', { value: Text.of(now.namespace, source), source }, key);
    return undefined;
  }

  #all(): readonly Resource[] {
    return [...new Set([...this.#byName.values()].flat())];
  }

  #find(name: string, item: Item, also: (candidate: Resource) => boolean, sameTarget = sameName): Resource | undefined {
    const before = (candidate: Resource, kind: Partial<Gvk>) => candidate.previous.some((id) => selects(kind, id));
    let candidates = (this.#byName.get(name) ?? []).filter(
      (candidate) => this.#mayRefer(candidate) && also(candidate) && before(candidate, this.#target),
    );
    const role = this.#spec.path.endsWith('roleRef/name') ? dictAt(this.#referrer.seen, 'roleRef') : undefined;
    if (role?.has('apiGroup') && role.has('kind')) {
      const kind = { group: stringAt(role, 'apiGroup') ?? '', kind: stringAt(role, 'kind') ?? '' };
      candidates = candidates.filter((candidate) => before(candidate, kind));
    }
    if (candidates.length > 1) candidates = candidates.filter((each) => sameAffixes(each, this.#referrer, true));
    if (candidates.length > 1) candidates = candidates.filter((each) => sameAffixes(each, this.#referrer, false));
    const [first] = candidates;
    if (first === undefined || candidates.every((each) => sameTarget(each, first))) return first;
    throw new RenderError(
      `found multiple possible referrals: ${candidates.map(({ id }) => idText(id)).join('\n')}`,
      item.source?.at,
    );
  }

  /** Whether the resource can be referred to at all: it is in the same namespace, or in none, or a binding's account. */
  #mayRefer(candidate: Resource): boolean {
    const { id } = this.#referrer;
    if (isClusterScoped(id) || isClusterScoped(candidate.id) || sameNamespace(id, candidate.id)) return true;
    return this.#isAccountOfBinding(candidate);
  }

  #isAccountOfBinding(candidate: Resource): boolean {
    if (this.#referrer.id.kind !== 'RoleBinding' || candidate.id.kind !== 'ServiceAccount') return false;
    return itemsAt(this.#referrer.seen, 'subjects').some(
      ({ value }) => value instanceof Dict && stringAt(value, 'namespace') === candidate.originalId.namespace,
    );
  }
}

/** Those that were in a namespace first, or else those that are now. */
function inNamespace(candidates: readonly Resource[], namespace: string): readonly Resource[] {
  const first = candidates.filter(({ originalId }) => effectiveNamespace(originalId) === namespace);
  return first.length > 0 ? first : candidates.filter(({ id }) => effectiveNamespace(id) === namespace);
}

function sameName(a: Resource, b: Resource): boolean {
  return a.id.name === b.id.name;
}

function sameNameAndNamespace(a: Resource, b: Resource): boolean {
  return sameName(a, b) && a.id.namespace === b.id.namespace;
}

/** Whether two resources went through the same prefixes and suffixes; one that went through none may count as either. */
function sameAffixes(a: Resource, b: Resource, allowNone: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]) =>
    (allowNone && (x.length === 0 || y.length === 0)) || sameEnding(x, y);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  return a.slice(-length).every((each, index) => each === b.slice(-length)[index]);
}

function renamed(item: Item, target: Resource): Item {
  const source: Source | undefined =
    item.source === undefined
      ? undefined
      : { ...item.source, fidelity: 'value', values: target.renamedBy ?? target.seenMetadata?.get('name')?.source?.at };
  return { value: Text.of(target.id.name, source), source };
}
