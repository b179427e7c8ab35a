import type { Pairs } from '../../resources/field.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { termsOf } from '../policy/label-expression.ts';
import {
  type CompiledPolicy,
  leavesOf,
  type PodSelector,
  type PodTest,
  type PolicyOptions,
  type PolicyPod,
} from '../policy/model.ts';
import { addressesOfPod, type Peers } from '../policy/peers.ts';
import { namedPort } from '../policy/rule-ports.ts';
import type { Regions } from './regions.ts';

/** Pods that are alike to every policy. */
export interface PodClass {
  readonly makers: readonly PodMaker[];
  /** Any of them: what a policy asks of it holds for all. */
  readonly sample: PolicyPod;
  /** Regions of its addresses; none when they are not known. */
  readonly regions: readonly number[];
  /** What the names of ports in rules mean on them: equal for classes where they mean the same. */
  readonly names: string;
}

/** A name of a port in some rule, with the protocol where the rule has one. */
export interface PortName {
  readonly name: string;
  readonly protocol: string | undefined;
}

/** What policies look at in pods. */
export interface Relevance {
  /** Keys of labels in selectors of pods, with the values that are told apart; `all` where every value is. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string> | 'all'>;
  readonly names: readonly PortName[];
  readonly addresses: boolean;
}

/** What some policies look at. */
export function relevanceOf(policies: readonly CompiledPolicy[]): Relevance {
  const labels = new Map<string, Set<string> | 'all'>();
  const names = new Map<string, PortName>();
  let addresses = false;
  const add = (key: string | undefined, values: readonly (string | undefined)[]) => {
    if (key === undefined) return;
    let known = labels.get(key);
    if (known === undefined) {
      known = new Set();
      labels.set(key, known);
    }
    if (known !== 'all') for (const value of values) if (value !== undefined) known.add(value);
  };
  const addSelector = (selector: PodSelector | undefined) => {
    if (selector === undefined) return;
    if ('op' in selector) {
      for (const term of termsOf(selector))
        if (term.op === 'has' || term.op === 'in') add(term.key, term.op === 'in' ? term.values : []);
        else labels.set(term.key, 'all');
      return;
    }
    for (const { key, value } of selector.matchLabels.pairs) add(key, [value]);
    for (const { key, values } of selector.matchExpressions)
      add(
        key.value,
        values.map(({ value }) => value),
      );
  };
  const addTest = ({ podSelector }: PodTest) => addSelector(podSelector);
  for (const { subject, egress, ingress } of policies) {
    addTest(subject);
    for (const { peers, ports } of [...egress.rules, ...ingress.rules]) {
      for (const peer of peers ?? [])
        for (const leaf of leavesOf(peer))
          if (leaf.kind === 'pods') addTest(leaf);
          else if (leaf.kind === 'addresses' || leaf.kind === 'nodes') addresses = true;
      for (const port of ports ?? []) if (port.kind === 'name') names.set(`${port.name}/${port.protocol ?? ''}`, port);
    }
  }
  return { labels, names: [...names.values()], addresses };
}

const noRegions: readonly number[] = [];

/** Puts pods that are alike into one class, in the order in which they first come up. */
export function classesOf(
  makers: readonly PodMaker[],
  peers: Peers,
  regions: Regions,
  relevance: Relevance,
  options: PolicyOptions,
): readonly PodClass[] {
  const classes = new Map<string, PodClass & { readonly makers: PodMaker[] }>();
  for (const maker of makers) {
    const { namespace, labels, onNode } = peers.traits(maker);
    const addresses = relevance.addresses ? addressesOfPod(maker) : [];
    const own = addresses.length === 0 ? noRegions : addresses.map((address) => regions.of(address));
    let names = '';
    for (const { name, protocol } of relevance.names) {
      const port = namedPort(name, protocol, maker.template, options);
      names += port.kind === 'port' ? `${port.protocol} ${port.number},` : `${port.kind},`;
    }
    let key = `${namespace.name}\n${labelKey(labels, relevance)}\n${onNode.is}\n${own.join()}\n${names}`;
    // Pods on the host's network are told apart by their nodes.
    if (onNode.is !== 'no' && addresses.length > 0) key += `\n${addresses.map(({ bits }) => bits).join()}`;
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { makers: [maker], sample: peers.pod(maker), regions: own, names });
    else known.makers.push(maker);
  }
  return [...classes.values()];
}

/** The labels of a pod as far as selectors tell them apart. */
function labelKey(labels: Pairs, relevance: Relevance): string {
  const parts: string[] = [];
  for (const { key, value } of labels.pairs) {
    const values = relevance.labels.get(key);
    if (values !== undefined)
      parts.push(
        value === undefined ? `${key}?` : values === 'all' || values.has(value) ? `${key}=${value}` : `${key}*`,
      );
  }
  if (parts.length > 1) parts.sort();
  return `${labels.open === undefined ? '' : '…'}${parts.join('\t')}`;
}
