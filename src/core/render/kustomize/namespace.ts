/** namespace: of all resources that have one, and of the fields that name it. */
import { RenderError } from '../problem.ts';
import { Dict, type Item, stringAt } from '../value.ts';
import { changeFields, type FieldSpec } from './fields.ts';
import { dictIn, idText, type Resource } from './resource.ts';
import { isClusterScoped } from './scope.ts';

export function setNamespace(resources: readonly Resource[], namespace: Item, specs: readonly FieldSpec[]): void {
  const moved = new Map<string, Resource>();
  for (const resource of resources) {
    resource.remember();
    const { kind, group } = resource.id;
    if (!isClusterScoped(resource.id))
      (resource.metadata ?? dictIn(resource.root, 'metadata', namespace.source)).set(
        'namespace',
        namespace,
        namespace.source,
      );
    const isBinding = kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
    if (isBinding) setSubjects(resource, namespace);
    for (const spec of specs) {
      if (
        spec.path === 'metadata/namespace' ||
        (spec.path === 'metadata/name' && (kind !== 'Namespace' || group !== ''))
      )
        continue;
      if (isBinding && spec.path === 'subjects') continue;
      changeFields(
        resource,
        spec,
        () => namespace,
        () => namespace,
      );
    }
    const { key } = resource;
    const twin = moved.get(key);
    if (twin !== undefined)
      throw new RenderError(
        `namespace transformation produces ID conflict: ${idText(twin.id)} ${idText(resource.id)}`,
        namespace.source?.at,
      );
    moved.set(key, resource);
  }
}

/** The default account of a namespace moves with it; accounts that are in the build are followed as references. */
function setSubjects(resource: Resource, namespace: Item): void {
  resource.place.in('subjects')?.mapItems((place) => {
    if (place.value instanceof Dict && stringAt(place.value, 'name') === 'default')
      place.dict()?.set('namespace', namespace, namespace.source);
    return place.item;
  });
}
