import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { noPorts, type PortSet, subtract, unite } from '../policy/ports.ts';
import type { Connection, Reach } from '../reach.ts';
import { type Workload, workloadsOf } from './workloads.ts';

/** A workload or a part of the addresses outside, by the name that questions use. */
export interface Place {
  /** `shop/web`, `deployment:shop/web` where two kinds share the name, `internet` or a block. */
  readonly name: string;
  readonly namespace: string | undefined;
  /** `undefined` for what is outside. */
  readonly workload: Workload | undefined;
}

/** What may pass from one place to another; at least one of the sets has members. */
export interface PlacePair extends Connection {
  readonly from: string;
  readonly to: string;
}

/** All pairs of places that something may pass between, in the order of the workloads' names; outside comes last. */
export interface Pairs {
  readonly workloads: readonly Place[];
  readonly pairs: readonly PlacePair[];
}

interface End {
  readonly place: Place;
  readonly numbers: readonly number[];
  /** Whether there may be two of its pods, which may connect to each other. */
  readonly several: boolean;
}

/**
 * The workloads of a world and what may pass between them and the addresses outside. A workload of a dump whose pods differ
 * may do what any of them may. The name of a block stands for its addresses without those of smaller blocks that are listed,
 * `internet` for all others.
 */
export function pairsOf(world: World, reach: Reach): Pairs {
  const workloads = workloadsOf(world);
  const ends: readonly End[] = placesOf(world, workloads)
    .map(({ place, workload }) => ({
      place,
      numbers: [...new Set(workload.pods.flatMap((pod) => reach.classOf(pod) ?? []))],
      several: isSeveral(workload),
    }))
    .sort((a, b) => (a.place.name < b.place.name ? -1 : a.place.name > b.place.name ? 1 : 0));
  const outside = outsideOf(reach);
  const pairs: PlacePair[] = [];
  const add = (from: End, to: End) => {
    const { allowed, unknown } = between(reach, from, to);
    if (allowed.length + unknown.length > 0) pairs.push({ from: from.place.name, to: to.place.name, allowed, unknown });
  };
  for (const from of ends) {
    for (const to of ends) if (from !== to || from.several) add(from, to);
    addOutside(reach, outside, from, (region) => add(from, region));
  }
  for (const to of ends) addOutside(reach, outside, to, (region) => add(region, to));
  return { workloads: ends.map(({ place }) => place), pairs };
}

/** Both families are one internet where no policy tells them apart. */
function addOutside(reach: Reach, outside: readonly End[], end: End, add: (region: End) => void): void {
  const roots = outside.filter(({ numbers: [number = 0] }) => reach.regions[number - reach.classes.length]?.isRoot);
  const [v4, v6] = roots;
  const isOne =
    v4 !== undefined &&
    v6 !== undefined &&
    same(between(reach, end, v4), between(reach, end, v6)) &&
    same(between(reach, v4, end), between(reach, v6, end));
  if (isOne) add({ ...v4, place: { name: 'internet', namespace: undefined, workload: undefined } });
  for (const region of outside) if (!isOne || !roots.includes(region)) add(region);
}

function same(a: Connection, b: Connection): boolean {
  return a.allowed.join() === b.allowed.join() && a.unknown.join() === b.unknown.join();
}

function outsideOf({ classes, regions }: Reach): readonly End[] {
  return regions.flatMap(({ cidr, sample }, region) =>
    sample === undefined
      ? []
      : [
          {
            place: { name: cidr, namespace: undefined, workload: undefined },
            numbers: [classes.length + region],
            several: false,
          },
        ],
  );
}

function between(reach: Reach, from: End, to: End): Connection {
  const [a, b] = [from.numbers[0], to.numbers[0]];
  if (a !== undefined && b !== undefined && from.numbers.length === 1 && to.numbers.length === 1)
    return reach.connection(a, b);
  const [first, ...others] = from.numbers.flatMap((a) => to.numbers.map((b) => reach.connection(a, b)));
  let allowed: PortSet = first?.allowed ?? noPorts;
  let unknown: PortSet = first?.unknown ?? noPorts;
  for (const other of others) {
    allowed = unite(allowed, other.allowed);
    unknown = unite(unknown, other.unknown);
  }
  return { allowed, unknown: others.length === 0 ? unknown : subtract(unknown, allowed) };
}

function isSeveral({ maker, pods }: Workload): boolean {
  if (maker.workload === 'Pod') return pods.length > 1;
  return pods.length > 1 || maker.replicas === undefined || maker.replicas.value !== 1;
}

/** The names of workloads; where two of a namespace share one, the kind tells them apart. */
function placesOf(
  world: World,
  workloads: readonly Workload[],
): readonly { readonly place: Place; readonly workload: Workload }[] {
  const plain = workloads.map(({ maker }) => `${world.namespaceOf(maker).name}/${nameOf(maker)}`);
  const counts = new Map<string, number>();
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1);
  return workloads.map((workload, index) => {
    const { maker } = workload;
    const own = plain[index] ?? '';
    const name = counts.get(own) === 1 ? own : `${maker.kind.toLowerCase()}:${own}`;
    return { place: { name, namespace: world.namespaceOf(maker).name, workload }, workload };
  });
}

/** An object without a name of its own is told apart by where it stands. */
function nameOf({ name, kind }: PodMaker): string {
  return name?.value ?? `(${kind})`;
}
