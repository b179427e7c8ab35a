import type { CompiledPolicy, CompiledRule, Direction, PolicyOptions, PortTest } from '../policy/model.ts';
import { type Policies, type PolicyTier, sameRank } from '../policy/policies.ts';
import { isProtocol, noPorts, type PortSet, portRange, unite } from '../policy/ports.ts';
import { namedPort } from '../policy/rule-ports.ts';
import { type Match, type Moves, movesOf } from './bits.ts';
import { type CellPolicy, type Cells, decide } from './cells.ts';
import type { PodClass } from './classes.ts';
import type { Columns } from './columns.ts';
import type { PortSets } from './port-sets.ts';

/** What a direction of a class lets through, by column: numbers of cells. There are seldom more than fit into 16 bits. */
export type Row = Uint16Array | Uint32Array;

interface NumberedMoves extends Moves {
  readonly number: number;
}

interface IndexedRule {
  readonly rule: CompiledRule;
  readonly peers: NumberedMoves;
  /** Whether the pod of the destination decides which ports it means. */
  readonly isNamed: boolean;
}

interface IndexedPolicy {
  readonly policy: CompiledPolicy;
  /** Index of its tier. */
  readonly tier: number;
  /** A text that is the same for policies that do the same to the pods they govern. */
  readonly shape: string;
  readonly rules: readonly IndexedRule[];
}

interface Entry {
  readonly policy: IndexedPolicy;
  readonly isSure: boolean;
}

/** Columns that all rules of a row see alike. */
interface Group {
  /** State of each rule's peers. */
  readonly states: readonly number[];
  /** One of the columns, which says what the names of ports mean. */
  readonly destination: number;
}

/** A list of policies that some classes have in common, as a chain; equal chains are one object. */
interface Profile {
  readonly number: number;
  readonly before: Profile | undefined;
  readonly entry: Entry | undefined;
}

/** The rows of one direction. Classes that the same policies govern share one. */
export class Rows {
  readonly of: readonly Row[];
  readonly #direction: Direction;
  readonly #tiers: readonly PolicyTier[];
  readonly #classes: readonly PodClass[];
  readonly #columns: Columns;
  readonly #options: PolicyOptions;
  readonly #sets: PortSets;
  readonly #cells: Cells;
  readonly #moves = new Map<Match, NumberedMoves>();
  /** Columns by what the names of ports mean there; the regions, where they mean nothing, are the last ones. */
  readonly #byNames: readonly (readonly number[])[];
  /** Group of each column, of the row that is being made. */
  readonly #groupOf: Uint32Array;
  readonly #portsOfRules = new Map<CompiledRule, { must: number; may: number }>();

  constructor(
    direction: Direction,
    { tiers, all }: Policies,
    classes: readonly PodClass[],
    columns: Columns,
    options: PolicyOptions,
    cells: Cells,
  ) {
    this.#direction = direction;
    this.#tiers = tiers;
    this.#classes = classes;
    this.#columns = columns;
    this.#options = options;
    this.#sets = cells.sets;
    this.#cells = cells;
    this.#groupOf = new Uint32Array(columns.size);
    const byNames = new Map<string | undefined, number[]>();
    for (let column = 0; column < columns.size; column++) {
      const names = classes[column]?.names;
      const members = byNames.get(names);
      if (members === undefined) byNames.set(names, [column]);
      else members.push(column);
    }
    this.#byNames = [...byNames.values()];
    const decided = new Set<number>();
    const profiles = this.#profiles(all, decided);
    const rows = new Map<string, Row>();
    this.of = profiles.map((profile, index) => {
      const entries = entriesOf(profile);
      const isNamed =
        direction === 'ingress' && entries.some(({ policy }) => policy.rules.some((rule) => rule.isNamed));
      const key = `${profile.number} ${decided.has(index)} ${isNamed ? classes[index]?.names : ''}`;
      let row = rows.get(key);
      if (row === undefined) {
        row = this.#row(entries, index, decided.has(index));
        rows.set(key, row);
      }
      return row;
    });
  }

  /** The policies of each class, in the order in which they are asked. */
  #profiles(policies: readonly CompiledPolicy[], decided: Set<number>): readonly Profile[] {
    const root: Profile = { number: 0, before: undefined, entry: undefined };
    const profiles: Profile[] = this.#classes.map(() => root);
    const byShape = new Map<string, Profile>();
    for (const policy of policies) {
      const side = policy[this.#direction];
      const decides = policy.tier === 'NetworkPolicy' && this.#options.networkPolicyDecides === 'pod';
      if (side.applies.is === 'no' && !decides) continue;
      const subject = this.#columns.ofSubject(policy);
      if (decides && side.applies.is !== 'yes')
        subject.must.forEach((column) => {
          decided.add(column);
        });
      if (side.applies.is === 'no') continue;
      let indexed: IndexedPolicy | undefined;
      const extended = [new Map<Profile, Profile>(), new Map<Profile, Profile>()] as const;
      subject.may.forEach((column) => {
        indexed ??= this.#index(policy);
        const isSure = side.applies.is === 'yes' && subject.must.has(column);
        const known = extended[isSure ? 1 : 0];
        const before = profiles[column] ?? root;
        let profile = known.get(before);
        if (profile === undefined) {
          const key = `${before.number} ${isSure} ${indexed.shape}`;
          profile = byShape.get(key) ?? { number: byShape.size + 1, before, entry: { policy: indexed, isSure } };
          byShape.set(key, profile);
          known.set(before, profile);
        }
        profiles[column] = profile;
      });
    }
    return profiles;
  }

  #index(policy: CompiledPolicy): IndexedPolicy {
    let shape = `${policy.tier} ${policy.order} ${policy.tieBreak} ${policy[this.#direction].isolates.is}`;
    const rules = policy[this.#direction].rules.map((rule): IndexedRule => {
      const peers = this.#movesOf(this.#columns.ofPeers(rule.peers));
      shape += `\n${rule.action} ${peers.number} ${keyOfPorts(rule.ports)}${rule.only === undefined ? '' : '?'}`;
      return { rule, peers, isNamed: rule.ports?.some(({ kind }) => kind === 'name') === true };
    });
    return { policy, tier: this.#tiers.findIndex(({ name }) => name === policy.tier), shape, rules };
  }

  #movesOf(match: Match): NumberedMoves {
    let moves = this.#moves.get(match);
    if (moves === undefined) {
      moves = { ...movesOf(match, this.#columns.all.must), number: this.#moves.size };
      this.#moves.set(match, moves);
    }
    return moves;
  }

  #row(entries: readonly Entry[], column: number, isDecided: boolean): Row {
    const groups = this.#group(entries);
    const cells = groups.map(({ states, destination }) =>
      this.#cell(entries, states, this.#direction === 'egress' ? destination : column, isDecided),
    );
    const groupOf = this.#groupOf;
    const isNarrow = cells.every((number) => number <= 0xffff);
    const row = isNarrow ? new Uint16Array(groupOf.length) : new Uint32Array(groupOf.length);
    for (let member = 0; member < row.length; member++) row[member] = cells[groupOf[member] ?? 0] ?? 0;
    return row;
  }

  /**
   * Puts columns that all rules see alike into one group: `#groupOf` says which. A group is made by moving columns out of
   * another one, so only what differs is touched.
   */
  #group(entries: readonly Entry[]): readonly Group[] {
    const rules = entries.flatMap(({ policy }) => policy.rules);
    const root: Group = { states: rules.map(({ peers }) => peers.rest), destination: 0 };
    const groups = [root];
    const groupOf = this.#groupOf.fill(0);
    const move = (members: readonly number[], change: (group: Group) => Group) => {
      const targets: number[] = [];
      for (const member of members) {
        const before = groupOf[member] ?? 0;
        let target = targets[before];
        if (target === undefined) {
          target = groups.length;
          targets[before] = target;
          groups.push(change(groups[before] ?? root));
        }
        groupOf[member] = target;
      }
    };
    for (const [index, { peers }] of rules.entries())
      for (const { state, members } of peers.moved)
        move(members, (group) => ({ ...group, states: group.states.with(index, state) }));
    // At egress every destination says what the name of a port means.
    if (this.#direction === 'egress' && rules.some(({ isNamed }) => isNamed))
      for (const members of this.#byNames) move(members, (group) => ({ ...group, destination: members[0] ?? 0 }));
    return groups;
  }

  #cell(entries: readonly Entry[], states: readonly number[], destination: number, isDecided: boolean): number {
    let next = 0;
    let rank = 0;
    let before: CompiledPolicy | undefined;
    const tiers = this.#tiers.map(({ name }) => ({
      policies: [] as CellPolicy[],
      isDecided: isDecided && name === 'NetworkPolicy',
    }));
    for (const { policy, isSure } of entries) {
      const compiled = policy.policy;
      if (before !== undefined && !sameRank(before, compiled)) rank++;
      before = compiled;
      const rules = policy.rules.flatMap(({ rule }) => {
        const state = states[next++] ?? 0;
        if (state === 0) return [];
        const { must, may } = this.#ports(rule, destination);
        return [{ action: rule.action, must: state === 2 && rule.only === undefined ? must : this.#sets.none, may }];
      });
      tiers[policy.tier]?.policies.push({ rank, isSure, isolates: compiled[this.#direction].isolates.is, rules });
    }
    return this.#cells.number(decide(tiers, this.#sets));
  }

  /** The ports that a rule means on the pods of a column: those that it surely holds, and those that it may. */
  #ports(rule: CompiledRule, column: number): { must: number; may: number } {
    const known = this.#portsOfRules.get(rule);
    if (known !== undefined) return known;
    const { ports } = rule;
    if (ports === undefined) return { must: this.#sets.all, may: this.#sets.all };
    let must: PortSet = noPorts;
    let isOpen = false;
    let isNamed = false;
    for (const port of ports) {
      isNamed ||= port.kind === 'name';
      const found = this.#portsOf(port, column);
      if (found === undefined) isOpen = true;
      else must = unite(must, found);
    }
    const number = this.#sets.number(must);
    const result = { must: number, may: isOpen ? this.#sets.all : number };
    if (!isNamed) this.#portsOfRules.set(rule, result);
    return result;
  }

  #portsOf(port: PortTest, column: number): PortSet | undefined {
    if (port.kind === 'unknown') return undefined;
    if (port.kind === 'range')
      return isProtocol(port.protocol) ? portRange(port.protocol, port.first, port.last) : noPorts;
    const podClass = this.#classes[column];
    if (podClass === undefined) return noPorts;
    const found = namedPort(port.name, port.protocol, podClass.sample.maker.template, this.#options);
    if (found.kind === 'unknown') return undefined;
    return found.kind === 'port' ? portRange(found.protocol, found.number, found.number) : noPorts;
  }
}

function keyOfPorts(ports: CompiledRule['ports']): string {
  if (ports === undefined) return 'all';
  return ports
    .map((port) => {
      if (port.kind === 'range') return `${port.protocol}${port.first}-${port.last}`;
      return port.kind === 'name' ? `${port.name}/${port.protocol ?? ''}` : '?';
    })
    .join();
}

function entriesOf(profile: Profile): readonly Entry[] {
  const entries: Entry[] = [];
  for (let each: Profile | undefined = profile; each !== undefined; each = each.before)
    if (each.entry !== undefined) entries.push(each.entry);
  return entries.reverse();
}
