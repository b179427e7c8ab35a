import { byText } from '../../text/words.ts';
import type { World } from '../../world/world.ts';
import { noPorts, type PortSet, subtract, unite } from '../policy/ports.ts';
import type { Connection, Reach } from '../reach.ts';
import { Bits } from './bits.ts';
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

/** A place with the numbers that it has in one {@link Reach}. */
export interface End {
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
  const ends = endsOf(world, reach, sharedNames(world));
  const outside = outsideOf(reach);
  const pairs: PlacePair[] = [];
  const add = (from: End, to: End) => {
    const { allowed, unknown } = between(reach, from, to);
    if (allowed.length + unknown.length > 0) pairs.push({ from: from.place.name, to: to.place.name, allowed, unknown });
  };
  const connected = connectedEnds(reach, ends);
  for (const [index, from] of ends.entries()) {
    connected[index]?.forEach((other) => {
      const to = ends[other];
      if (to !== undefined && (from !== to || from.several)) add(from, to);
    });
    addOutside(reach, outside, from, (region) => add(from, region));
  }
  for (const to of ends) addOutside(reach, outside, to, (region) => add(region, to));
  return { workloads: ends.map(({ place }) => place), pairs };
}

/** For every end the ends that any of its pods may connect to. */
function connectedEnds(reach: Reach, ends: readonly End[]): readonly Bits[] {
  const endsOf: number[][] = reach.classes.map(() => []);
  for (const [index, { numbers }] of ends.entries()) for (const number of numbers) endsOf[number]?.push(index);
  const connected = ends.map(() => Bits.empty(ends.length));
  reach.forEachConnected((source, destination) => {
    for (const from of endsOf[source] ?? []) for (const to of endsOf[destination] ?? []) connected[from]?.add(to);
  });
  return connected;
}

/** The workloads of a world, sorted by name. The kind is part of the name where it is one of `shared`. */
export function placesIn(
  world: World,
  shared: ReadonlySet<string>,
): readonly (Place & { readonly workload: Workload })[] {
  return workloadsOf(world)
    .map((workload) => {
      const { maker } = workload;
      const own = plainName(world, workload);
      const name = shared.has(own) ? `${maker.kind.toLowerCase()}:${own}` : own;
      return { name, namespace: world.namespaceOf(maker).name, workload };
    })
    .sort((a, b) => byText(a.name, b.name));
}

/** {@link placesIn} with their numbers. */
export function endsOf(world: World, reach: Reach, shared: ReadonlySet<string>): readonly End[] {
  return placesIn(world, shared).map((place) => ({
    place,
    numbers: [...new Set(place.workload.pods.flatMap((pod) => reach.classOf(pod) ?? []))],
    several: isSeveral(place.workload),
  }));
}

/** Names that several workloads of a world have in one namespace, as two of different kinds may. */
export function sharedNames(world: World): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const workload of workloadsOf(world)) {
    const name = plainName(world, workload);
    if (seen.has(name)) shared.add(name);
    seen.add(name);
  }
  return shared;
}

/** `shop/web`; an object without a name of its own is told apart by where it stands. */
export function plainName(world: World, { maker }: Workload): string {
  return `${world.namespaceOf(maker).name}/${maker.name?.value ?? `(${maker.kind})`}`;
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

/** What may pass from any pods of one end to any of another. */
export function between(reach: Reach, from: Pick<End, 'numbers'>, to: Pick<End, 'numbers'>): Connection {
  const [a, b] = [from.numbers[0], to.numbers[0]];
  if (a !== undefined && b !== undefined && from.numbers.length === 1 && to.numbers.length === 1)
    return reach.connection(a, b);
  return eitherOf(from.numbers.flatMap((a) => to.numbers.map((b) => reach.connection(a, b))));
}

/** What passes where any of some connections lets it. */
export function eitherOf([first, ...others]: readonly Connection[]): Connection {
  let allowed: PortSet = first?.allowed ?? noPorts;
  let unknown: PortSet = first?.unknown ?? noPorts;
  if (first !== undefined && others.length === 0) return first;
  for (const other of others) {
    allowed = unite(allowed, other.allowed);
    unknown = unite(unknown, other.unknown);
  }
  return { allowed, unknown: subtract(unknown, allowed) };
}

function isSeveral({ maker, pods }: Workload): boolean {
  if (maker.workload === 'Pod') return pods.length > 1;
  return pods.length > 1 || maker.replicas === undefined || maker.replicas.value !== 1;
}
