import { surelyDiffer } from '../../world/gates.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { type Claim, earlierHosts, earlierRoutes } from './claims.ts';
import { pathsOf } from './fields.ts';

/**
 * Ingresses of two namespaces have rules for one host. Most controllers put them together; then whoever may write Ingresses in one namespace can take requests of the other, and
 * some controllers serve only one of the two.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: web, namespace: shop }
 * spec:
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: pay, namespace: payments }
 * spec:
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /pay, pathType: Prefix, backend: { service: { name: pay, port: { number: 80 } } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: web, namespace: shop }
 * spec:
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: pay, namespace: payments }
 * spec:
 *   rules:
 *     - host: pay.example.com
 *       http: { paths: [{ path: /pay, pathType: Prefix, backend: { service: { name: pay, port: { number: 80 } } } }] }
 * ```
 * @exceptions Both namespaces have to be stated. Mergeable Ingresses of the NGINX controller, and other Ingresses that annotations put together or tell apart. Where they claim the
 * same path too, KN514 says so.
 * @source kubernetes.io/docs/concepts/services-networking/ingress
 */
export const kn515 = defineRule({
  code: 'KN515',
  name: 'ing-host-cross-namespace',
  severity: 'info',
  summary: 'Ingresses of two namespaces claim one host.',
  subjects: ['ingress'],
  reads: ['ingress', 'ingressClass'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/ingress'],
  check(ingress, { world }, report) {
    const own = world.namespaceOf(ingress);
    const said = new Set<string>();
    for (const { rule, path } of pathsOf(ingress)) {
      const host = rule.host?.value;
      if (rule.host === undefined || host === undefined || said.has(host)) continue;
      const rival = first(earlierHosts(world, { ingress, rule, path }), ({ ingress: other }) =>
        surelyDiffer(own, world.namespaceOf(other)),
      );
      if (rival === undefined) continue;
      said.add(host);
      const isDisputed = rule.paths.some(
        (each) =>
          first(
            earlierRoutes(world, { ingress, rule, path: each }),
            ({ ingress: other }) => other === rival.ingress,
          ) !== undefined,
      );
      if (isDisputed) continue;
      const place = rival.rule.host ?? rival.rule;
      report({
        at: rule.host,
        message: `Host ${host} is claimed by ${describe(ingress)} of namespace "${own.name}" and by ${describe(rival.ingress)} of namespace "${world.namespaceOf(rival.ingress).name}": most controllers put their paths together, some serve only one of them.`,
        related: [relatedTo(rival.ingress, place, `${describe(rival.ingress)} claims the host`)],
      });
    }
  },
});

function first(claims: Iterable<Claim>, fits: (claim: Claim) => boolean): Claim | undefined {
  for (const claim of claims) if (fits(claim)) return claim;
  return undefined;
}
