import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { addHost, tlsMisses } from './tls-hosts.ts';

/**
 * A wildcard host stands for exactly one label: `*.example.com` is for `shop.example.com`, and neither for `de.shop.example.com` nor for `example.com`. Certificates know it alike.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   tls: [{ hosts: ["*.example.com"], secretName: wildcard-tls }]
 *   rules:
 *     - host: de.shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   tls: [{ hosts: ["*.shop.example.com"], secretName: wildcard-tls }]
 *   rules:
 *     - host: de.shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ```
 * @exceptions Hosts that another Ingress of the namespace names.
 * @source networking/v1 IngressRule.host
 */
export const kn524 = defineRule({
  code: 'KN524',
  name: 'ing-wildcard-depth',
  severity: 'warning',
  summary: 'A wildcard host of an Ingress matches one label only.',
  subjects: ['ingress'],
  reads: ['ingress'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 IngressRule.host'],
  check(ingress, { world }, report) {
    for (const { code, host, of, partner } of tlsMisses(world, ingress)) {
      if (code !== 'KN524' || partner === undefined) continue;
      const isRule = of === 'rule';
      report({
        at: host,
        message: isRule
          ? `${describe(ingress)} has a rule for ${host.value}, but its tls entry ${partner.value} stands for one label only: clients of ${host.value} are shown a certificate that does not fit.`
          : `${describe(ingress)} has a tls entry for ${host.value}, but its rule ${partner.value} stands for one label only: requests for ${host.value} get 404.`,
        related: [relatedTo(ingress, partner, `${partner.value} stands for one label only`)],
        fixes: () => (isRule ? addHost(ingress, host.value) : []),
      });
    }
  },
});
