import { parseBlock } from '../../resources/ip.ts';
import { sameItems } from '../../world/common-ends.ts';
import { groupBy } from '../../world/group-by.ts';
import type { World } from '../../world/world.ts';
import { type PolicyOptions, standardOptions } from '../policy/model.ts';
import { noPorts, type PortSet, subtract, unite } from '../policy/ports.ts';
import { type Connection, type Reach, reachability } from '../reach.ts';
import { between, type End, eitherOf, endsOf, type Place, placesIn, sharedNames } from './pairs.ts';
import { Regions } from './regions.ts';

/** Ports of the destination's pods that one side surely lets through and the other surely does not. */
export interface Change {
  /** Names of places, as {@link Place} has them. */
  readonly from: string;
  readonly to: string;
  readonly ports: PortSet;
}

/** What happened to the connections of a network. */
export interface Changes {
  /** Sorted like pairs: workloads by name, outside last. */
  readonly opened: readonly Change[];
  readonly closed: readonly Change[];
  /** Pairs of which it is not known whether something opened or closed between them. */
  readonly unsure: number;
  /** The workloads of both sides, by name. */
  readonly before: ReadonlyMap<string, Place>;
  readonly after: ReadonlyMap<string, Place>;
}

/** One world of a side. */
interface Part {
  readonly reach: Reach;
  readonly ends: ReadonlyMap<string, readonly End[]>;
}

/** Where a place is in each part of a side; `undefined` where it is not. */
type Spots = readonly ({ readonly numbers: readonly number[] } | undefined)[];

/** Places that are alike on both sides, by their position in the order of all places. */
interface Group {
  readonly before: Spots;
  readonly after: Spots;
  readonly members: readonly number[];
}

interface Delta {
  readonly opened: PortSet;
  readonly closed: PortSet;
  readonly isUnsure: boolean;
}

const nothing: Connection = { allowed: noPorts, unknown: noPorts };
const unchanged: Delta = { opened: noPorts, closed: noPorts, isUnsure: false };

/**
 * The connections that opened and closed from one state of a network to another, by the names of workloads. Each side may
 * be several worlds, where stacks were joined or parted: then a pair is judged only if some world holds both of its ends.
 * Whether a workload has one replica or several opens and closes nothing. Cost follows the classes of equal workloads and
 * the differences, not the pairs. `optionsOf` says how the policies of a world are to be read on a side.
 */
export function changesBetween(
  before: readonly World[],
  after: readonly World[],
  optionsOf: (world: World, side: 'before' | 'after') => PolicyOptions = () => standardOptions,
): Changes {
  const shared = new Set([...before, ...after].flatMap((world) => [...sharedNames(world)]));
  const isReadAlike = (world: World) => optionsOf(world, 'before') === optionsOf(world, 'after');
  if (sameItems(before, after) && before.every(isReadAlike)) {
    const places = new Map(before.flatMap((world) => placesIn(world, shared)).map((place) => [place.name, place]));
    return { opened: [], closed: [], unsure: 0, before: places, after: places };
  }
  const sides = {
    before: before.map((world) => partOf(world, optionsOf(world, 'before'), shared)),
    after: after.map((world) => partOf(world, optionsOf(world, 'after'), shared)),
  };
  const places = { before: placesOf(sides.before), after: placesOf(sides.after) };
  const names = [...new Set([...places.before.keys(), ...places.after.keys()])].sort();
  const workloads = groupsOf(names, sides);
  const regions = new Regions(
    [...sides.before, ...sides.after].flatMap(({ reach }) =>
      reach.regions.flatMap(({ cidr }) => parseBlock(cidr) ?? []),
    ),
  ).list.filter(({ sample }) => sample !== undefined);
  const outside = regions.map(({ sample }, index): Group => {
    const spot = ({ reach }: Part) => ({
      numbers: sample === undefined ? [] : [reach.classes.length + reach.regionsOf.of(sample)],
    });
    return { before: sides.before.map(spot), after: sides.after.map(spot), members: [names.length + index] };
  });
  const internet = names.length + regions.length;
  const all = [...names, ...regions.map(({ cidr }) => cidr), 'internet'];
  const roots = outside.filter((_, index) => regions[index]?.isRoot);

  const found = { opened: [] as Found[], closed: [] as Found[], unsure: 0 };
  const compare = deltas(sides);
  const note = (delta: Delta, from: readonly number[], to: readonly number[], isSelf: (place: number) => boolean) => {
    if (delta === unchanged) return;
    for (const source of from)
      for (const target of to) {
        if (source === target && !isSelf(source)) continue;
        if (delta.opened.length > 0) found.opened.push([source, target, delta.opened]);
        if (delta.closed.length > 0) found.closed.push([source, target, delta.closed]);
        found.unsure += Number(delta.isUnsure);
      }
  };
  /** Both families are one internet where the same happened to them. */
  const noteOutside = (delta: (region: Group) => Delta, add: (delta: Delta, region: readonly number[]) => void) => {
    const [v4, v6] = roots.map(delta);
    const isOne = v4 !== undefined && v6 !== undefined && same(v4, v6);
    if (isOne) add(v4, [internet]);
    for (const region of outside) if (!isOne || !roots.includes(region)) add(delta(region), region.members);
  };
  const isJudged = (index: number) => {
    const name = names[index] ?? '';
    return [sides.before, sides.after].every((parts) => {
      const ends = parts.flatMap((part) => part.ends.get(name) ?? []);
      return ends.length === 0 || ends.some(({ several }) => several);
    });
  };
  const no = () => false;
  for (const group of workloads) {
    for (const other of workloads) note(compare(group, other), group.members, other.members, isJudged);
    noteOutside(
      (region) => compare(group, region),
      (delta, region) => note(delta, group.members, region, no),
    );
    noteOutside(
      (region) => compare(region, group),
      (delta, region) => note(delta, region, group.members, no),
    );
  }
  const listed = (list: Found[]) =>
    list
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
      .map(([from, to, ports]) => ({ from: all[from] ?? '', to: all[to] ?? '', ports }));
  return { opened: listed(found.opened), closed: listed(found.closed), unsure: found.unsure, ...places };
}

type Found = readonly [from: number, to: number, ports: PortSet];

function partOf(world: World, options: PolicyOptions, shared: ReadonlySet<string>): Part {
  const reach = reachability(world, options);
  return { reach, ends: groupBy(endsOf(world, reach, shared), ({ place }) => place.name) };
}

function placesOf(parts: readonly Part[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { ends } of parts)
    for (const [name, [end]] of ends) if (end !== undefined && !places.has(name)) places.set(name, end.place);
  return places;
}

interface Sides {
  readonly before: readonly Part[];
  readonly after: readonly Part[];
}

function groupsOf(names: readonly string[], sides: Sides): readonly Group[] {
  const groups = new Map<string, Group & { readonly members: number[] }>();
  for (const [index, name] of names.entries()) {
    const spots = (parts: readonly Part[]) =>
      parts.map(({ ends }) => {
        const own = ends.get(name);
        return own === undefined ? undefined : { numbers: [...new Set(own.flatMap(({ numbers }) => numbers))].sort() };
      });
    const [before, after] = [spots(sides.before), spots(sides.after)];
    const key = [before, after].map((side) => side.map((spot) => spot?.numbers.join() ?? '-').join('/')).join(' ');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { before, after, members: [index] });
    else known.members.push(index);
  }
  return [...groups.values()];
}

/** What happened between the members of two groups; equal questions about equal answers are asked once. */
function deltas(sides: Sides): (from: Group, to: Group) => Delta {
  const known = new Map<Connection, Map<Connection, Delta>>();
  return (from, to) => {
    const before = connectionIn(sides.before, from.before, to.before);
    const after = connectionIn(sides.after, from.after, to.after);
    if (before === undefined || after === undefined || before === after) return unchanged;
    let row = known.get(before);
    if (row === undefined) {
      row = new Map();
      known.set(before, row);
    }
    let delta = row.get(after);
    if (delta === undefined) {
      delta = deltaOf(before, after);
      row.set(after, delta);
    }
    return delta;
  };
}

/** What a side lets through; `undefined` where it has both ends and holds them apart. */
function connectionIn(parts: readonly Part[], from: Spots, to: Spots): Connection | undefined {
  let connection: Connection | undefined;
  let [hasFrom, hasTo] = [false, false];
  for (let i = 0; i < parts.length; i++) {
    const [part, source, target] = [parts[i], from[i], to[i]];
    hasFrom ||= source !== undefined;
    hasTo ||= target !== undefined;
    if (part === undefined || source === undefined || target === undefined) continue;
    const own = between(part.reach, source, target);
    connection = connection === undefined ? own : eitherOf([connection, own]);
  }
  return connection ?? (hasFrom && hasTo ? undefined : nothing);
}

function deltaOf(before: Connection, after: Connection): Delta {
  const opened = subtract(after.allowed, unite(before.allowed, before.unknown));
  const closed = subtract(before.allowed, unite(after.allowed, after.unknown));
  const isUnsure = before.unknown.join() !== after.unknown.join();
  return opened.length + closed.length > 0 || isUnsure ? { opened, closed, isUnsure } : unchanged;
}

function same(a: Delta, b: Delta): boolean {
  return a.opened.join() === b.opened.join() && a.closed.join() === b.closed.join() && a.isUnsure === b.isUnsure;
}
