import type { ObjectReference } from '../../resources/gateway-api.ts';
import { defineRule } from '../rule.ts';
import { fixOf, removeItemAt } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A route names a parent once as a whole, or several times with another `sectionName` each. The API server refuses two references that are the same, and one with and one without a `sectionName`.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs:
 *     - { name: public, sectionName: http }
 *     - { name: public, sectionName: http }
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs:
 *     - { name: public, sectionName: http }
 *     - { name: public, sectionName: https }
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ```
 * @exceptions References that state a port, which only experimental versions tell apart, unless they are wholly the same.
 * @source gateway-api config/crd, HTTPRoute: validation of parentRefs
 */
export const kn622 = defineRule({
  code: 'KN622',
  name: 'route-parents-dup',
  severity: 'error',
  summary: 'A route names one parent twice.',
  subjects: ['route'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api config/crd, HTTPRoute'],
  check(route, _context, report) {
    const { parents } = route;
    for (const [order, parent] of parents.entries()) {
      const earlier = parents.slice(0, Math.min(order, 32)).find((other) => clash(other, parent) !== undefined);
      if (earlier === undefined) continue;
      const isSame = clash(earlier, parent) === 'same';
      const section = parent.sectionName?.value;
      report({
        at: parent.name ?? parent,
        message: `${describe(route)} names ${parent.kind} "${parent.name?.value}" twice${
          isSame
            ? section === undefined
              ? ''
              : `, each time its listener "${section}"`
            : ', once as a whole and once a listener of it'
        }: the API server refuses it.`,
        related: [relatedTo(route, earlier, 'it is named here first')],
        fixes: () => (isSame ? fixOf('Remove the second reference', [removeItemAt(route, parent)], true) : []),
      });
    }
  },
});

/** Whether two references may not stand together: they are the same, or only one names a listener. */
function clash(a: ObjectReference, b: ObjectReference): 'same' | 'whole' | undefined {
  const fields = (each: ObjectReference) => [each.name, each.namespace, each.sectionName, each.port];
  if (
    a.name === undefined ||
    [...fields(a), ...fields(b)].some((field) => field !== undefined && field.value === undefined)
  )
    return undefined;
  if (a.group !== b.group || a.kind !== b.kind || a.name.value !== b.name?.value) return undefined;
  if (a.namespace?.value !== b.namespace?.value) return undefined;
  if (a.sectionName?.value === b.sectionName?.value && a.port?.value === b.port?.value) return 'same';
  if (a.port !== undefined || b.port !== undefined) return undefined;
  return (a.sectionName === undefined) === (b.sectionName === undefined) ? undefined : 'whole';
}
