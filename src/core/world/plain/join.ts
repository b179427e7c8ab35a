import { commonFolder, depthOf } from '../stack-file.ts';
import { conflict } from './file-facts.ts';
import { meets, type Need } from './needs.ts';
import type { Unit } from './unit.ts';

/** That one unit has what another one needs. */
export interface Joint {
  readonly need: Need;
  readonly needy: Unit;
  readonly provider: Unit;
}

/** Units that are one stack. */
export interface Group {
  /** Units of this stack alone, sorted by label. */
  readonly own: readonly Unit[];
  /** Units that other stacks hold as well, because several could have what they need. */
  readonly shared: readonly Unit[];
  /** Why they are together; empty for a single unit. */
  readonly joints: readonly Joint[];
}

/**
 * Joins units (sorted by label) where one needs what another one has and nothing is defined in both (`stacks-and-evidence`
 * §2.3). The nearest provider counts. Where several are equally near, the needy unit is part of the stack of each.
 */
export function joinUnits(units: readonly Unit[]): readonly Group[] {
  const choices = providersOf(units);
  const groups = new Map<Unit, MutableGroup>(units.map((unit) => [unit, new MutableGroup(unit)]));
  const guests = new Map<Unit, readonly Joint[]>();
  const certain = choices.filter(({ providers }) => providers.length === 1);
  for (const [provider, joints] of rivals(certain)) guests.set(provider, joints);
  for (const { need, needy, providers } of certain)
    for (const provider of providers) if (!guests.has(provider)) unite(groups, { need, needy, provider });
  for (const { need, needy, providers } of choices) {
    if (providers.length === 1 || guests.has(needy)) continue;
    const guest = groups.get(needy);
    const hosts = new Set(providers.flatMap((provider) => groups.get(provider) ?? []));
    if (guest === undefined || hosts.has(guest)) continue;
    const fitting = providers.filter(
      (provider) => !conflict(groups.get(provider)?.identities ?? noIdentities, guest.identities),
    );
    const joints = fitting.map((provider) => ({ need, needy, provider }));
    const [only] = joints;
    if (only !== undefined && new Set(fitting.map((provider) => groups.get(provider))).size === 1) unite(groups, only);
    else if (only !== undefined) guests.set(needy, joints);
  }
  return settle(groups, guests);
}

const noIdentities: ReadonlySet<string> = new Set();

/** Providers that several units need which cannot be applied together: they belong to the stack of each. */
function rivals(certain: readonly Choice[]): ReadonlyMap<Unit, readonly Joint[]> {
  const joints = new Map<Unit, Map<Unit, Joint>>();
  for (const { need, needy, providers } of certain)
    for (const provider of providers) {
      const known = joints.get(provider);
      if (known === undefined) joints.set(provider, new Map([[needy, { need, needy, provider }]]));
      else if (!known.has(needy)) known.set(needy, { need, needy, provider });
    }
  const found = new Map<Unit, readonly Joint[]>();
  for (const [provider, byNeedy] of joints) {
    const units = [...byNeedy.keys()];
    if (anyTwice(units)) found.set(provider, [...byNeedy.values()]);
  }
  return found;
}

function anyTwice(units: readonly Unit[]): boolean {
  const seen = new Set<string>();
  for (const { identities } of units)
    for (const identity of identities) {
      if (seen.has(identity)) return true;
      seen.add(identity);
    }
  return false;
}

/** Who could meet a need, as near as possible. */
interface Choice {
  readonly need: Need;
  readonly needy: Unit;
  readonly providers: readonly Unit[];
  /** Depth of the folder that holds both sides. */
  readonly nearness: number;
}

/** The providers of every unmet need, needs with the nearest providers first. */
function providersOf(units: readonly Unit[]): readonly Choice[] {
  const wanted = new Set(units.flatMap(({ unmet }) => unmet.map(({ key }) => key)));
  if (wanted.size === 0) return [];
  const offers = new Map<string, Set<Unit>>();
  for (const unit of units)
    for (const key of unit.offers) {
      if (!wanted.has(key)) continue;
      const providers = offers.get(key);
      if (providers === undefined) offers.set(key, new Set([unit]));
      else providers.add(unit);
    }
  const choices: Choice[] = [];
  for (const needy of units)
    for (const need of needy.unmet) {
      let providers: Unit[] = [];
      let nearness = -1;
      for (const provider of offers.get(need.key) ?? []) {
        if (provider === needy || provider.live !== needy.live || !candidates(needy, provider, need)) continue;
        const depth = depthOf(commonFolder(needy.folder, provider.folder));
        if (depth < nearness || !meets(provider.namespaces, need) || conflict(provider.identities, needy.identities))
          continue;
        if (depth > nearness) providers = [];
        nearness = depth;
        providers.push(provider);
      }
      if (providers.length > 0) choices.push({ need, needy, providers, nearness });
    }
  return choices.sort((a, b) => b.nearness - a.nearness);
}

/**
 * Whether two folders may belong together at all: one holds the other, they lie beside each other or under one folder of
 * the workspace, or the text states the namespace in which they meet.
 */
function candidates(a: Unit, b: Unit, need: Need): boolean {
  if (need.stated) return true;
  const common = commonFolder(a.folder, b.folder);
  return common !== '' || a.folder === '' || b.folder === '' || (depthOf(a.folder) === 1 && depthOf(b.folder) === 1);
}

/** A group in the making; units that were united share one. */
class MutableGroup {
  readonly units: Unit[];
  readonly joints: Joint[] = [];
  #identities: ReadonlySet<string>;
  #own: Set<string> | undefined;

  constructor(unit: Unit) {
    this.units = [unit];
    this.#identities = unit.identities;
  }

  get identities(): ReadonlySet<string> {
    return this.#identities;
  }

  /** Takes over the units of another group; nobody may use that one any more. */
  absorb(other: MutableGroup, joint: Joint): void {
    // A unit's own set is its for good, so the first addition copies it.
    this.#own ??= new Set(this.#identities);
    for (const identity of other.identities) this.#own.add(identity);
    this.#identities = this.#own;
    this.units.push(...other.units);
    this.joints.push(...other.joints, joint);
  }
}

function unite(groups: Map<Unit, MutableGroup>, joint: Joint): void {
  const a = groups.get(joint.needy);
  const b = groups.get(joint.provider);
  if (a === undefined || b === undefined || a === b || conflict(a.identities, b.identities)) return;
  const [larger, smaller] = a.identities.size >= b.identities.size ? [a, b] : [b, a];
  larger.absorb(smaller, joint);
  for (const unit of smaller.units) groups.set(unit, larger);
}

/**
 * Puts the guests into the groups of their hosts. One that fits into none of them (another guest is there already that it
 * cannot be applied with) is a stack with the first host's units. A host that is a guest itself has no stack to visit.
 */
function settle(
  groups: ReadonlyMap<Unit, MutableGroup>,
  guests: ReadonlyMap<Unit, readonly Joint[]>,
): readonly Group[] {
  const visiting = new Set([...guests.keys()].flatMap((unit) => groups.get(unit) ?? []));
  const shared = new Map<MutableGroup, Visit[]>();
  const placed = new Set<MutableGroup>();
  for (const [unit, joints] of guests) {
    const guest = groups.get(unit);
    if (guest === undefined || placed.has(guest)) continue;
    const visits = joints.flatMap((joint) => {
      const host = groups.get(joint.provider === unit ? joint.needy : joint.provider);
      return host === undefined || visiting.has(host) || conflict(host.identities, guest.identities)
        ? []
        : [{ host, joint }];
    });
    for (const { host, joint } of visits) {
      const present = shared.get(host) ?? [];
      if (present.some((visit) => visit.group === guest || conflict(visit.group.identities, guest.identities)))
        continue;
      shared.set(host, [...present, { group: guest, joint }]);
      placed.add(guest);
    }
    const [first] = visits;
    if (!placed.has(guest) && first !== undefined) shared.set(guest, [{ group: first.host, joint: first.joint }]);
  }
  return [...new Set(groups.values())]
    .filter((group) => !placed.has(group))
    .map((group) => {
      const visits = shared.get(group) ?? [];
      return {
        own: sorted(group.units),
        shared: sorted(visits.flatMap(({ group: { units } }) => units)),
        joints: [...group.joints, ...visits.map(({ joint }) => joint)],
      };
    });
}

/** A group in the stack of another one, and why. */
interface Visit {
  readonly group: MutableGroup;
  readonly joint: Joint;
}

function sorted(units: readonly Unit[]): readonly Unit[] {
  return [...units].sort((a, b) => (a.label < b.label ? -1 : 1));
}
