import type { WayIn } from '../../network/exposure/way-in.ts';
import { waysIntoService } from '../../network/exposure.ts';
import { annotated, statedClass } from '../ingress/fields.ts';
import { defineRule } from '../rule.ts';
import { describe, join, relatedTo } from '../shared/words.ts';
import { closeFix, isPerhapsInternal } from './inside.ts';

/**
 * An Ingress or a Gateway is where TLS ends and where people sign in, where requests are limited and paths are chosen. A Service
 * behind it that has a load balancer of its own is reached past all of that as well.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ```
 * @exceptions Load balancers that are inside, or may be, and those with source ranges.
 * @source kubernetes.io/docs/concepts/services-networking/ingress/
 */
export const kn1107 = defineRule({
  code: 'KN1107',
  name: 'exp-double',
  severity: 'info',
  summary: 'A Service is reached both by its load balancer and by an Ingress or Gateway.',
  subjects: ['service'],
  reads: [
    'service',
    'podMaker',
    'ingress',
    'ingressClass',
    'route',
    'gateway',
    'gatewayClass',
    'listenerSet',
    'referenceGrant',
    'other',
    'namespace',
  ],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/ingress/'],
  check(service, { world }, report) {
    if (service.serviceType.value !== 'LoadBalancer' || isPerhapsInternal(service)) return;
    const ways = world.derive(waysIntoService, service);
    if (
      !ways.some(({ kind, verdict, sources }) => kind === 'loadBalancer' && verdict === 'ok' && sources === undefined)
    )
      return;
    const byEntry = new Map(ways.filter(isByRules).map((way) => [way.entry, way]));
    const entries = [...byEntry.keys()];
    if (entries.length === 0) return;
    const shown = entries.slice(0, 3).map(describe);
    const more = entries.length - shown.length;
    report({
      at: service.serviceType,
      message: `${describe(service)} has a load balancer of its own and is behind ${join(more > 0 ? [...shown, `${more} more`] : shown)} as well: who comes by the load balancer goes past the TLS, the rules and the sign-in there.`,
      related: entries.map((entry) =>
        relatedTo(entry, entry.name ?? entry.kindSpan, `${describe(entry)} leads to ${describe(service)}`),
      ),
      fixes: () => (entries.some(wantsNodePorts) ? [] : closeFix(service)),
    });
  },
});

function isByRules({ kind, verdict }: WayIn): boolean {
  return (kind === 'ingress' || kind === 'gateway' || kind === 'route') && verdict !== 'broken';
}

/** Whether the controller of an entry may go by node ports, which a Service of type ClusterIP lacks. */
function wantsNodePorts(entry: WayIn['entry']): boolean {
  return (
    entry.type === 'ingress' &&
    (annotated(entry, 'alb.ingress.kubernetes.io/') || statedClass(entry)?.value?.startsWith('gce') === true)
  );
}
