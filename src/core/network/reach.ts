import { type Block, parseAddress } from '../resources/ip.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { World } from '../world/world.ts';
import { type CompiledPolicy, leavesOf, type PolicyOptions, standardOptions } from './policy/model.ts';
import { Peers } from './policy/peers.ts';
import { Policies } from './policy/policies.ts';
import { type PortSet, subtract } from './policy/ports.ts';
import { Cells } from './reach/cells.ts';
import { classesOf, type PodClass, relevanceOf } from './reach/classes.ts';
import { Columns } from './reach/columns.ts';
import { PortSets } from './reach/port-sets.ts';
import { type Region, Regions } from './reach/regions.ts';
import { Rows } from './reach/rows.ts';
import { podsOf } from './reach/workloads.ts';

/** What may pass between two ends: ports of the destination's pods. */
export interface Connection {
  readonly allowed: PortSet;
  /** Ports of which it is not known. */
  readonly unknown: PortSet;
}

/**
 * Who may connect to whom. Ends have numbers: first the classes of pods that are alike to every policy, then the regions of
 * the addresses outside.
 */
export interface Reach {
  readonly classes: readonly PodClass[];
  readonly regions: readonly Region[];
  /** The region that holds an address, among {@link regions}. */
  readonly regionsOf: Regions;
  /** The class of a pod, `undefined` when it is not among those asked for. */
  classOf(pod: PodMaker): number | undefined;
  /** What may pass from one end to another. From a class to itself: between two of its pods. Equal answers are one object. */
  connection(from: number, to: number): Connection;
  /** Calls back with every pair of ends that something may pass between, at least one of them a class; in no particular order. */
  forEachConnected(call: (from: number, to: number) => void): void;
}

/** Sources whose column of a row lies in about one line of a processor's cache. */
const sourcesAtATime = 32;

/**
 * All pairs at once, equal to what `PolicyEngine` answers one by one. Cost follows the classes and the policies, not the pods:
 * pods are put into classes by what policies look at, peers are sets of classes, ports are intervals, and classes that the
 * same policies govern share one row.
 */
export function reachability(
  world: World,
  options: PolicyOptions = standardOptions,
  pods: readonly PodMaker[] = podsOf(world),
): Reach {
  const policies = new Policies(world, options);
  const peers = new Peers(world, options);
  const ordered = policies.all;
  const regions = new Regions(blocksOf(world, ordered));
  const classes = classesOf(pods, peers, regions, relevanceOf(ordered), options);
  const columns = new Columns(classes, regions, peers, options);
  const cells = new Cells(new PortSets());
  const egress = new Rows('egress', policies, classes, columns, options, cells);
  const ingress = new Rows('ingress', policies, classes, columns, options, cells);
  const numbers = new Map<PodMaker, number>();
  classes.forEach(({ makers }, number) => {
    for (const maker of makers) numbers.set(maker, number);
  });
  const connections: (Connection | undefined)[] = [];
  return {
    classes,
    regions: regions.list,
    regionsOf: regions,
    classOf: (pod) => numbers.get(pod),
    connection(from, to) {
      const number = cells.both(egress.of[from]?.[to] ?? cells.all, ingress.of[to]?.[from] ?? cells.all);
      let connection = connections[number];
      if (connection === undefined) {
        const { allowed, possible } = cells.cell(number);
        const surely = cells.sets.set(allowed);
        connection = { allowed: surely, unknown: subtract(cells.sets.set(possible), surely) };
        connections[number] = connection;
      }
      return connection;
    },
    forEachConnected(call) {
      const open = new Uint16Array(columns.size);
      const together = cells.togetherness();
      // Every destination has its row of sources, so a few sources at a time are asked of each.
      for (let first = 0; first < columns.size; first += sourcesAtATime) {
        const end = Math.min(first + sourcesAtATime, columns.size);
        for (let to = 0; to < columns.size; to++) {
          const row = ingress.of[to] ?? open;
          const last = to < classes.length ? end : Math.min(end, classes.length);
          for (let from = first; from < last; from++)
            if (together((egress.of[from] ?? open)[to] ?? 0, row[from] ?? 0)) call(from, to);
        }
      }
    },
  };
}

/** The blocks that rules name, and the nodes' addresses where rules look at nodes. */
function blocksOf(world: World, policies: readonly CompiledPolicy[]): readonly Block[] {
  const blocks: Block[] = [];
  let usesNodes = false;
  for (const { egress, ingress } of policies)
    for (const { peers } of [...egress.rules, ...ingress.rules])
      for (const peer of peers ?? [])
        for (const leaf of leavesOf(peer)) {
          if (leaf.kind === 'addresses') blocks.push(leaf.block, ...leaf.except);
          usesNodes ||= leaf.kind === 'nodes' || leaf.kind === 'hosts' || leaf.kind === 'world';
        }
  if (usesNodes)
    for (const { addresses } of world.all('node'))
      for (const text of addresses) {
        const address = parseAddress(text);
        if (address !== undefined) blocks.push({ address, prefix: address.family === 'IPv4' ? 32 : 128 });
      }
  return blocks;
}
