import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, join, relatedTo } from '../shared/words.ts';
import { meantHost, publishedHosts, servedElsewhere, servedHosts, serves } from './published-hosts.ts';

/**
 * external-dns makes a DNS record for every host of its annotation and for those of the rules. A host that stands in the annotation
 * alone leads clients to a controller that has no rule for it: they get 404, or a certificate for other hosts.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations: { external-dns.alpha.kubernetes.io/hostname: shop.exmaple.com }
 * spec:
 *   ingressClassName: nginx
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations: { external-dns.alpha.kubernetes.io/hostname: shop.example.com }
 * spec:
 *   ingressClassName: nginx
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ```
 * @exceptions Information where the host is not like one of the rules. Silent for hosts that another Ingress, route or object of a
 * controller serves or an annotation of the same object names, for wildcards, for rules without a host, and where another annotation
 * tells external-dns to leave the annotation or the object out.
 * @source kubernetes-sigs.github.io/external-dns, "Annotations", "Gateway API Route Sources"
 */
export const kn1106 = defineRule({
  code: 'KN1106',
  name: 'exp-hostname-mismatch',
  severity: 'warning',
  summary: 'external-dns publishes another host than the routes serve.',
  subjects: ['ingress', 'route'],
  reads: ['ingress', 'route', 'other'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes-sigs.github.io/external-dns'],
  check(subject, { world }, report) {
    const published = publishedHosts(subject);
    const own = published === undefined ? undefined : servedHosts(subject);
    if (published === undefined || own === undefined) return;
    const { at, hosts } = published;
    for (const host of hosts) {
      if (serves(subject, own, host) || servedElsewhere(world, host)) continue;
      const meant = meantHost(host, own);
      // What is not rendered may have a rule for it.
      if (meant === undefined && world.stack.unknowns.objects !== undefined) continue;
      const names = own.slice(0, 3).map(({ value }) => value);
      report({
        at,
        severity: meant === undefined ? 'info' : 'warning',
        message: `external-dns publishes ${host} for ${describe(subject)}, which serves ${join(own.length > 3 ? [...names, `${own.length - 3} more`] : names)}: nothing here answers to the name.`,
        related: (meant === undefined ? own.slice(0, 3) : [meant]).map((rule) =>
          relatedTo(subject, rule, `${describe(subject)} serves ${rule.value}`),
        ),
        fixes: () =>
          meant === undefined
            ? []
            : replaceFix(
                `Publish ${meant.value}`,
                subject,
                at,
                [...new Set(hosts.map((each) => (each === host ? meant.value : each)))].join(','),
                true,
              ),
      });
    }
  },
});
