import type { ContentMap } from '../../manifest/write.ts';
import type { AllowedNamespaces } from '../../resources/gateway-api.ts';
import type { Resource } from '../../resources/resource.ts';
import type { World } from '../../world/world.ts';
import type { Fix } from '../rule.ts';
import { fixOf, insertInto, replaceAt } from '../shared/edits.ts';

/**
 * Lets objects of one more namespace attach to a listener or a Gateway, by the name label that every namespace has; those of
 * its own namespace stay in. None where a selector already says who may.
 */
export function admitFix(
  world: World,
  owner: Resource,
  { from, selector, place }: AllowedNamespaces,
  namespace: string,
  title: string,
): readonly Fix[] {
  if (selector !== undefined || (from.value !== 'Same' && from.value !== 'None')) return [];
  const own = world.namespaceOf(owner).name;
  const isStated = !('defaulted' in from);
  if (namespace === own)
    return fixOf(`${title} those of its own namespace`, [
      isStated ? replaceAt(owner, from, 'Same') : insertInto(owner, place, nest(place.missing, { from: 'Same' })),
    ]);
  const values = [...(from.value === 'Same' ? [own] : []), namespace];
  const chosen: ContentMap = {
    selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] },
  };
  const whole: ContentMap = isStated ? chosen : { from: 'Selector', ...chosen };
  return fixOf(`${title} those of namespace ${namespace} too`, [
    ...(isStated ? [replaceAt(owner, from, 'Selector')] : []),
    insertInto(owner, place, nest(place.missing, whole)),
  ]);
}

function nest(keys: readonly string[], content: ContentMap): ContentMap {
  return keys.reduceRight<ContentMap>((inner, key) => ({ [key]: inner }), content);
}
