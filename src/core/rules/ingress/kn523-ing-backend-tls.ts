import { backendsOf } from '../../network/ingress.ts';
import { resolvePort } from '../../network/ports.ts';
import { portOf, serviceSelection } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { pairOf } from '../../resources/labels.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { fixOf, insertInto } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { isForNginx } from './fields.ts';

/**
 * ingress-nginx speaks plain HTTP to every backend unless the annotation `backend-protocol` says otherwise; the number or name of a port says nothing to it. A server that expects TLS
 * answers 400.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations:
 *     nginx.ingress.kubernetes.io/ssl-redirect: "true"
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: web, port: { name: https } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ name: https, port: 443, targetPort: 8443 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations:
 *     nginx.ingress.kubernetes.io/ssl-redirect: "true"
 *     nginx.ingress.kubernetes.io/backend-protocol: HTTPS
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: web, port: { name: https } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ name: https, port: 443, targetPort: 8443 }] }
 * ```
 * @exceptions Only for Ingresses that ingress-nginx handles. What counts is the port of the pods: port 443 in front of 8080 is plain HTTP. TLS that is passed through.
 * @source kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-protocol
 */
export const kn523 = defineRule({
  code: 'KN523',
  name: 'ing-backend-tls',
  severity: 'hint',
  summary: 'An Ingress speaks plain HTTP to a port that expects TLS.',
  subjects: ['ingress'],
  reads: ['service', 'podMaker', 'ingressClass', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-protocol'],
  check(ingress, { world }, report) {
    const { annotations } = ingress;
    if (annotations.open !== undefined || speaking.some((key) => pairOf(annotations, key) !== undefined)) return;
    const backends = [...backendsOf(ingress)].flatMap(({ backend, address }) => {
      const services = world.named('service', world.namespaceOf(ingress).name, backend.service?.value ?? '');
      const [service] = services;
      const port = service && services.length === 1 ? portOf(service, backend.port?.value) : undefined;
      return [
        { backend, address, tls: service && port && expectsTls(world, service, port) ? { service, port } : undefined },
      ];
    });
    if (!backends.some(({ tls }) => tls !== undefined) || !isForNginx(world, ingress)) return;
    for (const { backend, address, tls } of backends) {
      if (tls === undefined) continue;
      const { service, port } = tls;
      report({
        at: backend.port ?? backend,
        message: `${describe(ingress)} sends ${address} to port ${port.port?.value ?? '?'} of ${describe(service)}, behind which the pods seem to expect TLS, and has no annotation ${protocolKey}: ingress-nginx speaks plain HTTP to them.`,
        related: [relatedTo(service, port.targetPort ?? port.port ?? port, `${describe(service)} sends it on`)],
        fixes: () =>
          // The annotation counts for all backends.
          backends.every((other) => other.tls !== undefined) && annotations.pairs.length > 0
            ? fixOf('Speak HTTPS to the backends', [insertInto(ingress, annotations, { [protocolKey]: 'HTTPS' })], true)
            : [],
      });
    }
  },
});

const protocolKey = 'nginx.ingress.kubernetes.io/backend-protocol';

/** Annotations that say what is spoken to the backends. */
const speaking = [
  protocolKey,
  'nginx.ingress.kubernetes.io/secure-backends',
  'nginx.ingress.kubernetes.io/ssl-passthrough',
];

/** Whether a Service port ends at a port that by its number or name is one for TLS; what the pods declare counts first. */
function expectsTls(world: World, service: Service, port: ServicePort): boolean {
  const { pods } = world.derive(serviceSelection, service);
  const target = (port.targetPort ?? port.port)?.value;
  if (pods.length === 0) return isTls(target, undefined);
  return pods.every(({ maker }) => {
    const resolved = resolvePort(port, maker.template);
    return resolved.kind === 'port' && isTls(resolved.number, resolved.declared?.port.name?.value);
  });
}

function isTls(number: number | string | undefined, name: string | undefined): boolean {
  if (name !== undefined && !name.startsWith('https')) return false;
  return number === 443 || number === 8443 || number === 'https' || name !== undefined;
}
