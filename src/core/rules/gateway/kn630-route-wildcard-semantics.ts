import type { KeySlot } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * `*.example.com` of an Ingress stands for one label (`a.example.com`), that of a route for one or more (`a.b.example.com` too). Where a route takes over the host of an Ingress, it takes more than that did.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: ["*.example.com"]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   ingressClassName: nginx
 *   rules:
 *     - host: "*.example.com"
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: storefront, port: { number: 80 } } } }] }
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
 *   hostnames: [a.example.com, b.example.com]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   ingressClassName: nginx
 *   rules:
 *     - host: "*.example.com"
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: storefront, port: { number: 80 } } } }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: storefront }
 * spec:
 *   selector: { app: storefront }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Routes and Ingresses of different namespaces.
 * @source gateway-api.sigs.k8s.io/reference/spec/#hostname
 */
export const kn630 = defineRule({
  code: 'KN630',
  name: 'route-wildcard-semantics',
  severity: 'info',
  summary: 'A wildcard of a Gateway matches more labels than one of an Ingress.',
  subjects: ['route'],
  reads: ['ingress'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#hostname'],
  check(route, { world }, report) {
    if (route.openShift !== undefined) return;
    for (const hostname of route.hostnames) {
      const host = hostname.value?.toLowerCase();
      if (host === undefined || !host.startsWith('*.')) continue;
      const [ingress] = world.keyed(ingressesByWildcard, host, world.namespaceOf(route).name);
      const rule = ingress?.rules.find((each) => each.host?.value?.toLowerCase() === host);
      if (ingress === undefined || rule === undefined) continue;
      report({
        at: hostname,
        message: `${describe(route)} and ${describe(ingress)} are both for ${host}, which stands for one label at the Ingress and for one or more at a Gateway: the route takes hosts like a.b${host.slice(1)} too.`,
        related: [relatedTo(ingress, rule.host ?? ingress.kindSpan, `${describe(ingress)} is for ${host}`)],
      });
    }
  },
});

const ingressesByWildcard: KeySlot<'ingress'> = {
  type: 'ingress',
  keysOf: ({ rules }) =>
    rules.flatMap(({ host }) => (host?.value?.startsWith('*.') === true ? [host.value.toLowerCase()] : [])),
};
