import { lookUp, type Resolver } from '../../network/dns.ts';
import { references } from '../../network/references.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { referenceSpan, relatedReference } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { isCall } from './calls.ts';
import { callWords, relatedName } from './words.ts';

/**
 * With `dnsPolicy: Default` a pod asks the name servers of its node, which know nothing of Services. `ClusterFirst`, which is what pods have where they state nothing, makes it ask the cluster's; a pod on the network of its node needs `ClusterFirstWithHostNet` for that.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   dnsPolicy: Default
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   dnsPolicy: ClusterFirst
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Pods that state name servers or search domains of their own. A warning for names with the cluster's domain, which the servers of the node may pass on.
 * @source pkg/kubelet/network/dns/dns.go, getPodDNSType
 */
export const kn818 = defineRule({
  code: 'KN818',
  name: 'ref-host-dns-hostnetwork',
  severity: 'error',
  summary: 'A pod that uses the DNS of its node calls a cluster name.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'configMap'],
  within: 'calls',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/kubelet/network/dns/dns.go, getPodDNSType'],
  check(maker, { world, settings: { clusterDomain } }, report) {
    const { dnsPolicy, dnsConfig, hostNetwork } = maker.template;
    if (dnsPolicy.value !== 'Default' || hostNetwork.value === undefined) return;
    if (dnsConfig !== undefined && dnsConfig.nameservers.length + dnsConfig.searches.length > 0) return;
    const { name: namespace, unknown } = world.namespaceOf(maker);
    const search = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
    const cluster: Resolver = { kind: 'cluster', search, ndots: 5, unknown };
    for (const reference of world.derive(references, maker)) {
      if (!isCall(maker, reference)) continue;
      const { answer } = lookUp(world, maker, reference.host, clusterDomain, cluster);
      if (answer.kind !== 'service' && answer.kind !== 'endpoint') continue;
      const { service } = answer;
      const policy = hostNetwork.value ? 'ClusterFirstWithHostNet' : 'ClusterFirst';
      report({
        at: referenceSpan(maker, reference),
        severity: reference.host.toLowerCase().endsWith(`.${clusterDomain}`) ? 'warning' : 'error',
        message: `${callWords(reference)}, which is ${describe(service)}, but its pod has dnsPolicy Default: it asks the name servers of its node, which do not know Services. dnsPolicy ${policy} makes it ask the cluster's.`,
        related: [relatedName(service, `${describe(service)} is called`), ...relatedReference(maker, reference)],
        fixes: () => replaceFix(`Set dnsPolicy to ${policy}`, maker, dnsPolicy, policy, true),
      });
      return;
    }
  },
});
