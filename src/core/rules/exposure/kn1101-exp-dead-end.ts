import { routeTargets } from '../../network/gateway/backends.ts';
import { backendsOf } from '../../network/ingress.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import type { Route } from '../../resources/gateway-api.ts';
import type { Ingress } from '../../resources/networking-v1.ts';
import type { World } from '../../world/world.ts';
import { controllerOf } from '../ingress/fields.ts';
import { defineRule, type Report } from '../rule.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * What comes in ends at the Service where the two do not speak the same protocol: an Ingress, and every route but a UDPRoute,
 * connects by TCP, and a Service port forwards the one protocol that it states. Where the way breaks at another place, at a missing
 * Service, port or pod, the rule of that place says so.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: media }
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: media, port: { number: 443 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: media }
 * spec: { selector: { app: media }, ports: [{ port: 443, protocol: UDP }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: media }
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: media, port: { number: 443 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: media }
 * spec: { selector: { app: media }, ports: [{ name: https, port: 443 }, { name: quic, port: 443, protocol: UDP }] }
 * ```
 * @exceptions A warning where the controller is not known to be ingress-nginx: some connect to the pods whatever the Service states.
 * @source networking/v1 IngressBackend; ingress-nginx, serviceEndpoints; gateway-api.sigs.k8s.io/reference/spec/#udproute
 */
export const kn1101 = defineRule({
  code: 'KN1101',
  name: 'exp-dead-end',
  severity: 'error',
  summary: 'An entry from outside speaks another protocol than the Service behind it.',
  subjects: ['ingress', 'route'],
  reads: ['service', 'podMaker', 'other', 'ingressClass', 'referenceGrant'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['networking/v1 IngressBackend', 'gateway-api.sigs.k8s.io/reference/spec/#udproute'],
  check(subject, { world }, report) {
    if (subject.type === 'ingress') checkIngress(world, subject, report);
    else if (subject.openShift === undefined) checkRoute(world, subject, report);
  },
});

function checkIngress(world: World, ingress: Ingress, report: (report: Report) => void): void {
  const namespace = world.namespaceOf(ingress).name;
  const said = new Set<ServicePort>();
  for (const { backend, address } of backendsOf(ingress)) {
    const [service, ...others] =
      backend.service?.value === undefined ? [] : world.named('service', namespace, backend.service.value);
    if (service === undefined || others.length > 0) continue;
    const port = portOfAnother(world, service, backend.port?.value, 'TCP');
    if (port === undefined || said.has(port)) continue;
    said.add(port);
    report({
      at: backend.port ?? backend,
      severity: controllerOf(world, ingress) === 'ingress-nginx' ? 'error' : 'warning',
      message: `${describe(ingress)} sends ${address} to port ${backend.port?.value} of ${describe(service)}, which forwards ${port.protocol.value} only: the controller connects by TCP, and nothing answers.`,
      related: [protocolOf(service, port)],
    });
  }
}

function checkRoute(world: World, route: Route, report: (report: Report) => void): void {
  const protocol = route.kind === 'UDPRoute' ? 'UDP' : 'TCP';
  const said = new Set<ServicePort>();
  for (const rule of route.rules)
    for (const { backend, service, verdict, share, port: wanted } of routeTargets(world, route, rule)) {
      if (service === undefined || verdict !== 'ok' || share === 0) continue;
      const port = portOfAnother(world, service, wanted, protocol);
      if (port === undefined || said.has(port)) continue;
      said.add(port);
      report({
        at: backend.port ?? backend,
        severity: 'warning',
        message: `${describe(route)} sends to port ${wanted} of ${describe(service)}, which forwards ${port.protocol.value} only: the Gateway speaks ${protocol} to it, and nothing answers.`,
        related: [protocolOf(service, port)],
      });
    }
}

/**
 * The port that is meant, if it surely forwards another protocol only; none where its own pods say that the protocol of the port
 * is what is wrong.
 */
function portOfAnother(
  world: World,
  service: Service,
  wanted: number | string | undefined,
  protocol: string,
): ServicePort | undefined {
  if (wanted === undefined || service.portsOpen !== undefined || service.serviceType.value === 'ExternalName')
    return undefined;
  const meant = service.ports.filter(({ port, name }) => port?.value === wanted || name?.value === wanted);
  const [first] = meant;
  if (
    first === undefined ||
    meant.some((port) => port.protocol.value === undefined || port.protocol.value === protocol)
  )
    return undefined;
  return world.derive(targetPortDiagnoses, service).some(({ port }) => meant.includes(port)) ? undefined : first;
}

function protocolOf(service: Service, port: ServicePort) {
  const at = 'defaulted' in port.protocol ? (port.port ?? port) : port.protocol;
  return relatedTo(service, at, `port ${port.port?.value ?? '?'} of ${describe(service)} is ${port.protocol.value}`);
}
