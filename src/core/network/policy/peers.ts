import type { Pairs, Stated } from '../../resources/field.ts';
import { type Address, type Block, blockHas, parseAddress, sameAddress } from '../../resources/ip.ts';
import { matchLabelSelector, pairOf } from '../../resources/labels.ts';
import type { LabelSelector, PodMaker } from '../../resources/pod-maker.ts';
import type { Node } from '../../resources/resource.ts';
import type { NamespaceName, World } from '../../world/world.ts';
import { and, any, known, no, not, unknown, yes } from './answers.ts';
import { doubtIn, type LabelExpression, meets, termsOf } from './label-expression.ts';
import type {
  Answer,
  OutsideAddress,
  PeerTest,
  PodSelector,
  PodTest,
  PolicyNode,
  PolicyOptions,
  PolicyPeerEnd,
  PolicyPod,
} from './model.ts';

/** The label that the control plane gives every namespace (core docs, "Automatic labelling"). */
export const nameLabel = 'kubernetes.io/metadata.name';

/** Pods, namespaces and nodes of a world as policies see them. */
export class Peers {
  readonly #world: World;
  readonly #options: PolicyOptions;
  readonly #pods = new Map<PodMaker, PolicyPod>();
  readonly #namespaceLabels = new Map<string, Pairs>();

  constructor(world: World, options: PolicyOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** The pods of a maker. */
  pod(maker: PodMaker): PolicyPod {
    let pod = this.#pods.get(maker);
    if (pod === undefined) {
      const traits = this.traits(maker);
      pod = {
        kind: 'pod',
        maker,
        ...traits,
        namespaceLabels: this.#labelsOf(traits.namespace),
        addresses: addressesOfPod(maker),
      };
      this.#pods.set(maker, pod);
    }
    return pod;
  }

  /** What tells the pods of makers apart, without what {@link pod} adds to it. */
  traits(maker: PodMaker): Pick<PolicyPod, 'namespace' | 'labels' | 'onNode'> {
    return {
      namespace: this.#world.namespaceOf(maker),
      labels: this.#world.podLabels(maker),
      onNode: this.#onNode(maker),
    };
  }

  /** A node with its addresses; of a name that no Node has, the name is all that is known. */
  node(name: string | undefined): PolicyNode {
    const nodes = this.#world.all('node').filter((node) => node.name?.value === name);
    return { kind: 'node', name, addresses: nodes.flatMap(addressesOf) };
  }

  /** Whether one end of a connection is what a peer of a rule names. */
  matches(test: PeerTest, end: PolicyPeerEnd): Answer {
    switch (test.kind) {
      case 'unknown':
        return unknown(test.why);
      case 'pods':
        return end.kind === 'pod' ? this.matchesPod(test, end) : no;
      case 'addresses':
        return this.#inBlock(test, end);
      case 'nodes':
        return this.#isNode(test.selector, end);
      case 'names':
        return end.kind === 'outside' ? unknown(test.why) : no;
      case 'hosts': {
        const isHost = this.#isHost(end);
        return test.why === undefined ? isHost : and(isHost, unknown(test.why));
      }
      case 'world':
        return end.kind === 'outside' ? not(this.#isHost(end)) : no;
      case 'any':
        return any(test.of, (part) => this.matches(part, end));
      case 'every':
        return not(any(test.of, (part) => not(this.matches(part, end))));
      case 'not':
        return not(this.matches(test.of, end));
    }
  }

  /** Whether a policy governs pods, or a peer selects them (networking/v1 `NetworkPolicyPeer`). */
  matchesPod(test: PodTest, pod: PolicyPod): Answer {
    if (pod.onNode.is === 'yes') return no;
    const { namespace, namespaceSelector, podSelector } = test;
    let answer = namespace === undefined ? yes : sameNamespace(namespace, pod.namespace);
    if (namespaceSelector !== undefined)
      answer = and(answer, selects(namespaceSelector, pod.namespaceLabels, `Namespace "${pod.namespace.name}"`));
    if (answer.is !== 'no' && podSelector !== undefined)
      answer = and(answer, selects(podSelector, pod.labels, 'the pod'));
    return pod.onNode.is === 'no' ? answer : and(answer, pod.onNode);
  }

  #labelsOf(namespace: NamespaceName): Pairs {
    let labels = this.#namespaceLabels.get(namespace.name);
    if (labels === undefined) {
      labels = this.#readLabels(namespace);
      this.#namespaceLabels.set(namespace.name, labels);
    }
    return labels;
  }

  #readLabels({ name, unknown: why }: NamespaceName): Pairs {
    const objects = this.#world.named('namespace', '', name);
    const span = { start: 0, end: 0, keyStart: 0, keyEnd: 0 };
    const own = { key: nameLabel, value: why === undefined ? name : undefined, ...span };
    const pairs = objects.flatMap((object) => object.labels.pairs.filter(({ key }) => key !== nameLabel));
    const open =
      objects.length > 0
        ? objects.find(({ labels }) => labels.open !== undefined)?.labels.open
        : this.#options.missingNamespaces === 'unlabelled'
          ? undefined
          : (why ?? `there is no Namespace "${name}" here that would state its labels`);
    return { pairs: [...pairs, own], start: 0, end: 0, ...(open === undefined ? {} : { open }) };
  }

  #onNode({ template }: PodMaker): Answer {
    if (this.#options.hostNetworkPods === 'pod') return no;
    const { hostNetwork } = template;
    if (hostNetwork.value === undefined) return unknown(`whether it is on the host's network: ${hostNetwork.unknown}`);
    return known(hostNetwork.value);
  }

  /** Whether an end is a node, or has the address of one that is known. */
  #isHost(end: PolicyPeerEnd): Answer {
    if (end.kind === 'pod') return end.onNode;
    if (end.kind === 'node') return yes;
    const { address } = end;
    if (address === undefined) return no;
    const nodes = this.#world.all('node');
    return known(nodes.some((node) => addressesOf(node).some((own) => sameAddress(own, address))));
  }

  #inBlock({ block, except, open, outsideOnly }: Extract<PeerTest, { kind: 'addresses' }>, end: PolicyPeerEnd): Answer {
    if (outsideOnly === true && end.kind !== 'outside')
      // Cilium matches nodes by address in one of its modes (policy-cidr-match-mode), pods in none.
      return and(
        this.#isHost(end),
        unknown('whether the plugin knows nodes by their addresses depends on its settings'),
      );
    if (end.kind === 'pod' && end.onNode.is === 'no' && !this.#options.podIPsMatchIPBlock) return no;
    const holds = (address: Address): Answer => {
      if (!blockHas(block, address) || except.some((hole) => blockHas(hole, address))) return no;
      return open === undefined ? yes : unknown(open);
    };
    const addresses = end.kind === 'outside' ? (end.address === undefined ? [] : [end.address]) : end.addresses;
    const [first, ...others] = addresses.map(holds);
    if (first === undefined) return this.#withoutAddress(block, except, end);
    // A connection uses one address of a pod that has one of each family, and which one is not known.
    return others.every(({ is }) => is === first.is) ? first : unknown('it has addresses inside the block and outside');
  }

  #withoutAddress(block: Block, except: readonly Block[], end: PolicyPeerEnd): Answer {
    if (end.kind === 'outside')
      return block.prefix === 0 && except.length === 0 ? yes : unknown('it depends on the address outside');
    const what = end.kind === 'node' || end.onNode.is === 'yes' ? 'the address of the node' : 'the address of the pod';
    return unknown(`${what} is not known`);
  }

  /** `nodes` matches the addresses of nodes, not the pods on them (network-policy-api v1alpha2, `ClusterNetworkPolicyEgressPeer`). */
  #isNode(selector: LabelSelector, end: PolicyPeerEnd): Answer {
    if (end.kind === 'pod' && end.onNode.is !== 'yes') return end.onNode.is === 'no' ? no : end.onNode;
    const nodes = this.#world.all('node');
    if (nodes.length === 0)
      return this.#options.unknownNodes === 'nothing' ? no : unknown('which addresses are those of nodes is not known');
    const selected = nodes.filter(({ labels }) => matchLabelSelector(selector, labels) !== 'no');
    const addresses = end.kind === 'outside' ? (end.address === undefined ? [] : [end.address]) : end.addresses;
    if (addresses.length === 0)
      return selected.length === 0
        ? no
        : unknown(end.kind === 'outside' ? 'it depends on the address outside' : 'its node is not known');
    return any(selected, (node) =>
      addressesOf(node).some((address) => addresses.some((other) => sameAddress(address, other)))
        ? selects(selector, node.labels, `Node "${node.name?.value ?? '?'}"`)
        : no,
    );
  }
}

/** The pod that has an address, and what is outside where none has it. */
export function endAt(peers: Peers, pods: readonly PodMaker[], address: Address): PolicyPod | OutsideAddress {
  for (const maker of pods) {
    const pod = peers.pod(maker);
    if (pod.onNode.is !== 'yes' && pod.addresses.some((own) => sameAddress(own, address))) return pod;
  }
  return { kind: 'outside', address };
}

/** Whether two names are those of one namespace; a name that is not known could be any. */
export function sameNamespace(a: NamespaceName, b: NamespaceName): Answer {
  if (a.name === b.name) return yes;
  const why = a.unknown ?? b.unknown;
  return why === undefined ? no : unknown(`the namespace is not known: ${why}`);
}

/** Whether a selector matches labels, with the reason where that is not known. */
export function selects(selector: PodSelector, labels: Pairs, what: string): Answer {
  if ('op' in selector) return expressionHolds(selector, labels, what);
  const match = matchLabelSelector(selector, labels);
  if (match === 'unknown') return unknown(whyUnknown(selector, labels, what));
  return match === 'yes' ? yes : no;
}

function expressionHolds(expression: LabelExpression, labels: Pairs, what: string): Answer {
  const match = meets(expression, labels);
  if (match !== 'unknown') return match === 'yes' ? yes : no;
  const doubt = doubtIn(expression);
  return unknown(
    doubt === undefined
      ? whyLabels(
          termsOf(expression).map(({ key }) => key),
          labels,
          what,
        )
      : `the selector is not known: ${doubt}`,
  );
}

function whyUnknown(selector: LabelSelector, labels: Pairs, what: string): string {
  const { matchLabels, matchExpressions } = selector;
  const requirements: readonly (Stated<string> | undefined)[] = matchExpressions.flatMap(
    ({ key, operator, values }) => [key, operator, ...values],
  );
  const ofSelector =
    matchLabels.open ??
    matchLabels.pairs.find((pair) => pair.unknown !== undefined)?.unknown ??
    requirements.find((field) => field !== undefined && field.value === undefined && 'unknown' in field);
  if (typeof ofSelector === 'string') return `the selector is not known: ${ofSelector}`;
  if (ofSelector !== undefined && 'unknown' in ofSelector) return `the selector is not known: ${ofSelector.unknown}`;
  const keys = [...matchLabels.pairs.map(({ key }) => key), ...matchExpressions.flatMap(({ key }) => key.value ?? [])];
  return whyLabels(keys, labels, what);
}

function whyLabels(keys: readonly string[], labels: Pairs, what: string): string {
  for (const key of keys) {
    const pair = pairOf(labels, key);
    if (pair?.unknown !== undefined) return `the label ${key} of ${what} is not known: ${pair.unknown}`;
  }
  return labels.open === undefined
    ? 'the selector is not valid'
    : `the labels of ${what} are not all known: ${labels.open}`;
}

function addressesOf({ addresses }: Node): readonly Address[] {
  return addresses.flatMap((address) => parseAddress(address) ?? []);
}

/** The addresses of a pod, as far as its status says them. */
export function addressesOfPod({ status }: PodMaker): readonly Address[] {
  return (status?.podIPs ?? []).flatMap((address) => parseAddress(address) ?? []);
}
