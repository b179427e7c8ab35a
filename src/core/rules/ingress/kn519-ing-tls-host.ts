import type { Ingress } from '../../resources/networking-v1.ts';
import { defineRule, type Report } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { annotated, certManagerKeys } from './fields.ts';
import { addHost, type TlsMiss, tlsMisses } from './tls-hosts.ts';

/**
 * Clients ask for a certificate by the name of the host, and find it among `tls[].hosts`. A host of a rule that stands in none of them is served with the controller's own
 * certificate, or without TLS.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop, annotations: { cert-manager.io/cluster-issuer: letsencrypt } }
 * spec:
 *   tls: [{ hosts: [shop.example.com], secretName: shop-tls }]
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 *     - host: api.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: api, port: { number: 80 } } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop, annotations: { cert-manager.io/cluster-issuer: letsencrypt } }
 * spec:
 *   tls: [{ hosts: [shop.example.com, api.example.com], secretName: shop-tls }]
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 *     - host: api.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: api, port: { number: 80 } } } }] }
 * ```
 * @exceptions Entries without hosts, which are for all; hosts that another Ingress of the namespace names; `www.` beside the same host. Information where an entry names a host
 * that no rule has, and where nobody issues the certificate for the hosts that are listed: it may be for more.
 * @source kubernetes.io/docs/concepts/services-networking/ingress/#tls
 */
export const kn519 = defineRule({
  code: 'KN519',
  name: 'ing-tls-host',
  severity: 'warning',
  summary: 'A host of an Ingress has no TLS entry, or the other way round.',
  subjects: ['ingress'],
  reads: ['ingress'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/ingress/#tls'],
  check(ingress, { world }, report) {
    for (const miss of tlsMisses(world, ingress))
      if (miss.code === 'KN519') report(miss.of === 'tls' ? idleEntry(ingress, miss) : bareHost(ingress, miss));
  },
});

function idleEntry(ingress: Ingress, { host, partner }: TlsMiss): Report {
  return {
    at: host,
    severity: partner === undefined ? 'info' : 'warning',
    message:
      partner === undefined
        ? `${describe(ingress)} has a tls entry for ${host.value}, for which it has no rule.`
        : `${describe(ingress)} has a tls entry for ${host.value} and a rule for ${partner.value}: clients of ${partner.value} are shown another certificate.`,
    related: partner === undefined ? [] : [relatedTo(ingress, partner, `the rule is for ${partner.value}`)],
    fixes: () => (partner === undefined ? [] : replaceFix(`Use ${partner.value}`, ingress, host, partner.value, true)),
  };
}

function bareHost(ingress: Ingress, { host }: TlsMiss): Report {
  const isIssued = certManagerKeys.some((prefix) => annotated(ingress, prefix));
  return {
    at: host,
    severity: isIssued ? 'warning' : 'info',
    message: `${describe(ingress)} has a rule for ${host.value} and no tls entry for it, though for other hosts: clients of ${host.value} are shown another certificate${isIssued ? ', as cert-manager asks for one for the hosts of the entries only' : ', unless that of an entry is for it too'}.`,
    related: ingress.tls.map(({ span, hosts }) =>
      relatedTo(ingress, hosts[0] ?? span, `this entry is for ${hosts.map(({ value }) => value).join(', ')}`),
    ),
    fixes: () => addHost(ingress, host.value),
  };
}
