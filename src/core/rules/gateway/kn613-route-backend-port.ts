import type { Service } from '../../resources/core-v1.ts';
import type { BackendReference, Route } from '../../resources/gateway-api.ts';
import { defineRule, type Fix } from '../rule.ts';
import { insertKeyFix, replaceFix } from '../shared/edits.ts';
import { describe, join, relatedTo } from '../shared/words.ts';
import { backendDiagnoses, backendReads } from './backend-diagnosis.ts';

/**
 * A backend names the port of the Service, not that of its pods, and always by number. A port that the Service does not have leaves the backend without endpoints; the API server refuses a reference to a Service that states none.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: storefront, port: 8080 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: storefront }
 * spec:
 *   selector: { app: storefront }
 *   ports: [{ port: 80, targetPort: 8080 }]
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
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ```
 * @exceptions A warning where the route and the Service lie in different folders and state no namespace. Services of type ExternalName, whose ports mean nothing, and Services that are perhaps only a part of one.
 * @source gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference
 */
export const kn613 = defineRule({
  code: 'KN613',
  name: 'route-backend-port',
  severity: 'error',
  summary: 'A route sends to a port that the Service does not have.',
  subjects: ['route'],
  reads: backendReads,
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference'],
  check(route, { world }, report) {
    for (const diagnosis of world.derive(backendDiagnoses, route)) {
      if (diagnosis.code !== 'KN613') continue;
      const { backend, services, fails, used, meant } = diagnosis;
      const service = services[0];
      const ports = service === undefined ? [] : portsOf(service);
      const related =
        service === undefined
          ? []
          : service.ports.length === 0
            ? [relatedTo(service, service.name ?? service.kindSpan, `${describe(service)} states no port`)]
            : service.ports.map((own) =>
                relatedTo(service, own.port ?? own, `${describe(service)} serves ${own.port?.value ?? '?'}`),
              );
      report({
        at: backend.port ?? backend.name ?? backend,
        severity: (used && meant) || backend.port === undefined ? 'error' : 'warning',
        message:
          backend.port === undefined
            ? `${describe(route)} sends to Service "${backend.name?.value}" and states no port: the API server refuses it${ports.length === 0 ? '' : ` (the Service serves ${join(ports.map(String))})`}.`
            : `${describe(route)} sends to port ${backend.port.value} of Service "${backend.name?.value}", ${unserved(service, backend, ports)}: ${fails}.`,
        related,
        fixes: () => fixesOf(route, backend, service, ports),
      });
    }
  },
});

function portsOf(service: Service): readonly number[] {
  return [...new Set(service.ports.flatMap(({ port }) => port?.value ?? []))];
}

/** The Service port that leads to a port of the pods. */
function leadingTo(service: Service | undefined, { port }: BackendReference): number | undefined {
  return service?.ports.find(({ targetPort }) => targetPort?.value !== undefined && targetPort.value === port?.value)
    ?.port?.value;
}

function unserved(service: Service | undefined, backend: BackendReference, ports: readonly number[]): string {
  const leading = leadingTo(service, backend);
  if (leading !== undefined) return `which is the port of its pods; the Service serves ${leading}`;
  return ports.length === 0 ? 'which serves no port' : `which serves ${join(ports.map(String))}`;
}

function fixesOf(
  route: Route,
  backend: BackendReference,
  service: Service | undefined,
  ports: readonly number[],
): readonly Fix[] {
  const { port } = backend;
  const best = leadingTo(service, backend) ?? (ports.length === 1 ? ports[0] : undefined);
  if (port === undefined)
    return best === undefined ? [] : insertKeyFix(`Send to port ${best}`, route, backend, 'port', best, 'name');
  // A long list of ports is no help to choose from.
  const offered = best === undefined ? ports.slice(0, 4) : [best];
  return offered.flatMap((own) => replaceFix(`Send to port ${own}`, route, port, own, own === best));
}
