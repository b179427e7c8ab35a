import { workloadOf } from '../../network/reach/workloads.ts';
import type { NetworkPolicy, PolicyPeer, PolicyRule } from '../../resources/networking-v1.ts';
import type { LabelSelector, PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import type { Related } from '../rule.ts';
import { editDistance, isTypo } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';
import type { Denied } from './causes.ts';
import { mayHold, workloadsAt } from './parts.ts';

/** What of the policies would allow a denied connection if one word of it were another: the port, the protocol, a value. */
export function almostAllowed(
  world: World,
  { direction, other, port, policies }: Denied,
  protocol: string,
): readonly Related[] {
  if (other === undefined) return [];
  return policies.flatMap((policy) =>
    policy[direction].flatMap((rule) =>
      isFor(world, policy, rule, other)
        ? nearPorts(policy, rule, protocol, port)
        : mayHold(rule, protocol, port)
          ? rule.peers.flatMap((peer) => nearValues(world, policy, peer, other))
          : [],
    ),
  );
}

function isFor(world: World, policy: NetworkPolicy, { peers, peersOpen }: PolicyRule, other: PodMaker): boolean {
  if (peers.length === 0) return peersOpen === undefined;
  const workload = workloadOf(world, other);
  return peers.some((peer) => workloadsAt(world, policy, peer)?.surely.includes(workload) === true);
}

function nearPorts(policy: NetworkPolicy, { ports }: PolicyRule, protocol: string, wanted: number): readonly Related[] {
  return ports.flatMap(({ port, protocol: own, endPort }) => {
    if (typeof port?.value !== 'number' || endPort !== undefined) return [];
    const words = `${describe(policy)} allows ${own.value ?? '?'} ${port.value}`;
    if (port.value === wanted && own.value !== protocol)
      return [relatedTo(policy, 'defaulted' in own ? port : own, words)];
    const isNear = own.value === protocol && editDistance(String(port.value), String(wanted), 1) <= 1;
    return isNear ? [relatedTo(policy, port, words)] : [];
  });
}

/** Values of expressions that a label of the pods, or of their namespace, has but for a letter. */
function nearValues(
  world: World,
  policy: NetworkPolicy,
  { podSelector, namespaceSelector }: PolicyPeer,
  other: PodMaker,
): readonly Related[] {
  const [namespace] = world.named('namespace', '', world.namespaceOf(other).name);
  const pairs = (labels: PodMaker['template']['labels'] | undefined) =>
    new Map(labels?.pairs.map(({ key, value }) => [key, value]));
  const near = (selector: LabelSelector | undefined, labels: ReadonlyMap<string, string | undefined>) =>
    (selector?.matchExpressions ?? []).flatMap(({ key, operator, values }) => {
      const own = key.value === undefined ? undefined : labels.get(key.value);
      if (own === undefined || operator.value !== 'In' || values.some(({ value }) => value === own)) return [];
      return values.flatMap((value) =>
        value.value !== undefined && isTypo(value.value, own)
          ? [relatedTo(policy, value, `${describe(policy)} allows ${key.value} "${value.value}"`)]
          : [],
      );
    });
  return [...near(podSelector, pairs(other.template.labels)), ...near(namespaceSelector, pairs(namespace?.labels))];
}
