import type { CalicoSide, CalicoTree, Cluster, Labels, PlainCalicoRule, PlainPod, PolicyOf } from '../plain-cluster.ts';
import {
  type Answer,
  byOrder,
  type Direction,
  inBlock,
  namespaceLabels,
  ofKind,
  type PlainEnd,
  type Question,
} from './common.ts';
import { networkPolicyAllows } from './kubernetes.ts';

/**
 * A tier of Calico; NetworkPolicies stand in the default one with order 1000. Rules in order, the first that matches decides;
 * at the end the tier's defaultAction, where any of its policies selects the pod.
 */
export function calicoTier(question: Question, tier: string, defaultAction: string): Answer {
  const { cluster, direction, governed } = question;
  const entries: { order: number; name: string; ask: () => string | undefined }[] = [];
  if (tier === 'default')
    for (const policy of ofKind(cluster, 'NetworkPolicy')) {
      const allows = networkPolicyAllows(policy, question);
      if (allows === undefined) continue;
      entries.push({
        order: 1000,
        name: `knp.default.${policy.name}/${policy.namespace}`,
        ask: () => (allows ? 'Allow' : undefined),
      });
    }
  for (const policy of ofKind(cluster, 'CalicoNetworkPolicy', 'GlobalNetworkPolicy')) {
    const { spec, namespace, name } = policy;
    if ((spec.tier ?? 'default') !== tier || !calicoTypes(policy).includes(direction)) continue;
    if (!isCalicoEnd(cluster, spec, namespace, governed)) continue;
    entries.push({
      order: spec.order ?? Number.POSITIVE_INFINITY,
      name: `${name}/${namespace ?? ''}`,
      ask: () =>
        (spec[direction] ?? []).find((rule) => rule.action !== 'Log' && isCalicoMatch(rule, namespace, question))
          ?.action,
    });
  }
  if (entries.length === 0) return 'next';
  entries.sort((a, b) => byOrder(a.order, b.order) || (a.name < b.name ? -1 : 1));
  for (const { ask } of entries) {
    const action = ask();
    if (action !== undefined) return action === 'Pass' ? 'next' : action === 'Allow' ? 'allow' : 'deny';
  }
  return defaultAction === 'Pass' ? 'next' : 'deny';
}

function calicoTypes({ spec }: PolicyOf<'CalicoNetworkPolicy' | 'GlobalNetworkPolicy'>): readonly Direction[] {
  if (spec.types !== undefined && spec.types.length > 0)
    return spec.types.map((type) => (type === 'Egress' ? 'egress' : 'ingress'));
  if ((spec.egress ?? []).length === 0) return ['ingress'];
  return (spec.ingress ?? []).length === 0 ? ['egress'] : ['egress', 'ingress'];
}

/** Whether Calico's selectors find an end: pods of the policy's namespace, or of those that the namespaceSelector finds. */
function isCalicoEnd(
  cluster: Cluster,
  { selector = 'all()', namespaceSelector }: Pick<CalicoSide, 'selector' | 'namespaceSelector'>,
  own: string | undefined,
  end: PlainEnd,
): boolean {
  if (typeof end === 'string' || end.hostNetwork) return false;
  const inNamespace =
    namespaceSelector === undefined
      ? own === undefined || end.namespace === own
      : meets(namespaceSelector, {
          ...namespaceLabels(cluster, end.namespace),
          'projectcalico.org/name': end.namespace,
        });
  return inNamespace && meets(selector, calicoLabels(end));
}

function calicoLabels({ labels, namespace }: PlainPod): Labels {
  return { ...labels, 'projectcalico.org/namespace': namespace };
}

function isCalicoMatch(rule: PlainCalicoRule, own: string | undefined, question: Question): boolean {
  const { cluster, direction, governed, other, port, protocol } = question;
  const [from, to] = direction === 'egress' ? [governed, other] : [other, governed];
  if (rule.protocol !== undefined && protocolName(rule.protocol) !== protocol) return false;
  if (rule.notProtocol !== undefined && rule.notProtocol === protocol) return false;
  return (
    isCalicoSide(cluster, rule.source ?? {}, own, from) &&
    isCalicoSide(cluster, rule.destination ?? {}, own, to) &&
    areCalicoPorts(rule.destination ?? {}, to, port, protocol)
  );
}

function protocolName(protocol: string | number): string {
  return protocol === 6 ? 'TCP' : protocol === 17 ? 'UDP' : String(protocol);
}

function isCalicoSide(cluster: Cluster, side: CalicoSide, own: string | undefined, end: PlainEnd): boolean {
  const { selector, notSelector, namespaceSelector, nets, notNets } = side;
  const address = typeof end === 'string' ? end : end.ip;
  const usesSelectors =
    selector !== undefined || namespaceSelector !== undefined || (notSelector !== undefined && own !== undefined);
  if (usesSelectors && !isCalicoEnd(cluster, side, own, end)) return false;
  if (notSelector !== undefined && typeof end !== 'string' && !end.hostNetwork && meets(notSelector, calicoLabels(end)))
    return false;
  if (nets !== undefined && nets.length > 0 && !nets.some((net) => inBlock(net, address))) return false;
  return !(notNets ?? []).some((net) => inBlock(net, address));
}

function areCalicoPorts(
  { ports = [], notPorts = [] }: CalicoSide,
  to: PlainEnd,
  port: number,
  protocol: string,
): boolean {
  const holds = (item: number | string): boolean => {
    if (typeof item === 'number') return item === port;
    const [first = 0, last = 0] = item.split(':').map(Number);
    if (item.includes(':')) return port >= first && port <= last;
    return (
      typeof to !== 'string' &&
      to.ports.find(({ name, protocol: its }) => name === item && its === protocol)?.containerPort === port
    );
  };
  return (ports.length === 0 || ports.some(holds)) && !notPorts.some(holds);
}

function meets(tree: CalicoTree, labels: Labels): boolean {
  if (tree === 'all()') return true;
  if ('has' in tree) return labels[tree.has] !== undefined;
  if ('not' in tree) return !meets(tree.not, labels);
  if ('and' in tree) return tree.and.every((part) => meets(part, labels));
  if ('or' in tree) return tree.or.some((part) => meets(part, labels));
  if ('in' in tree) {
    const value = labels[tree.in[0]];
    return (value !== undefined && tree.in[2].includes(value)) === (tree.in[1] === 'in');
  }
  const [key, operator, text] = tree.is;
  const value = labels[key];
  switch (operator) {
    case '==':
      return value === text;
    case '!=':
      return value !== text;
    case 'contains':
      return value?.includes(text) === true;
    case 'starts with':
      return value?.startsWith(text) === true;
    case 'ends with':
      return value?.endsWith(text) === true;
  }
}
