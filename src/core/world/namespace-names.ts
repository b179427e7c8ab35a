import { isClusterScoped } from '../resources/identity.ts';
import type { Resource, ResourceType } from '../resources/resource.ts';
import type { NamespaceName } from './world.ts';

/** Where an object without a namespace of its own lands when nothing says otherwise. */
export const defaultNamespace = 'default';

/** Types with kinds that have no namespaces; asking for the kind costs more than for the type. */
const mayBeClusterScoped: ReadonlySet<ResourceType> = new Set([
  'namespace',
  'node',
  'gatewayClass',
  'ingressClass',
  'clusterPolicy',
  'other',
]);

/** Resolves the namespaces of a stack's objects; equal names are the same object. */
export class NamespaceNames {
  readonly #absent: NamespaceName;
  readonly #clusterScoped: NamespaceName = { name: '', assumed: false, unknown: undefined };
  readonly #stated = new Map<string, NamespaceName>();
  readonly #unknown = new Map<string, NamespaceName>();

  /** `stackNamespace` is the one that the stack states for objects that state none. */
  constructor(stackNamespace: string | undefined) {
    this.#absent =
      stackNamespace === undefined
        ? { name: defaultNamespace, assumed: true, unknown: undefined }
        : { name: stackNamespace, assumed: false, unknown: undefined };
  }

  /** The namespace of an object; `''` for cluster-scoped ones. */
  of(resource: Resource): NamespaceName {
    const { namespace } = resource;
    if (mayBeClusterScoped.has(resource.type) && isClusterScoped(resource.group, resource.kind))
      return this.#clusterScoped;
    if (namespace === undefined) return this.#absent;
    if (namespace.value === undefined) return interned(this.#unknown, namespace.unknown, unknownNamespace);
    return namespace.value === '' ? this.#absent : interned(this.#stated, namespace.value, statedNamespace);
  }
}

function interned(
  names: Map<string, NamespaceName>,
  key: string,
  create: (key: string) => NamespaceName,
): NamespaceName {
  let name = names.get(key);
  if (name === undefined) {
    name = create(key);
    names.set(key, name);
  }
  return name;
}

function statedNamespace(name: string): NamespaceName {
  return { name, assumed: false, unknown: undefined };
}

/** Parentheses keep the name apart from every real one, while objects with the same placeholder stay together. */
function unknownNamespace(reason: string): NamespaceName {
  return { name: `(unknown: ${reason})`, assumed: false, unknown: reason };
}
