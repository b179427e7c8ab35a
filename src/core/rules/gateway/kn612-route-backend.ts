import { mayRefer } from '../../network/gateway/grants.ts';
import type { Route } from '../../resources/gateway-api.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { insertKeyFix, replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { type BackendDiagnosis, backendDiagnoses, backendReads, type MeantService } from './backend-diagnosis.ts';
import { relatedNamespace } from './together.ts';

/**
 * A route that sends to a Service which does not exist is accepted all the same; its status says `BackendNotFound`, and what was meant for the Service is answered with an error.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: storefornt, port: 80 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: storefront }
 * spec:
 *   selector: { app: storefront }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: storefront }
 * spec:
 *   selector: { app: storefront }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions An error only where the stack shows which Service was meant: one a typing mistake away, the same name in one other namespace, or the Service of the workload with that name. A namespace of which the stack holds no Service is not judged.
 * @source gateway-api.sigs.k8s.io/reference/spec/#backendref
 */
export const kn612 = defineRule({
  code: 'KN612',
  name: 'route-backend',
  severity: 'error',
  summary: 'A route sends to a Service that is not there.',
  subjects: ['route'],
  reads: backendReads,
  within: 'stack',
  claim: 'absence',
  family: 'route-backend',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#backendref'],
  check(route, { world }, report) {
    for (const diagnosis of world.derive(backendDiagnoses, route)) {
      if (diagnosis.code !== 'KN612') continue;
      const { backend, where, meant, fails, used } = diagnosis;
      const certain = used && (meant?.by !== 'workload' || meant.service !== undefined);
      const place = where.assumed ? 'this stack' : `namespace "${where.name}"`;
      report({
        at: backend.name ?? backend,
        severity: meant === undefined ? 'info' : certain ? 'error' : 'warning',
        message: `${describe(route)} sends to Service "${backend.name?.value}", which is not in ${place}${meantWords(world, meant)}: ${
          meant === undefined && used ? 'without it ' : ''
        }${fails}.`,
        related: [
          ...relatedMeant(meant),
          ...(meant?.by !== 'namespace'
            ? []
            : backend.namespace === undefined
              ? relatedNamespace(world, route)
              : [relatedTo(route, backend.namespace, `${describe(route)} names the namespace`)]),
        ],
        fixes: () => fixesOf(world, route, diagnosis),
      });
    }
  },
});

function meantWords(world: World, meant: MeantService | undefined): string {
  switch (meant?.by) {
    case 'name':
      return `; there is "${meant.service.name?.value}"`;
    case 'namespace':
      return `; there is one in namespace "${world.namespaceOf(meant.service).name}"`;
    case 'workload':
      return `; ${describe(meant.maker)} ${meant.service === undefined ? 'has no Service' : `is behind ${describe(meant.service)}`}`;
    default:
      return '';
  }
}

function relatedMeant(meant: MeantService | undefined) {
  if (meant === undefined) return [];
  const { service } = meant;
  if (service !== undefined) {
    const at = meant.by === 'namespace' ? service.namespace : service.name;
    return [relatedTo(service, at ?? service.kindSpan, `${describe(service)} is probably meant`)];
  }
  return meant.by === 'workload'
    ? [relatedTo(meant.maker, meant.maker.name ?? meant.maker.kindSpan, `${describe(meant.maker)} is probably meant`)]
    : [];
}

function fixesOf(
  world: World,
  route: Route,
  { backend, meant }: Extract<BackendDiagnosis, { code: 'KN612' }>,
): readonly Fix[] {
  const service = meant?.service;
  if (service?.name?.value === undefined) return [];
  if (meant?.by !== 'namespace')
    return backend.name === undefined
      ? []
      : replaceFix(`Send to ${describe(service)}`, route, backend.name, service.name.value, true);
  const { name } = world.namespaceOf(service);
  const { namespace } = service;
  if (namespace?.value === undefined || !isGranted(world, route, { ...backend, namespace })) return [];
  const title = `Send to ${describe(service)} of namespace ${name}`;
  return backend.namespace === undefined
    ? insertKeyFix(title, route, backend, 'namespace', name, 'name')
    : replaceFix(title, route, backend.namespace, name, true);
}

function isGranted(world: World, route: Route, reference: Parameters<typeof mayRefer>[2]): boolean {
  return mayRefer(world, route, reference).verdict === 'ok';
}
