import type { Pairs } from '../../resources/field.ts';
import { identityOf } from '../../resources/identity.ts';
import { describe } from '../../resources/kinds.ts';
import { formatPairs } from '../../resources/labels.ts';
import type { Resource } from '../../resources/resource.ts';
import { groupBy } from '../group-by.ts';
import { NamespaceIndex } from '../namespace-index.ts';
import { NamespaceNames } from '../namespace-names.ts';
import type { StackFile } from '../stack-file.ts';
import { type Namespaces, type Need, needsOf, offerKeys } from './needs.ts';

/** What decides which files belong together: what a file defines, needs and offers. Derived once per state of the file. */
export class FileFacts {
  readonly file: StackFile;
  /** Identities (`networking-semantics` §0.1) of its objects; Namespaces excepted, which many files may define. */
  readonly identities: ReadonlySet<string>;
  readonly needs: readonly Need[];
  readonly offers: readonly string[];
  /** Whether all its objects were read from a cluster. */
  readonly live: boolean;
  #namespaces: Namespaces | undefined;
  #shape: string | undefined;

  constructor(file: StackFile) {
    const names = new NamespaceNames(undefined);
    const identities = new Set<string>();
    const needs: Need[] = [];
    const offers: string[] = [];
    for (const resource of file.resources) {
      const namespace = names.of(resource);
      if (resource.type !== 'namespace' && resource.name?.value !== undefined && namespace.unknown === undefined)
        identities.add(identityOf(resource.group, resource.kind, namespace.name, resource.name.value));
      needs.push(...needsOf(resource, names));
      offers.push(...offerKeys(resource, names));
    }
    this.file = file;
    this.identities = identities;
    this.needs = needs;
    this.offers = offers;
    this.live = file.resources.length > 0 && file.resources.every(({ live }) => live);
  }

  get namespaces(): Namespaces {
    this.#namespaces ??= indexByNamespace(this.file.resources);
    return this.#namespaces;
  }

  /** All of the above as one text: while it is the same, an edit of the file changes no stack's members. */
  get shape(): string {
    this.#shape ??= [
      this.live,
      this.file.template,
      ...this.identities,
      ...this.needs.map(
        ({ key, wanted, stated, from }) =>
          `${describe(from)} ${stated} ${key} ${'pods' in wanted ? pairsShape(wanted.pods) : ''}`,
      ),
      ...this.file.resources.map((resource) =>
        resource.type === 'podMaker' ? pairsShape(resource.template.labels) : resource.type,
      ),
    ].join('\n');
    return this.#shape;
  }
}

function pairsShape(pairs: Pairs): string {
  return `${formatPairs(pairs)} ${pairs.open ?? ''}`;
}

/** Indexes of some objects by the namespace that they land in when nothing else states one. */
export function indexByNamespace(resources: readonly Resource[]): Namespaces {
  const names = new NamespaceNames(undefined);
  const indexes = new Map<string, NamespaceIndex>();
  for (const [name, list] of groupBy(resources, (resource) => names.of(resource).name))
    indexes.set(name, new NamespaceIndex(list));
  return indexes;
}

/** Whether two sets of identities have one in common. */
export function conflict(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [smaller, larger] = a.size <= b.size ? [a, b] : [b, a];
  for (const identity of smaller) if (larger.has(identity)) return true;
  return false;
}
