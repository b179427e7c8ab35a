import { allPorts, type PortSet, subtract } from '../../core/network/policy/ports.ts';
import type { Change, Changes } from '../../core/network/reach/changes.ts';
import { inCommon } from '../../core/network/reach/in-common.ts';
import type { Place } from '../../core/network/reach/pairs.ts';
import { portWords } from '../../core/network/reach/port-words.ts';
import { groupBy } from '../../core/world/group-by.ts';

/** Changes of connections told from one end, of all workloads to which the same happened. */
export interface Block {
  readonly workloads: readonly string[];
  /** Whether the workloads are on both sides. */
  readonly state: 'new' | 'gone' | 'kept';
  readonly lines: readonly BlockLine[];
  /** One of the changes, for saying where they come from. */
  readonly example: SignedChange;
}

/** What happened between the workloads of a block and a peer, or all peers of a kind. */
export interface BlockLine {
  readonly sign: Sign;
  /** From the block's workload to the peer, or the other way. */
  readonly arrow: '→' | '←';
  readonly peer: string;
  readonly ports: string;
}

/** A connection that opened or closed. */
export interface SignedChange extends Change {
  readonly sign: Sign;
}

type Sign = '+' | '−';

/**
 * Changes as few blocks as tell them all. A change is told where its workload came or went, else at that of its ends to which
 * more happened: one policy is one block, whoever it shuts out.
 */
export function blocksOf(changes: Changes): readonly Block[] {
  const { before, after } = changes;
  const signed: readonly SignedChange[] = [
    ...changes.opened.map((change) => ({ ...change, sign: '+' as const })),
    ...changes.closed.map((change) => ({ ...change, sign: '−' as const })),
  ];
  const stateOf = (name: string): Block['state'] | undefined =>
    before.has(name) ? (after.has(name) ? 'kept' : 'gone') : after.has(name) ? 'new' : undefined;
  const came = (name: string) => stateOf(name) === 'new' || stateOf(name) === 'gone';
  const weights = new Map<string, number>();
  for (const { from, to } of signed)
    if (!came(from) && !came(to))
      for (const name of [from, to]) if (stateOf(name) !== undefined) weights.set(name, (weights.get(name) ?? 0) + 1);
  const weight = (name: string) => weights.get(name) ?? 0;
  const byPivot = new Map<string, SignedChange[]>();
  for (const change of signed) {
    const { from, to } = change;
    const moved = [...new Set([from, to])].filter(came);
    for (const pivot of moved.length > 0 ? moved : [weight(from) > weight(to) ? from : to]) {
      const known = byPivot.get(pivot);
      if (known === undefined) byPivot.set(pivot, [change]);
      else known.push(change);
    }
  }
  const blocks = new Map<string, Block & { readonly workloads: string[] }>();
  for (const pivot of [...byPivot.keys()].sort()) {
    const own = byPivot.get(pivot) ?? [];
    const state = stateOf(pivot) ?? 'kept';
    const lines = linesOf(pivot, own, changes);
    const key = JSON.stringify([state, lines]);
    const known = blocks.get(key);
    const [example] = own;
    if (known !== undefined) known.workloads.push(pivot);
    else if (example !== undefined) blocks.set(key, { workloads: [pivot], state, lines, example });
  }
  return [...blocks.values()];
}

function linesOf(pivot: string, own: readonly SignedChange[], { before, after }: Changes): readonly BlockLine[] {
  const lines: BlockLine[] = [];
  for (const sign of ['+', '−'] as const)
    for (const arrow of ['→', '←'] as const) {
      const [here, there] = arrow === '→' ? (['from', 'to'] as const) : (['to', 'from'] as const);
      const peers = new Map<string, string>();
      for (const change of own)
        if (change.sign === sign && change[here] === pivot && (arrow === '→' || change.from !== pivot))
          peers.set(change[there], changedPorts(change.ports));
      if (peers.size > 0)
        for (const [peer, ports] of peersOf(pivot, peers, sign === '+' ? after : before))
          lines.push({ sign, arrow, peer, ports });
    }
  return lines;
}

/** Of so many workloads so few may differ where the others are named together. */
function fewOf(count: number): number {
  return Math.min(3, Math.floor(count / 4));
}

/** Peers with their ports; those that are everybody, or everybody of a namespace, in one. */
function peersOf(
  pivot: string,
  peers: ReadonlyMap<string, string>,
  workloads: ReadonlyMap<string, Place>,
): readonly (readonly [peer: string, ports: string])[] {
  const result: (readonly [string, string])[] = [];
  const own = peers.get(pivot);
  if (own !== undefined) result.push(['its other replicas', own]);
  const others = [...workloads.values()].filter(({ name }) => name !== pivot);
  const add = (places: readonly Place[], kind: string, otherwise: (names: readonly string[]) => void) => {
    const names = places.map(({ name }) => name);
    const common = inCommon(names, peers, fewOf(names.length));
    if (common === undefined) return otherwise(names);
    const { answer, except } = common;
    result.push([`all ${names.length} ${kind}${except.length === 0 ? '' : ` but ${except.join(', ')}`}`, answer]);
    alone(except);
  };
  const alone = (names: readonly string[]) => {
    for (const name of names) {
      const ports = peers.get(name);
      if (ports !== undefined) result.push([name, ports]);
    }
  };
  const home = workloads.get(pivot)?.namespace;
  add(others, 'other workloads', () => {
    const near = others.filter(({ namespace }) => namespace === home);
    const far = groupBy(others, ({ namespace }) => (namespace === home ? undefined : namespace));
    add(near, `other workloads of namespace ${home}`, alone);
    add([...far.values()].flat(), 'workloads of other namespaces', () => {
      for (const [namespace, places] of far) add(places, `workloads of namespace ${namespace}`, alone);
    });
  });
  return [...result, ...outsideOf([...peers].filter(([name]) => !workloads.has(name)))];
}

/** Several blocks of addresses that are like the rest of the internet are told with it. */
function outsideOf(outside: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const ports = outside.find(([name]) => name === 'internet')?.[1];
  const alike = outside.filter(([name, own]) => name !== 'internet' && own === ports);
  if (ports === undefined || alike.length < 2) return outside;
  const rest = outside.filter(([, own]) => own !== ports);
  return [...rest, [`internet and ${alike.length} blocks of addresses that policies name`, ports]];
}

/** Longer lists of workloads are cut. */
const longest = 5;

/** `new workload shop/web`, `shop/api, shop/db`, `all 12 workloads`. */
export function headOf({ workloads, state }: Block, { before, after }: Changes): string {
  const count = workloads.length;
  const all = state === 'gone' ? before.size : after.size;
  const shown = count > longest ? workloads.slice(0, longest - 1) : workloads;
  const names = [...shown, ...(shown.length < count ? [`and ${count - shown.length} more`] : [])].join(', ');
  if (state === 'kept') return count > 1 && count === all ? `all ${count} workloads` : names;
  return `${state === 'new' ? 'new' : 'removed'} workload${count === 1 ? '' : 's'} ${names}`;
}

/** Ports by those that are in the set or, where they are fewer words, by those that are not. */
function changedPorts(ports: PortSet): string {
  const own = portWords(ports);
  const others = `all ports but ${portWords(subtract(allPorts, ports))}`;
  return others.length < own.length ? others : own;
}
