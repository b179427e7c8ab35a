import { namespacesFound } from '../../network/policy/found.ts';
import { nameLabel } from '../../network/policy/peers.ts';
import type { Pair, Stated } from '../../resources/field.ts';
import { matchLabelSelector, pairOf } from '../../resources/labels.ts';
import type { NetworkPolicy, PolicyPeer } from '../../resources/networking-v1.ts';
import type { LabelSelector, PodMaker } from '../../resources/pod-maker.ts';
import type { Namespace, Resource } from '../../resources/resource.ts';
import { sameItems } from '../../world/common-ends.ts';
import type { DeriveSlot, FactSlot, World } from '../../world/world.ts';
import { editDistance, isTypo } from '../shared/evidence.ts';
import { hiddenAmong, isEmpty, isKnown, peersOf, peersOfWorld, selectedPods, workloadsAt } from './parts.ts';

/** A pair of a selector that keeps it from finding what was meant, and the label that it should have met. */
export interface NearMiss<T> {
  readonly pair: Pair;
  readonly meant: Pair;
  readonly of: T;
}

/** Something with labels that a selector could find. */
interface Labelled<T> {
  readonly of: T;
  readonly labels: PodMaker['template']['labels'];
}

/** The one that was meant by a selector that finds none: a letter of a value or of a key differs, and nothing else. */
export function nearMiss<T extends Resource>(
  policy: NetworkPolicy,
  { matchLabels, matchExpressions, ...span }: LabelSelector,
  candidates: readonly Labelled<T>[],
): NearMiss<T> | undefined {
  let best: { readonly miss: NearMiss<T>; readonly distance: number } | undefined;
  for (const { of, labels } of candidates) {
    const differing = matchLabels.pairs.filter((pair) => pairOf(labels, pair.key)?.value !== pair.value);
    const [pair] = differing;
    if (pair?.value === undefined || differing.length > 1) continue;
    const rest = { matchLabels: { ...matchLabels, pairs: [] }, matchExpressions, ...span };
    const meant = matchLabelSelector(rest, labels) === 'yes' ? meantBy(policy, pair, of, labels) : undefined;
    if (meant === undefined) continue;
    const distance = editDistance(pair.value, meant.value ?? '', 2);
    if (best === undefined || distance < best.distance) best = { miss: { pair, meant, of }, distance };
  }
  return best?.miss;
}

function meantBy(
  policy: NetworkPolicy,
  { key, value = '' }: Pair,
  of: Resource,
  labels: Labelled<Resource>['labels'],
): Pair | undefined {
  const same = pairOf(labels, key);
  if (same?.value !== undefined)
    // Similar names of two things, of which the policy says its one elsewhere too (`auth` and `oauth`), are no mistake.
    return isTypo(value, same.value) && !(says(policy, value) && says(of, same.value)) ? same : undefined;
  return same === undefined ? labels.pairs.find((label) => label.value === value && isTypo(key, label.key)) : undefined;
}

function says({ name }: Resource, word: string): boolean {
  return name?.value?.includes(word) === true;
}

/** Whom a selector of pods misses: the workload that was meant, or nobody in particular. */
export type PodsMiss = { readonly miss: NearMiss<PodMaker> | undefined; readonly selector: LabelSelector };

/** Why a policy is for no pods of its namespace; `undefined` where it is for some, may be, or is for all that come. */
export function subjectMiss(world: World, policy: NetworkPolicy): PodsMiss | undefined {
  const { podSelector } = policy;
  if (podSelector === undefined || isEmpty(podSelector) || !isKnown(podSelector)) return undefined;
  const { surely, perhaps } = world.derive(selectedPods, policy);
  return surely.length + perhaps.length > 0 ? undefined : missIn(world, policy, podSelector);
}

/** The namespace that a policy was meant for, where nothing but it says that there is one of its own, and the names are alike. */
export function namespaceMeant(
  world: World,
  policy: NetworkPolicy,
): { readonly at: Stated<string>; readonly name: string; readonly maker: PodMaker } | undefined {
  const { namespace: at, podSelector } = policy;
  const own = world.namespaceOf(policy);
  if (at?.value === undefined || own.unknown !== undefined || own.name.length < 4) return undefined;
  if (world.named('namespace', '', own.name).length + world.inNamespace('podMaker', own.name).length > 0)
    return undefined;
  if (podSelector !== undefined && !isKnown(podSelector)) return undefined;
  const similar = world.namespaces.flatMap((name) => {
    const maker = isTypo(own.name, name)
      ? world
          .inNamespace('podMaker', name)
          .find(
            (each) =>
              each.workload !== 'PodTemplate' &&
              world.namespaceOf(each).unknown === undefined &&
              (podSelector === undefined || matchLabelSelector(podSelector, world.podLabels(each)) === 'yes'),
          )
      : undefined;
    return maker === undefined ? [] : [{ at, name, maker }];
  });
  return similar.length === 1 && hiddenAmong(world, policy, podSelector) === undefined ? similar[0] : undefined;
}

/** Why a peer is no pods of the policy's own namespace. */
export function peerMiss(world: World, policy: NetworkPolicy, peer: PolicyPeer): PodsMiss | undefined {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (podSelector === undefined || ipBlock !== undefined || isEmpty(podSelector) || !isKnown(podSelector))
    return undefined;
  if (namespaceSelector !== undefined && isEmpty(namespaceSelector)) return undefined;
  const found = workloadsAt(world, policy, peer);
  if (found === undefined || found.surely.length + found.perhaps.length > 0) return undefined;
  if (namespaceSelector === undefined) return missIn(world, policy, podSelector);
  // What other namespaces hold beside the manifests is not known, so only a likely slip counts there.
  const test = { kind: 'pods', namespace: undefined, namespaceSelector, podSelector: undefined } as const;
  const { surely, perhaps } = namespacesFound(world, peersOfWorld(world, policy), test);
  if (perhaps.length > 0) return undefined;
  const makers = surely.flatMap((name) => world.inNamespace('podMaker', name));
  const miss = nearMiss(policy, podSelector, makers.map(labelled));
  return miss === undefined ? undefined : { miss, selector: podSelector };
}

function labelled(of: PodMaker): Labelled<PodMaker> {
  return { of, labels: of.template.labels };
}

function missIn(world: World, policy: NetworkPolicy, selector: LabelSelector): PodsMiss | undefined {
  const makers = world
    .inNamespace('podMaker', world.namespaceOf(policy).name)
    .filter(({ workload }) => workload !== 'PodTemplate');
  // Pods on the host's network have the labels, and no selector finds them (KN720).
  if (makers.some((maker) => matchLabelSelector(selector, world.podLabels(maker)) !== 'no')) return undefined;
  const miss = nearMiss(policy, selector, makers.map(labelled));
  if (miss === undefined && (makers.length === 0 || hiddenAmong(world, policy, selector) !== undefined))
    return undefined;
  return { miss, selector };
}

/** Why a selector of namespaces finds none. */
export type NamespacesMiss =
  /** `named` is the namespace that the label's value is the name of. */
  | { readonly code: 'KN704'; readonly pair: Pair; readonly named: Namespace | undefined }
  | {
      readonly code: 'KN703';
      readonly miss: NearMiss<Namespace> | undefined;
      readonly near: string | undefined;
      readonly pair: Pair | undefined;
    };

/** Keys that people take for the name of a namespace. */
const nameKeys: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'ns',
  'kubernetes.io/name',
  'kubernetes.io/namespace',
]);

/** Namespaces that every cluster has, with no label but their name. */
const systemNamespaces: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** What is known of the namespaces of a world. */
interface Namespaces {
  readonly objects: readonly Namespace[];
  /** Whether the labels of every Namespace object are known. */
  readonly known: boolean;
  /** Names of those that have an object or workloads. */
  readonly names: ReadonlySet<string>;
  /** Names that look like a wanted one, as far as they were asked for. */
  readonly similar: Map<string, readonly string[]>;
}

const namespacesOf: FactSlot<Namespaces> = {
  name: 'namespacesHere',
  reads: ['namespace', 'podMaker'],
  same: (a, b) => sameItems(a.objects, b.objects) && sameItems([...a.names], [...b.names]),
  compute(world) {
    const objects = world.all('namespace');
    const names = new Set(objects.flatMap(({ name }) => name?.value ?? []));
    for (const name of world.namespaces) if (world.inNamespace('podMaker', name).length > 0) names.add(name);
    return {
      objects,
      known: objects.every(({ labels }) => labels.open === undefined),
      names,
      similar: new Map(),
    };
  },
};

const missesOf: DeriveSlot<NetworkPolicy, ReadonlyMap<PolicyPeer, NamespacesMiss>> = {
  name: 'namespacesMissed',
  reach: 'stack',
  compute(world, policy) {
    const misses = new Map<PolicyPeer, NamespacesMiss>();
    for (const peer of peersOf(policy)) {
      const miss = missOf(world, policy, peer);
      if (miss !== undefined) misses.set(peer, miss);
    }
    return misses;
  },
};

/** The namespaces of a world that a peer's selector misses; `undefined` where it finds some or may. */
export function namespacesMiss(world: World, policy: NetworkPolicy, peer: PolicyPeer): NamespacesMiss | undefined {
  const { namespaceSelector } = peer;
  return namespaceSelector === undefined || isEmpty(namespaceSelector)
    ? undefined
    : world.derive(missesOf, policy).get(peer);
}

function missOf(world: World, policy: NetworkPolicy, peer: PolicyPeer): NamespacesMiss | undefined {
  const { namespaceSelector: selector, ipBlock } = peer;
  if (selector === undefined || isEmpty(selector) || !isKnown(selector) || ipBlock !== undefined) return undefined;
  const { pairs } = selector.matchLabels;
  const own = pairs.find(({ key }) => key === nameLabel);
  if (own !== undefined) return ownNameMiss(world, policy, selector, own);
  const { objects, known, names } = world.fact(namespacesOf);
  if (objects.some(({ labels }) => matchLabelSelector(selector, labels) !== 'no')) return undefined;
  const byName = pairs.find(({ key }) => nameKeys.has(key) || isTypo(key, nameLabel));
  if (byName?.value !== undefined) {
    const { value } = byName;
    const [named] = world.named('namespace', '', value);
    // A label that is there says something else.
    const lacks = named === undefined || pairOf(named.labels, byName.key) === undefined;
    if (lacks && (systemNamespaces.has(value) || names.has(value)))
      return { code: 'KN704', pair: { ...byName, value }, named };
  }
  if (objects.length === 0 || !known) return undefined;
  const miss = nearMiss(
    policy,
    selector,
    objects.map((of) => ({ of, labels: of.labels })),
  );
  // The cluster has namespaces that are not here: only where those that are here use the label too it says something.
  const isUsed = pairs.every(({ key }) => objects.some(({ labels }) => pairOf(labels, key) !== undefined));
  return miss === undefined && (!isUsed || pairs.length === 0)
    ? undefined
    : { code: 'KN703', miss, near: undefined, pair: undefined };
}

/** A name that no namespace here has, and one has nearly. Namespaces of other names are elsewhere. */
function ownNameMiss(
  world: World,
  policy: NetworkPolicy,
  { matchLabels, matchExpressions }: LabelSelector,
  pair: Pair,
): NamespacesMiss | undefined {
  const { names, similar } = world.fact(namespacesOf);
  const wanted = pair.value ?? '';
  if (matchLabels.pairs.length > 1 || matchExpressions.length > 0 || systemNamespaces.has(wanted)) return undefined;
  let near = similar.get(wanted);
  if (near === undefined) {
    near = names.has(wanted) ? [] : [...names].filter((name) => isTypo(wanted, name));
    similar.set(wanted, near);
  }
  // What the policy is called after is not mistyped.
  if (near.length !== 1 || says(policy, wanted)) return undefined;
  return { code: 'KN703', miss: undefined, near: near[0], pair };
}
