import { routeAttachments } from '../../network/gateway/attach.ts';
import { namespaceMeant } from '../../network/gateway/grants.ts';
import type { ServicePort } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { insertKeyFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { backendsOf } from './backend-diagnosis.ts';

/**
 * gRPC needs HTTP/2 all the way. Without TLS a Gateway may speak HTTP/1.1 to a backend, unless the Service port says that it takes HTTP/2: `appProtocol: kubernetes.io/h2c`.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: GRPCRoute
 * metadata: { name: payments }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: payments, port: 9000 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments }
 * spec:
 *   selector: { app: payments }
 *   ports: [{ port: 9000 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: GRPCRoute
 * metadata: { name: payments }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: payments, port: 9000 }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments }
 * spec:
 *   selector: { app: payments }
 *   ports: [{ port: 9000, appProtocol: kubernetes.io/h2c }]
 * ```
 * @exceptions Ports with a name that says it (grpc, http2, h2c), which meshes read. Implementations that infer it from the route.
 * @source gateway-api.sigs.k8s.io/guides/backend-protocol
 */
export const kn629 = defineRule({
  code: 'KN629',
  name: 'grpc-appprotocol',
  severity: 'hint',
  summary: 'A gRPC backend does not say that it speaks HTTP/2.',
  subjects: ['route'],
  reads: ['gateway', 'listenerSet', 'namespace', 'referenceGrant', 'service'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/guides/backend-protocol'],
  check(route, { world }, report) {
    if (route.kind !== 'GRPCRoute') return;
    const isPlain = world
      .derive(routeAttachments, route)
      .some(({ verdict, listener }) => verdict === 'ok' && listener?.protocol?.value === 'HTTP');
    if (!isPlain) return;
    const seen = new Set<ServicePort>();
    for (const { backend } of backendsOf(route)) {
      const { group, kind, name, port } = backend;
      const where = namespaceMeant(world, route, backend);
      if (group !== '' || kind !== 'Service' || name?.value === undefined || where.unknown !== undefined) continue;
      const [service] = world.named('service', where.name, name.value);
      const own = service?.ports.find((each) => port?.value !== undefined && each.port?.value === port.value);
      if (service === undefined || own === undefined || seen.has(own) || saysSo(own)) continue;
      seen.add(own);
      report({
        at: port ?? backend,
        message: `${describe(route)} sends gRPC to port ${port?.value} of ${describe(service)}, whose appProtocol does not say that it takes HTTP/2 without TLS: whether calls get through is up to the implementation.`,
        related: [relatedTo(service, own.port ?? own, `${describe(service)} states no appProtocol for it`)],
        fixes: () =>
          insertKeyFix('Add appProtocol: kubernetes.io/h2c', service, own, 'appProtocol', 'kubernetes.io/h2c', 'port'),
      });
    }
  },
});

function saysSo({ appProtocol, name }: ServicePort): boolean {
  return (
    appProtocol !== undefined ||
    (name !== undefined && (name.value === undefined || /^(grpc|http2|h2c|https|tls)/.test(name.value)))
  );
}
