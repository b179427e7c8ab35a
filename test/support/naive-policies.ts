import { calicoTier } from './naive/calico.ts';
import { ciliumTier } from './naive/cilium.ts';
import { type Answer, byOrder, type Direction, ofKind, type PlainEnd, type Question } from './naive/common.ts';
import { clusterTier } from './naive/kubernetes.ts';
import type { Cluster } from './plain-cluster.ts';

export type { PlainEnd } from './naive/common.ts';

/**
 * Whether a connection is allowed, word by word as networking/v1, network-policy-api and the documents of Calico and Cilium
 * say it (`policy-semantics`), from plain data: no defaults of ours, no classes, no sets. Pods on the host's network are
 * outside all selectors and have a node's address. Policies of Calico and of Cilium do not stand in one cluster.
 */
export function isAllowed(cluster: Cluster, from: PlainEnd, to: PlainEnd, port: number, protocol: string): boolean {
  const passes = (direction: Direction, governed: PlainEnd, other: PlainEnd): boolean => {
    if (typeof governed === 'string' || governed.hostNetwork) return true;
    const question = { cluster, direction, governed, other, to, port, protocol };
    for (const ask of tiersOf(cluster)) {
      const answer = ask(question);
      if (answer !== 'next') return answer === 'allow';
    }
    return true;
  };
  return passes('egress', from, to) && passes('ingress', to, from);
}

/** Tiers in the order in which they are asked: Calico's by their order and name, its own between those of Kubernetes. */
function tiersOf(cluster: Cluster): readonly ((question: Question) => Answer)[] {
  const isCilium = ofKind(cluster, 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy').length > 0;
  const tiers = [
    { name: 'kube-admin', order: 1000, ask: (question: Question) => clusterTier(question, 'Admin') },
    {
      name: 'default',
      order: 1_000_000,
      ask: (question: Question) => (isCilium ? ciliumTier(question) : calicoTier(question, 'default', 'Deny')),
    },
    { name: 'kube-baseline', order: 10_000_000, ask: (question: Question) => clusterTier(question, 'Baseline') },
    ...ofKind(cluster, 'Tier').map(({ name, spec }) => ({
      name,
      order: spec.order ?? Number.POSITIVE_INFINITY,
      ask: (question: Question) => calicoTier(question, name, spec.defaultAction ?? 'Deny'),
    })),
  ];
  return tiers.sort((a, b) => byOrder(a.order, b.order) || (a.name < b.name ? -1 : 1)).map(({ ask }) => ask);
}
