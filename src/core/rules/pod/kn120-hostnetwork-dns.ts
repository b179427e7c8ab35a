import { lookUp, type Resolver } from '../../network/dns.ts';
import { isOwnAddress, references } from '../../network/references.ts';
import { isClusterName, isSrvName } from '../../resources/references/host.ts';
import { defineRule } from '../rule.ts';
import { fixOf, insertInto, replaceAt } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { referenceSpan, relatedReference, saidBy } from '../shared/references.ts';

/**
 * A pod on the network of its node that leaves `dnsPolicy` to its default asks the name servers of the node, which know nothing of Services. With `ClusterFirstWithHostNet` it asks the cluster's.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: agent, labels: { app: agent } }
 * spec:
 *   hostNetwork: true
 *   containers: [{ name: agent, image: agent, env: [{ name: STORE_URL, value: "http://store" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: store }
 * spec:
 *   selector: { app: store }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: agent, labels: { app: agent } }
 * spec:
 *   hostNetwork: true
 *   dnsPolicy: ClusterFirstWithHostNet
 *   containers: [{ name: agent, image: agent, env: [{ name: STORE_URL, value: "http://store" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: store }
 * spec:
 *   selector: { app: store }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Pods that call no name of the cluster.
 * @source pkg/kubelet/network/dns/dns.go, getPodDNSType
 */
export const kn120 = defineRule({
  code: 'KN120',
  name: 'hostnetwork-dns',
  severity: 'warning',
  summary: 'A pod on the host network looks up cluster names at the DNS of its node.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap'],
  within: 'calls',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/kubelet/network/dns/dns.go, getPodDNSType'],
  check(maker, { world, settings: { clusterDomain } }, report) {
    const { hostNetwork, dnsPolicy, hostAliases } = maker.template;
    if (hostNetwork.value !== true || dnsPolicy.value !== 'ClusterFirst') return;
    const { name: namespace, unknown } = world.namespaceOf(maker);
    const cluster: Resolver = {
      kind: 'cluster',
      search: [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain],
      ndots: 5,
      unknown,
    };
    for (const reference of world.derive(references, maker)) {
      const { host, via, container } = reference;
      // Probes are the kubelet's; hostAliases need no server.
      if (via.kind === 'probe' || reference.form === 'variable' || isOwnAddress(reference)) continue;
      if (hostAliases.some(({ hostnames }) => hostnames.some(({ value }) => value === host))) continue;
      if (
        !(isClusterName(host) || isSrvName(host)) &&
        !isOfCluster(lookUp(world, maker, host, clusterDomain, cluster).answer.kind)
      )
        continue;
      report({
        at: referenceSpan(maker, reference),
        message: `Container ${containerName(container)} calls ${host}${saidBy(reference)}, but its pod is on the host's network with dnsPolicy ClusterFirst: it asks the name servers of its node, which do not know Services. dnsPolicy ClusterFirstWithHostNet makes it ask the cluster's.`,
        related: relatedReference(maker, reference),
        fixes: () =>
          fixOf(
            'Set dnsPolicy to ClusterFirstWithHostNet',
            [
              'defaulted' in dnsPolicy
                ? insertInto(
                    maker,
                    maker.template,
                    { dnsPolicy: 'ClusterFirstWithHostNet' },
                    { below: ['spec'], after: 'hostNetwork' },
                  )
                : replaceAt(maker, dnsPolicy, 'ClusterFirstWithHostNet'),
            ],
            true,
          ),
      });
      return;
    }
  },
});

function isOfCluster(kind: string): boolean {
  return kind === 'service' || kind === 'endpoint';
}
