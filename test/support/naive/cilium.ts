import type { Cluster, PlainCiliumRule, Selector } from '../plain-cluster.ts';
import { type Answer, inBlock, namespaceLabels, ofKind, type PlainEnd, type Question, selects } from './common.ts';
import { networkPolicyAllows } from './kubernetes.ts';

/** NetworkPolicies and Cilium's together: what any denies is denied, else what any allows is allowed. */
export function ciliumTier(question: Question): Answer {
  const { cluster, direction, governed } = question;
  let isIsolated = false;
  let isAllowedByOne = false;
  for (const policy of ofKind(cluster, 'NetworkPolicy')) {
    const allows = networkPolicyAllows(policy, question);
    isIsolated ||= allows !== undefined;
    isAllowedByOne ||= allows === true;
  }
  for (const { spec, namespace } of ofKind(cluster, 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy')) {
    if (namespace !== undefined && namespace !== governed.namespace) continue;
    if (!isCiliumEnd(cluster, spec.endpointSelector, undefined, governed)) continue;
    const [allowing = [], denying = []] =
      direction === 'egress' ? [spec.egress, spec.egressDeny] : [spec.ingress, spec.ingressDeny];
    if (denying.some((rule) => isCiliumMatch(rule, namespace, question))) return 'deny';
    const hasSection = allowing.length + denying.length > 0;
    isIsolated ||= hasSection && spec.enableDefaultDeny?.[direction] !== false;
    isAllowedByOne ||= allowing.some((rule) => isCiliumMatch(rule, namespace, question));
  }
  return isAllowedByOne ? 'allow' : isIsolated ? 'deny' : 'next';
}

/** A selector that says nothing about namespaces is about the policy's own. */
function isCiliumEnd(cluster: Cluster, selector: Selector, own: string | undefined, end: PlainEnd): boolean {
  if (typeof end === 'string' || end.hostNetwork) return false;
  const bare = (key: string) => key.replace(/^(k8s|any):/, '');
  const labels: Record<string, string> = { ...end.labels, 'io.kubernetes.pod.namespace': end.namespace };
  for (const [key, value] of Object.entries(namespaceLabels(cluster, end.namespace)))
    labels[`io.cilium.k8s.namespace.labels.${key}`] = value;
  const plain: Selector = {
    matchLabels: Object.fromEntries(
      Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [bare(key), value]),
    ),
    matchExpressions: (selector.matchExpressions ?? []).map((each) => ({ ...each, key: bare(each.key) })),
  };
  const keys = [...Object.keys(plain.matchLabels ?? {}), ...(plain.matchExpressions ?? []).map(({ key }) => key)];
  const saysNamespace = keys.some((key) => key.startsWith('io.'));
  return (own === undefined || saysNamespace || end.namespace === own) && selects(plain, labels);
}

function isCiliumMatch(rule: PlainCiliumRule, own: string | undefined, question: Question): boolean {
  const { cluster, other, to, port, protocol } = question;
  const endpoints = rule.fromEndpoints ?? rule.toEndpoints;
  const entities = rule.fromEntities ?? rule.toEntities;
  const cidrs = rule.fromCIDR ?? rule.toCIDR;
  const sets = rule.fromCIDRSet ?? rule.toCIDRSet;
  const { toPorts = [] } = rule;
  const namesPeers = [endpoints, entities, cidrs, sets].some((list) => list !== undefined);
  if (!namesPeers && toPorts.length === 0) return false;
  const isOutside = typeof other === 'string';
  const isOther =
    !namesPeers ||
    endpoints?.some((selector) => isCiliumEnd(cluster, selector, own, other)) === true ||
    (entities !== undefined && isEntity(entities, other)) ||
    (isOutside && cidrs?.some((cidr) => inBlock(cidr, other)) === true) ||
    (isOutside &&
      sets?.some(({ cidr, except = [] }) => inBlock(cidr, other) && !except.some((hole) => inBlock(hole, other))) ===
        true);
  const isPorts =
    toPorts.length === 0 ||
    toPorts.some(
      ({ ports = [] }) =>
        ports.length === 0 ||
        ports.some((item) => {
          const own = item.protocol ?? 'ANY';
          if (own !== 'ANY' && own !== protocol) return false;
          if (/^\d+$/.test(item.port)) {
            const first = Number(item.port);
            return first === 0 || (port >= first && port <= Math.max(first, item.endPort ?? 0));
          }
          if (typeof to === 'string') return false;
          const named = to.ports.find((each) => each.name === item.port && (own === 'ANY' || each.protocol === own));
          return named?.containerPort === port && named.protocol === protocol;
        }),
    );
  return isOther && isPorts;
}

function isEntity(entities: readonly string[], end: PlainEnd): boolean {
  if (entities.includes('all')) return true;
  if (typeof end === 'string') return entities.includes('world');
  if (entities.includes('cluster')) return true;
  return end.hostNetwork && entities.includes('host') && entities.includes('remote-node');
}
