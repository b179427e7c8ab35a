import { matchLabelSelector } from '../../resources/labels.ts';
import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { DeriveSlot } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { endsByItself } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { hasOtherPolicies, selectedPods } from './parts.ts';

/** Whether a policy surely selects pods that are here: one whose selector finds none says nothing about those beside them. */
const selectsSome: DeriveSlot<NetworkPolicy, boolean> = {
  name: 'selectsSome',
  reach: 'namespace',
  compute: (world, policy) => world.derive(selectedPods, policy).surely.length > 0,
};

/**
 * Pods that no policy selects may be reached by everyone and may reach everything. Where others of their namespace have policies, these were perhaps forgotten; a policy with an empty `podSelector` isolates all pods of a namespace, future ones too.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{}]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: all }
 * spec:
 *   podSelector: {}
 *   ingress: [{}]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @exceptions Pods on the host's network, Jobs, and namespaces in which a policy of a plugin or of the cluster may select them.
 * @source kubernetes.io/docs/concepts/services-networking/network-policies, "The two sorts of pod isolation"
 */
export const kn721 = defineRule({
  code: 'KN721',
  name: 'np-unisolated',
  severity: 'hint',
  byDefault: 'off',
  summary: 'A pod is selected by no NetworkPolicy, though others are (off by default).',
  subjects: ['podMaker'],
  reads: ['networkPolicy', 'podMaker', 'clusterPolicy', 'other', 'namespace'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['networking/v1 NetworkPolicySpec.PodSelector'],
  check(maker, { world }, report) {
    const namespace = world.namespaceOf(maker);
    const policies = world.inNamespace('networkPolicy', namespace.name);
    if (policies.length === 0 || maker.workload === 'PodTemplate' || endsByItself(maker)) return;
    if (maker.owners.length > 0 || maker.template.hostNetwork.value !== false) return;
    if (namespace.unknown !== undefined || world.stack.unknowns.objects !== undefined) return;
    const labels = world.podLabels(maker);
    const isSelected = ({ podSelector }: NetworkPolicy) =>
      podSelector === undefined || matchLabelSelector(podSelector, labels) !== 'no';
    if (policies.some(isSelected) || hasOtherPolicies(world, namespace.name)) return;
    const other = policies.find((policy) => world.derive(selectsSome, policy));
    if (other === undefined) return;
    report({
      at: maker.name ?? maker.kindSpan,
      message: `No NetworkPolicy selects ${describe(maker)}, though others of its namespace have one: everyone may reach it, and it may reach everything.`,
      related: [relatedTo(other, other.name ?? other.kindSpan, `${describe(other)} is for other pods`)],
    });
  },
});
