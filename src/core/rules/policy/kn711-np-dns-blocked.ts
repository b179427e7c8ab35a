import type { Call } from '../../network/references.ts';
import { isLocal, references, resolveReference } from '../../network/references.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference, saidBy } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { asksForName, blockedCalls, isCall } from './calls.ts';
import { mayReachDns, meansDns, tcpOnly } from './dns.ts';
import { hasOtherPolicies, isolatingPolicies } from './parts.ts';

/**
 * Pods ask the cluster's DNS server for every name that they connect to. Pods that a policy isolates for egress may only do so where a rule lets UDP 53 out to it: without one the rules for everything else are worth nothing, as no name is found and each lookup runs into its timeout.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://api.example.com" }] }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: web }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   policyTypes: [Egress]
 *   egress: [{ ports: [{ port: 80 }, { port: 443 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://api.example.com" }] }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: web }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   policyTypes: [Egress]
 *   egress:
 *     - ports: [{ port: 80 }, { port: 443 }]
 *     - to:
 *         - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
 *           podSelector: { matchLabels: { k8s-app: kube-dns } }
 *       ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
 * ```
 * @exceptions Pods that call nothing by a name, or that do not ask the cluster's DNS server (dnsPolicy None and Default); rules that may let it out: to blocks of addresses, to all namespaces, by a port's name; policies of plugins or of the cluster beside them. Where a rule opens port 53 for TCP only, KN712 says it at the rule; where the calls themselves are denied, KN715 says it.
 * @source kubernetes.io/docs/concepts/services-networking/dns-pod-service; networking/v1 NetworkPolicySpec
 */
export const kn711 = defineRule({
  code: 'KN711',
  name: 'np-dns-blocked',
  severity: 'warning',
  summary: 'A NetworkPolicy keeps pods from resolving names.',
  subjects: ['podMaker'],
  reads: [
    'podMaker',
    'service',
    'networkPolicy',
    'clusterPolicy',
    'other',
    'namespace',
    'node',
    'configMap',
    'endpoints',
    'endpointSlice',
  ],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['networking/v1 NetworkPolicySpec'],
  check(maker, { world, settings }, report) {
    const { policies, surely } = isolatingPolicies(world, maker, 'egress');
    if (!surely || maker.workload === 'PodTemplate') return;
    const { dnsPolicy } = maker.template;
    if (dnsPolicy.value !== 'ClusterFirst' && dnsPolicy.value !== 'ClusterFirstWithHostNet') return;
    const namespace = world.namespaceOf(maker);
    if (namespace.unknown !== undefined || world.stack.unknowns.objects !== undefined) return;
    if (hasOtherPolicies(world, namespace.name)) return;
    if (policies.some((policy) => mayReachDns(world, policy) || world.derive(tcpOnly, policy).length > 0)) return;
    const call = firstByName(world, maker, settings.clusterDomain);
    if (call === undefined) return;
    const blocked = blockedCalls(world, maker, settings.clusterDomain);
    if (blocked.some(({ verdict }) => verdict.direction === 'egress')) return;
    const { reference } = call;
    report({
      at: referenceSpan(maker, reference),
      message: `${describe(maker)} calls ${reference.host}${saidBy(reference)}, but ${describe(policies[0] ?? maker)} isolates it for egress and no rule lets UDP 53 out to the cluster's DNS server: the name is not found, and lookups run into their timeout.`,
      related: [
        ...policies.map((policy) =>
          relatedTo(
            policy,
            policy.specKeys.get('egress') ?? policy.name ?? policy.kindSpan,
            `${describe(policy)} allows no DNS`,
          ),
        ),
        ...policies.flatMap((policy) =>
          policy.egress.filter(meansDns).map((rule) => relatedTo(policy, rule, 'this rule does not lead to it')),
        ),
        ...relatedReference(maker, reference),
      ],
    });
  },
});

/** The first name that the containers of a maker surely look up. */
function firstByName(world: World, maker: PodMaker, domain: string): Call | undefined {
  for (const reference of world.derive(references, maker)) {
    if (!isCall(reference) || isLocal(reference)) continue;
    const call = resolveReference(world, maker, reference, domain);
    const { kind } = call.lookup.answer;
    if (call.certain && asksForName(call) && (kind === 'service' || kind === 'endpoint' || kind === 'outside'))
      return call;
  }
  return undefined;
}
