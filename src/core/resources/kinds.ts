import type { ResourceBase } from './resource.ts';

/** `Deployment "web"`: how messages name an object; the kind alone when its name is not known. */
export function describe({ kind, name }: Pick<ResourceBase, 'kind' | 'name'>): string {
  return name?.value === undefined ? kind : `${kind} "${name.value}"`;
}
