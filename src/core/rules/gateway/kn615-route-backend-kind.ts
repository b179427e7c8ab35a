import type { BackendReference, Route } from '../../resources/gateway-api.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { backendDiagnoses, backendReads } from './backend-diagnosis.ts';

/**
 * Among the kinds of Kubernetes itself a route sends to Services only. Without `group` a kind is one of the core group, so a kind of an implementation that lacks its group is not found either. The status says `InvalidKind`.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ kind: ServiceImport, name: storefront, port: 80 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ group: multicluster.x-k8s.io, kind: ServiceImport, name: storefront, port: 80 }] }]
 * ```
 * @exceptions Kinds of other groups, which are the implementation's business.
 * @source gateway-api.sigs.k8s.io/reference/spec/#backendref
 */
export const kn615 = defineRule({
  code: 'KN615',
  name: 'route-backend-kind',
  severity: 'warning',
  summary: 'A route sends to a kind that few implementations know.',
  subjects: ['route'],
  reads: backendReads,
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#backendref'],
  check(route, { world }, report) {
    for (const { code, backend, fails } of world.derive(backendDiagnoses, route)) {
      if (code !== 'KN615') continue;
      const group = groups.get(backend.kind);
      report({
        at: backend,
        message: `${describe(route)} sends to a ${backend.kind} of ${backend.group === '' ? 'the core group' : `group ${backend.group}`}, which is no backend${
          backend.group === '' && group !== undefined ? `; ${backend.kind} is of group ${group}` : ''
        }: ${fails} (InvalidKind).`,
        related:
          backend.kindSpan === undefined ? [] : [relatedTo(route, backend.kindSpan, `the kind is ${backend.kind}`)],
        fixes: () => groupFix(route, backend, group),
      });
    }
  },
});

/** Kinds that implementations send to, with their groups. */
const groups: ReadonlyMap<string, string> = new Map([
  ['ServiceImport', 'multicluster.x-k8s.io'],
  ['InferencePool', 'inference.networking.k8s.io'],
]);

function groupFix(route: Route, backend: BackendReference, group: string | undefined): readonly Fix[] {
  if (group === undefined || backend.group !== '') return [];
  return fixOf(`Write group: ${group}`, [insertInto(route, backend, { group })], true);
}
