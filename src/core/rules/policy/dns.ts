import { servingPorts } from '../../network/pod.ts';
import { nameLabel } from '../../network/policy/peers.ts';
import type { Pairs } from '../../resources/field.ts';
import { matchLabelSelector } from '../../resources/labels.ts';
import type { NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule } from '../../resources/networking-v1.ts';
import type { DeriveSlot, World } from '../../world/world.ts';
import { isOwn, isolatingPolicies, mayHold, rulesInForce, selectedPods, workloadsAt } from './parts.ts';

/** The rules of a policy that mean DNS and leave out UDP, by which nearly all questions are asked. */
export const tcpOnly: DeriveSlot<NetworkPolicy, readonly PolicyRule[]> = {
  name: 'tcpOnlyDns',
  reach: 'namespace',
  compute(world, policy) {
    const found: PolicyRule[] = [];
    for (const { direction, rule } of rulesInForce(policy)) {
      if (plainDnsPort(rule) === undefined || mayHold(rule, 'UDP', 53)) continue;
      const makers = world.derive(selectedPods, policy).surely;
      const meansDns =
        direction === 'egress' ||
        makers.some(({ template }) =>
          [...servingPorts(template)].some(
            ({ port }) => port.containerPort?.value === 53 && port.protocol.value === 'UDP',
          ),
        );
      const allows = (other: NetworkPolicy) => other[direction].some((each) => mayHold(each, 'UDP', 53));
      const isAllowed = (maker: (typeof makers)[number]) =>
        isolatingPolicies(world, maker, direction).policies.some(allows);
      if (meansDns && !allows(policy) && !(makers.length > 0 && makers.every(isAllowed))) found.push(rule);
    }
    return found;
  },
};

/** The port 53 of a rule that states no protocol, which is then TCP. */
export function plainDnsPort({ ports }: PolicyRule): PolicyPort | undefined {
  return ports.find(
    ({ port, protocol, endPort }) => port?.value === 53 && endPort === undefined && 'defaulted' in protocol,
  );
}

/** Ports that DNS servers of clusters listen on; OpenShift's do on the second one. */
const dnsPorts = [53, 5353];

/** Whether a rule names a port of DNS. */
export function meansDns(rule: PolicyRule): boolean {
  return (
    rule.ports.length > 0 && dnsPorts.some((port) => ['TCP', 'UDP'].some((protocol) => mayHold(rule, protocol, port)))
  );
}

/** Whether some rule of a policy may let UDP 53 out to the DNS server. */
export function mayReachDns(world: World, policy: NetworkPolicy): boolean {
  if (policy.egressOpen !== undefined || policy.problems.length > 0) return true;
  return policy.egress.some(
    (rule) =>
      dnsPorts.some((port) => mayHold(rule, 'UDP', port)) &&
      (rule.peers.length === 0 ||
        rule.peersOpen !== undefined ||
        rule.peers.some((peer) => mayBeDns(world, policy, peer))),
  );
}

/** Namespaces in which the DNS server of a cluster runs. */
const dnsNamespaces: readonly Pairs[] = ['kube-system', 'openshift-dns'].map((name) => openPair(nameLabel, name));

/** Labels of the server's pods; other ones are not known. */
const dnsPods: readonly Pairs[] = ['kube-dns', 'coredns', 'node-local-dns'].map((name) => openPair('k8s-app', name));

function openPair(key: string, value: string): Pairs {
  const span = { start: 0, end: 0 };
  return { pairs: [{ key, value, keyStart: 0, keyEnd: 0, ...span }], open: 'it may have other labels', ...span };
}

/** Whether the DNS server may be among the pods of a peer. */
function mayBeDns(world: World, policy: NetworkPolicy, peer: PolicyPeer): boolean {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock !== undefined) return true;
  const isUsual = isOwn(peer)
    ? world.namespaceOf(policy).name === 'kube-system'
    : (namespaceSelector === undefined ||
        dnsNamespaces.some((labels) => matchLabelSelector(namespaceSelector, labels) !== 'no')) &&
      (podSelector === undefined || dnsPods.some((labels) => matchLabelSelector(podSelector, labels) !== 'no'));
  if (isUsual) return true;
  const found = workloadsAt(world, policy, peer);
  return [...(found?.surely ?? []), ...(found?.perhaps ?? [])].some(({ template }) =>
    [...servingPorts(template)].some(({ port }) => dnsPorts.includes(port.containerPort?.value ?? 0)),
  );
}
