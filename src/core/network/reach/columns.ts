import type { NamespaceName } from '../../world/world.ts';
import { doubtIn } from '../policy/label-expression.ts';
import type { CompiledPolicy, PeerTest, PodSelector, PodTest, PolicyOptions } from '../policy/model.ts';
import { type Peers, sameNamespace } from '../policy/peers.ts';
import { Bits, bothOf, eitherOf, type Match, outsideOf, surely } from './bits.ts';
import type { PodClass } from './classes.ts';
import { LabelIndex } from './label-index.ts';
import type { Regions } from './regions.ts';

/** The ends of all connections as columns: the classes of pods, then the regions outside. Says which ones a peer names. */
export class Columns {
  readonly size: number;
  readonly all: Match;
  readonly nothing: Match;
  readonly #classes: readonly PodClass[];
  readonly #regions: Regions;
  readonly #peers: Peers;
  readonly #options: PolicyOptions;
  readonly #labels: LabelIndex;
  readonly #namespaces: readonly { readonly sample: PodClass; readonly members: Bits }[];
  readonly #byNamespace: ReadonlyMap<string, { readonly members: Bits }>;
  readonly #hasUnknownNamespace: boolean;
  readonly #namespaceLabels: LabelIndex;
  readonly #ofPeers = new Map<string, Match>();
  readonly #ofSubjects = new Map<CompiledPolicy, Match>();
  /** Columns of pods that selectors find: all but those on the host's network. */
  readonly #selectable: Match;

  constructor(classes: readonly PodClass[], regions: Regions, peers: Peers, options: PolicyOptions) {
    this.#classes = classes;
    this.#regions = regions;
    this.#peers = peers;
    this.#options = options;
    const size = classes.length + regions.list.length;
    this.size = size;
    this.all = surely(Bits.range(size, 0, size));
    this.nothing = surely(Bits.empty(size));
    this.#labels = new LabelIndex(
      classes.map(({ sample }) => sample.labels),
      size,
    );
    const namespaces = new Map<string, { sample: PodClass; members: Bits }>();
    const must = Bits.empty(size);
    const may = Bits.empty(size);
    classes.forEach((podClass, column) => {
      const { namespace, onNode } = podClass.sample;
      const known = namespaces.get(namespace.name) ?? { sample: podClass, members: Bits.empty(size) };
      namespaces.set(namespace.name, known);
      known.members.add(column);
      if (onNode.is === 'no') must.add(column);
      if (onNode.is !== 'yes') may.add(column);
    });
    this.#selectable = classes.every(({ sample }) => sample.onNode.is !== 'unknown') ? surely(must) : { must, may };
    this.#byNamespace = namespaces;
    this.#namespaces = [...namespaces.values()];
    this.#hasUnknownNamespace = this.#namespaces.some(({ sample }) => sample.sample.namespace.unknown !== undefined);
    this.#namespaceLabels = new LabelIndex(
      this.#namespaces.map(({ sample }) => sample.sample.namespaceLabels),
      this.#namespaces.length,
    );
  }

  /** Columns that any of some peers names; peers that read alike get the same object. */
  ofPeers(peers: readonly PeerTest[] | undefined): Match {
    if (peers === undefined) return this.all;
    if (peers.length === 0) return this.nothing;
    let key = '';
    for (const peer of peers) {
      const own = keyOfPeer(peer);
      if (own === undefined) return this.#ofAny(peers);
      key += key === '' ? own : `\n${own}`;
    }
    let match = this.#ofPeers.get(key);
    if (match === undefined) {
      match = this.#ofAny(peers);
      this.#ofPeers.set(key, match);
    }
    return match;
  }

  #ofAny(peers: readonly PeerTest[]): Match {
    const blocks: BlockTest[] = [];
    const outside: BlockTest[] = [];
    let match = this.nothing;
    for (const peer of peers)
      if (peer.kind !== 'addresses' || peer.open !== undefined) match = eitherOf(match, this.#ofPeer(peer));
      else if (peer.outsideOnly === true) outside.push(peer);
      else blocks.push(peer);
    // A rule may list very many blocks, so they are marked all at once.
    for (const list of [blocks, outside]) if (list.length > 0) match = eitherOf(match, this.#ofBlocks(list));
    return match;
  }

  /** Columns of the pods that a policy governs. */
  ofSubject(policy: CompiledPolicy): Match {
    let match = this.#ofSubjects.get(policy);
    if (match === undefined) {
      match = this.ofPods(policy.subject);
      this.#ofSubjects.set(policy, match);
    }
    return match;
  }

  /** Columns of pods by namespace and labels; tests that read alike get the same object. */
  ofPods(test: PodTest): Match {
    const key = keyOfPeer(test);
    if (key === undefined) return this.#readPods(test);
    let match = this.#ofPeers.get(key);
    if (match === undefined) {
      match = this.#readPods(test);
      this.#ofPeers.set(key, match);
    }
    return match;
  }

  #readPods({ namespace, namespaceSelector, podSelector }: PodTest): Match {
    let match = this.#selectable;
    if (namespace !== undefined) match = bothOf(match, this.#ofNamespace(namespace));
    if (namespaceSelector !== undefined) {
      const selected = this.#namespaceLabels.match(namespaceSelector);
      const must = this.#membersOf(selected.must);
      match = bothOf(
        match,
        selected.must === selected.may ? surely(must) : { must, may: this.#membersOf(selected.may) },
      );
    }
    return podSelector === undefined ? match : bothOf(match, this.#labels.match(podSelector));
  }

  #ofPeer(peer: PeerTest): Match {
    switch (peer.kind) {
      case 'pods':
        return this.ofPods(peer);
      case 'addresses':
        return this.#ofBlocks([peer]);
      case 'unknown':
        return { must: this.nothing.must, may: this.all.may };
      case 'any':
        return this.#ofAny(peer.of);
      case 'every':
        return peer.of.reduce((match, part) => bothOf(match, this.#ofPeer(part)), this.all);
      case 'not':
        return outsideOf(this.#ofPeer(peer.of), this.all.must);
      case 'nodes':
      case 'hosts':
      case 'world':
      case 'names':
        return this.#oneByOne(peer);
    }
  }

  #ofNamespace(namespace: NamespaceName): Match {
    const own = this.#byNamespace.get(namespace.name)?.members ?? this.nothing.must;
    if (namespace.unknown === undefined && !this.#hasUnknownNamespace) return surely(own);
    let may = own;
    for (const { sample, members } of this.#namespaces)
      if (sameNamespace(namespace, sample.sample.namespace).is !== 'no') may = may.or(members);
    return { must: own, may };
  }

  #membersOf(namespaces: Bits): Bits {
    const members = Bits.empty(this.size);
    namespaces.forEach((number) => {
      members.include(this.#namespaces[number]?.members);
    });
    return members;
  }

  /** Columns that any of some blocks hold, all of them with or without pods; the first one says whether it is not known which. */
  #ofBlocks(tests: readonly BlockTest[]): Match {
    const { open, outsideOnly } = tests[0] ?? {};
    const inside = this.#regions.insideAny(tests);
    const must = Bits.empty(this.size);
    const may = Bits.empty(this.size);
    const add = (column: number, isSure: boolean) => {
      may.add(column);
      if (isSure && open === undefined) must.add(column);
    };
    this.#classes.forEach(({ sample, regions }, column) => {
      if (outsideOnly === true) {
        if (sample.onNode.is !== 'no') add(column, false);
      } else if (sample.onNode.is === 'no' && !this.#options.podIPsMatchIPBlock) return;
      else if (regions.length === 0) add(column, false);
      else if (regions.some((region) => inside[region] === 1)) add(column, this.#isInOne(regions, inside, tests));
    });
    for (let region = 0; region < inside.length; region++)
      if (inside[region] === 1) add(this.#classes.length + region, true);
    const isCertain = must.words.every((word, index) => word === may.words[index]);
    return isCertain ? surely(must) : { must, may };
  }

  /** Whether one block holds all regions of a pod's addresses. Which of several a connection uses is not known. */
  #isInOne(regions: readonly number[], inside: Uint8Array, tests: readonly BlockTest[]): boolean {
    if (regions.length === 1 || tests.length === 1) return regions.every((region) => inside[region] === 1);
    const families = new Set(regions.map((region) => this.#regions.list[region]?.family));
    if (families.size > 1) return false;
    return tests.some((test) => {
      const own = this.#regions.insideAny([test]);
      return regions.every((region) => own[region] === 1);
    });
  }

  #oneByOne(peer: PeerTest): Match {
    const must = Bits.empty(this.size);
    const may = Bits.empty(this.size);
    const add = (column: number, answer: 'yes' | 'no' | 'unknown') => {
      if (answer === 'yes') must.add(column);
      if (answer !== 'no') may.add(column);
    };
    this.#classes.forEach(({ sample }, column) => {
      add(column, this.#peers.matches(peer, sample).is);
    });
    this.#regions.list.forEach(({ sample }, region) => {
      const end = { kind: 'outside', address: sample } as const;
      if (sample !== undefined) add(this.#classes.length + region, this.#peers.matches(peer, end).is);
    });
    return { must, may };
  }
}

type BlockTest = Extract<PeerTest, { readonly kind: 'addresses' }>;

/** A text that is the same for peers that name the same; `undefined` where something in it is not known. */
function keyOfPeer(peer: PeerTest): string | undefined {
  if (peer.kind === 'addresses' && peer.open === undefined) {
    const blocks = [peer.block, ...peer.except].map(({ address, prefix }) => `${address.bits}/${prefix}`);
    return `${peer.block.address.family} ${blocks.join(' ')}${peer.outsideOnly === true ? ' outside' : ''}`;
  }
  if (peer.kind === 'world') return peer.kind;
  if (peer.kind === 'not') return keyOfParts('not', [peer.of]);
  if (peer.kind === 'any' || peer.kind === 'every') return keyOfParts(peer.kind, peer.of);
  if (peer.kind !== 'pods') return undefined;
  const namespaces = keyOfSelector(peer.namespaceSelector);
  const pods = keyOfSelector(peer.podSelector);
  if (namespaces === undefined || pods === undefined) return undefined;
  return `${peer.namespace?.name ?? ''}\t${namespaces}\t${pods}`;
}

function keyOfParts(name: string, parts: readonly PeerTest[]): string | undefined {
  const keys = parts.map(keyOfPeer);
  return keys.includes(undefined) ? undefined : `${name}(${keys.join('\r')})`;
}

function keyOfSelector(selector: PodSelector | undefined): string | undefined {
  if (selector === undefined) return '';
  if ('op' in selector) return doubtIn(selector) === undefined ? JSON.stringify(selector) : undefined;
  if (selector.matchLabels.open !== undefined) return undefined;
  let key = '{}';
  for (const { key: label, value } of selector.matchLabels.pairs) {
    if (value === undefined) return undefined;
    key += ` ${label}=${value}`;
  }
  for (const { key: label, operator, values } of selector.matchExpressions) {
    if (label.value === undefined || operator.value === undefined) return undefined;
    key += ` ${label.value} ${operator.value}`;
    for (const { value } of values) {
      if (value === undefined) return undefined;
      key += `|${value}`;
    }
  }
  return key;
}
