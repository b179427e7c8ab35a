import type { Found } from '../../network/policy/found.ts';
import { workloadsFound } from '../../network/policy/found.ts';
import { type Direction, standardOptions } from '../../network/policy/model.ts';
import { compilePeer } from '../../network/policy/network-policy.ts';
import { Peers } from '../../network/policy/peers.ts';
import { hasFinished } from '../../network/policy/verdict.ts';
import { workloadOf } from '../../network/reach/workloads.ts';
import { matchLabelSelector } from '../../resources/labels.ts';
import type { NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule } from '../../resources/networking-v1.ts';
import type { LabelSelector, PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import { hiddenPods } from '../../world/gates.ts';
import type { DeriveSlot, NamespaceSlot, World } from '../../world/world.ts';

/** The directions of a policy, each with its name among `policyTypes` and the key of its peers. */
export const sides = [
  { direction: 'ingress', type: 'Ingress', peers: 'from', selected: 'destination' },
  { direction: 'egress', type: 'Egress', peers: 'to', selected: 'source' },
] as const;

/** A rule that bears on connections, with its direction. */
export interface PlacedRule {
  readonly direction: Direction;
  readonly rule: PolicyRule;
}

/** Whether a policy surely isolates the pods that it selects in a direction. */
export function isolates({ policyTypes }: NetworkPolicy, direction: Direction): boolean {
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  return policyTypes.some(({ value }) => value === type);
}

/** The rules of the directions that the policy's types surely hold. */
export function rulesInForce(policy: NetworkPolicy): readonly PlacedRule[] {
  return sides.flatMap(({ direction }) =>
    isolates(policy, direction) ? policy[direction].map((rule) => ({ direction, rule })) : [],
  );
}

/** Whether a selector asks for nothing, so that it finds everything. */
export function isEmpty(selector: LabelSelector | undefined): boolean {
  if (selector === undefined) return true;
  const { matchLabels, matchExpressions } = selector;
  return matchLabels.pairs.length === 0 && matchLabels.open === undefined && matchExpressions.length === 0;
}

/** Whether all that a selector asks for is known. */
export function isKnown({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return (
    matchLabels.open === undefined &&
    matchLabels.pairs.every(({ value }) => value !== undefined) &&
    matchExpressions.every(
      ({ key, operator, values }) =>
        key.value !== undefined && operator.value !== undefined && values.every(({ value }) => value !== undefined),
    )
  );
}

/** All workloads of a namespace. */
const allPods: NamespaceSlot<Found> = {
  name: 'allPods',
  compute: (world, namespace) => findPods(world, namespace, undefined),
};

/** The workloads of a namespace that a selector finds. */
function inNamespace(world: World, namespace: string, selector: LabelSelector | undefined): Found {
  return isEmpty(selector) ? world.deriveNamespace(allPods, namespace) : findPods(world, namespace, selector);
}

/** Pods on the host's network are found by no selector. */
function findPods(world: World, namespace: string, selector: LabelSelector | undefined): Found {
  const surely = new Set<PodMaker>();
  const perhaps = new Set<PodMaker>();
  const candidates =
    selector === undefined || selector.matchLabels.pairs.length === 0
      ? world.inNamespace('podMaker', namespace)
      : world.podsSelectedBy(selector.matchLabels, namespace).map(({ maker }) => maker);
  for (const maker of candidates) {
    const { hostNetwork } = maker.template;
    if (maker.workload === 'PodTemplate' || hasFinished(maker) || hostNetwork.value === true) continue;
    const match = selector === undefined ? 'yes' : matchLabelSelector(selector, world.podLabels(maker));
    if (match === 'no') continue;
    (match === 'yes' && hostNetwork.value === false ? surely : perhaps).add(workloadOf(world, maker));
  }
  return { surely: [...surely], perhaps: [...perhaps].filter((maker) => !surely.has(maker)) };
}

/** The workloads that a policy selects. */
export const selectedPods: DeriveSlot<NetworkPolicy, Found> = {
  name: 'selectedPods',
  reach: 'namespace',
  compute: (world, policy) => inNamespace(world, world.namespaceOf(policy).name, policy.podSelector),
};

const ownPeers: DeriveSlot<NetworkPolicy, ReadonlyMap<PolicyPeer, Found>> = {
  name: 'ownPeers',
  reach: 'namespace',
  compute: (world, policy) =>
    new Map(
      peersOf(policy).flatMap((peer) =>
        isOwn(peer) ? [[peer, inNamespace(world, world.namespaceOf(policy).name, peer.podSelector)] as const] : [],
      ),
    ),
};

/** What was found for peers of other namespaces, as far as it was asked for. */
interface FarPeers {
  readonly peers: Peers;
  readonly found: Map<PolicyPeer, Found | undefined>;
}

const farPeers: DeriveSlot<Resource, FarPeers> = {
  name: 'farPeers',
  reach: 'stack',
  compute: (world) => ({ peers: new Peers(world, standardOptions), found: new Map() }),
};

/** Pods and namespaces of a world as policies see them. */
export function peersOfWorld(world: World, subject: Resource): Peers {
  return ofWorld(world, farPeers, subject).peers;
}

function findFar(world: World, policy: NetworkPolicy, peer: PolicyPeer): Found | undefined {
  const { peers, found } = ofWorld(world, farPeers, policy);
  if (found.has(peer)) return found.get(peer);
  const [test] = compilePeer(peer, world.namespaceOf(policy));
  const result = test?.kind === 'pods' ? workloadsFound(world, peers, test) : undefined;
  found.set(peer, result);
  return result;
}

/** Every peer of a policy's rules. */
export function peersOf({ ingress, egress }: NetworkPolicy): readonly PolicyPeer[] {
  return [...ingress, ...egress].flatMap(({ peers }) => peers);
}

/** Whether a peer is pods of the policy's own namespace. */
export function isOwn({ podSelector, namespaceSelector, ipBlock }: PolicyPeer): boolean {
  return podSelector !== undefined && namespaceSelector === undefined && ipBlock === undefined;
}

/** The workloads that a peer finds; `undefined` for blocks of addresses and for what is refused. */
export function workloadsAt(world: World, policy: NetworkPolicy, peer: PolicyPeer): Found | undefined {
  return isOwn(peer) ? world.derive(ownPeers, policy).get(peer) : findFar(world, policy, peer);
}

/** The policies of a namespace that isolate in a direction. */
const isolatingIn: Readonly<Record<Direction, NamespaceSlot<readonly NetworkPolicy[]>>> = {
  ingress: isolatingSlot('ingress'),
  egress: isolatingSlot('egress'),
};

function isolatingSlot(direction: Direction): NamespaceSlot<readonly NetworkPolicy[]> {
  return {
    name: `isolating ${direction}`,
    compute: (world, namespace) =>
      world.inNamespace('networkPolicy', namespace).filter((policy) => isolates(policy, direction)),
  };
}

/** The policies that surely or perhaps isolate the pods of a maker in a direction; `surely` says whether one does for certain. */
export function isolatingPolicies(
  world: World,
  maker: PodMaker,
  direction: Direction,
): { readonly policies: readonly NetworkPolicy[]; readonly surely: boolean } {
  const all = world.deriveNamespace(isolatingIn[direction], world.namespaceOf(maker).name);
  if (all.length === 0 || maker.template.hostNetwork.value !== false) return { policies: [], surely: false };
  const labels = world.podLabels(maker);
  let surely = false;
  const policies = all.filter(({ podSelector }) => {
    const match = podSelector === undefined ? 'yes' : matchLabelSelector(podSelector, labels);
    surely ||= match === 'yes';
    return match !== 'no';
  });
  return { policies, surely };
}

/** Whether a rule's ports hold a number, surely or perhaps. */
export function mayHold({ ports, portsOpen }: PolicyRule, protocol: string, number: number): boolean {
  return portsOpen !== undefined || ports.length === 0 || ports.some((port) => mayBe(port, protocol, number));
}

function mayBe({ protocol, port, endPort }: PolicyPort, wanted: string, number: number): boolean {
  if (protocol.value !== undefined && protocol.value !== wanted) return false;
  if (port === undefined || typeof port.value !== 'number') return true;
  return endPort === undefined ? port.value === number : port.value <= number && number <= (endPort.value ?? number);
}

/** Why pods that the text does not show may be among those that a selector finds. */
export function hiddenAmong(
  world: World,
  policy: NetworkPolicy,
  selector: LabelSelector | undefined,
): string | undefined {
  const labels = selector?.matchLabels;
  return (
    world.namespaceOf(policy).unknown ??
    hiddenPods(world, policy, labels === undefined || labels.pairs.length === 0 ? undefined : labels)
  );
}

/** Whether policies of other kinds than Kubernetes' NetworkPolicy stand beside those of a namespace: they may allow more. */
export function hasOtherPolicies(world: World, namespace: string): boolean {
  return (
    world.inNamespace('clusterPolicy', '').length > 0 ||
    ['', namespace].some((name) => world.deriveNamespace(vendorPolicies, name))
  );
}

const vendorPolicies: NamespaceSlot<boolean> = {
  name: 'vendorPolicies',
  compute: (world, namespace) => world.inNamespace('other', namespace).some(({ policy }) => policy !== undefined),
};

/** Memory for what is derived from a world as a whole: kept at its first object, as it has no place of its own there. */
export function ofWorld<T>(world: World, slot: DeriveSlot<Resource, T>, subject: Resource): T {
  return world.derive(slot, world.resources[0] ?? subject);
}
