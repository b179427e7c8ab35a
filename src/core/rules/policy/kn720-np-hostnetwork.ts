import { matchLabelSelector } from '../../resources/labels.ts';
import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { LabelSelector, PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { isEmpty, isOwn, rulesInForce, selectedPods, workloadsAt } from './parts.ts';

/**
 * What a NetworkPolicy does with pods on the host's network is not defined. Most plugins cannot tell their traffic from that of the node: no selector finds such pods, so a policy for them protects nothing, and a peer that means them allows nothing.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: agent }
 * spec:
 *   podSelector: { matchLabels: { app: agent } }
 *   ingress: [{ ports: [{ port: 9100 }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: agent, labels: { app: agent } }
 * spec: { hostNetwork: true, containers: [{ name: agent, image: agent }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: agent }
 * spec:
 *   podSelector: { matchLabels: { app: agent } }
 *   ingress: [{ ports: [{ port: 9100 }] }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: agent, labels: { app: agent } }
 * spec: { containers: [{ name: agent, image: agent }] }
 * ```
 * @exceptions Selectors that find other pods too, and all pods of a namespace.
 * @source kubernetes.io/docs/concepts/services-networking/network-policies, "NetworkPolicy and hostNetwork pods"
 */
export const kn720 = defineRule({
  code: 'KN720',
  name: 'np-hostnetwork',
  severity: 'warning',
  summary: 'A NetworkPolicy selects pods on the host network, where its effect is undefined.',
  subjects: ['networkPolicy'],
  reads: ['podMaker', 'namespace'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/network-policies'],
  check(policy, { world }, report) {
    const { surely, perhaps } = world.derive(selectedPods, policy);
    const subject = surely.length + perhaps.length > 0 ? undefined : onlyOnHost(world, policy, policy.podSelector);
    if (subject !== undefined && policy.podSelector !== undefined)
      report({
        at: policy.podSelector,
        message: `${describe(policy)} selects ${describe(subject)} only, whose pods are on the host's network: most plugins apply no policy to them, so it does nothing.`,
        related: [relatedTo(subject, subject.template.hostNetwork, `${describe(subject)} is on the host's network`)],
      });
    for (const { direction, rule } of rulesInForce(policy))
      for (const peer of rule.peers) {
        const found = isOwn(peer) ? workloadsAt(world, policy, peer) : undefined;
        if (found === undefined || found.surely.length + found.perhaps.length > 0) continue;
        const other = onlyOnHost(world, policy, peer.podSelector);
        if (other !== undefined)
          report({
            at: peer,
            message: `${describe(policy)} allows connections ${direction === 'ingress' ? 'from' : 'to'} ${describe(other)}, whose pods are on the host's network: for most plugins they are their nodes, so the peer allows nothing. An ipBlock of the nodes' addresses does.`,
            related: [relatedTo(other, other.template.hostNetwork, `${describe(other)} is on the host's network`)],
          });
      }
  },
});

/** The first workload on the host's network whose labels a selector asks for. */
function onlyOnHost(world: World, policy: NetworkPolicy, selector: LabelSelector | undefined): PodMaker | undefined {
  if (selector === undefined || isEmpty(selector)) return undefined;
  return world
    .inNamespace('podMaker', world.namespaceOf(policy).name)
    .find(
      (maker) =>
        maker.template.hostNetwork.value === true && matchLabelSelector(selector, world.podLabels(maker)) === 'yes',
    );
}
