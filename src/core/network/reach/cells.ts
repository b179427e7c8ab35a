import type { Action } from '../policy/model.ts';
import type { PortSets } from './port-sets.ts';

/** What one direction lets through: ports that are surely allowed, and those that may be, by number of {@link PortSets}. */
export interface Cell {
  readonly allowed: number;
  readonly possible: number;
}

/** A rule for one group of columns: the ports that it surely matches, and those that it may. */
export interface CellRule {
  readonly action: Action;
  readonly must: number;
  readonly may: number;
}

/** A policy for one group of columns. `isSure` says whether it surely governs the pods of the row. */
export interface CellPolicy {
  readonly priority: number;
  readonly isSure: boolean;
  readonly rules: readonly CellRule[];
}

/** The policies of one direction by tier, each in the order in which they are asked. */
export interface CellTiers {
  readonly admin: readonly CellPolicy[];
  readonly networkPolicies: readonly CellPolicy[];
  readonly baseline: readonly CellPolicy[];
  /** Whether a NetworkPolicy that bears on the other direction ends the question here, too. */
  readonly isDecided: boolean;
}

interface Outcome {
  readonly allow: number;
  readonly deny: number;
  readonly next: number;
}

/** The tiers of `PolicyEngine` for whole sets of ports at once: which ones may be allowed, and which may be denied. */
export function decide({ admin, networkPolicies, baseline, isDecided }: CellTiers, sets: PortSets): Cell {
  let open = sets.all;
  let allow = sets.none;
  let deny = sets.none;
  const take = (outcome: Outcome) => {
    allow = sets.unite(allow, sets.intersect(open, outcome.allow));
    deny = sets.unite(deny, sets.intersect(open, outcome.deny));
    open = sets.intersect(open, outcome.next);
  };
  take(ordered(admin, sets));
  take(united(networkPolicies, isDecided, sets));
  take(ordered(baseline, sets));
  allow = sets.unite(allow, open);
  return { allowed: sets.subtract(allow, deny), possible: allow };
}

/** First match by priority; of equal priorities any policy may be the first. */
function ordered(policies: readonly CellPolicy[], sets: PortSets): Outcome {
  let open = sets.all;
  let allow = sets.none;
  let deny = sets.none;
  let pass = sets.none;
  for (let i = 0; i < policies.length; ) {
    const { priority } = policies[i] ?? { priority: 0 };
    let silent = sets.all;
    for (; policies[i]?.priority === priority; i++) {
      const policy = policies[i];
      if (policy === undefined) break;
      let rest = open;
      for (const { action, must, may } of policy.rules) {
        const hit = sets.intersect(rest, may);
        if (action === 'Allow' || action === 'unknown') allow = sets.unite(allow, hit);
        if (action === 'Deny' || action === 'unknown') deny = sets.unite(deny, hit);
        if (action === 'Pass' || action === 'unknown') pass = sets.unite(pass, hit);
        rest = sets.subtract(rest, must);
      }
      if (policy.isSure) silent = sets.intersect(silent, rest);
    }
    open = sets.intersect(open, silent);
  }
  return { allow, deny, next: sets.unite(pass, open) };
}

/** NetworkPolicies: what any of them allows, once one of them governs the pod. */
function united(policies: readonly CellPolicy[], isDecided: boolean, sets: PortSets): Outcome {
  let allow = sets.none;
  let surely = sets.none;
  let missed = sets.none;
  let isIsolated = false;
  for (const { isSure, rules } of policies) {
    let must = sets.none;
    for (const rule of rules) {
      must = sets.unite(must, rule.must);
      allow = sets.unite(allow, rule.may);
    }
    missed = sets.unite(missed, sets.subtract(sets.all, must));
    if (isSure) {
      isIsolated = true;
      surely = sets.unite(surely, must);
    }
  }
  const deny = sets.subtract(missed, surely);
  if (isDecided && !isIsolated) return { allow: sets.all, deny, next: sets.none };
  return { allow, deny, next: isIsolated ? sets.none : sets.all };
}

/** Cells by number, and what two of them come to together. */
export class Cells {
  readonly sets: PortSets;
  /** The number of the cell that lets everything through. */
  readonly all = 0;
  readonly #cells: Cell[] = [];
  readonly #numbers = new Map<number, number>();
  readonly #both: number[][] = [];

  constructor(sets: PortSets) {
    this.sets = sets;
    this.number({ allowed: sets.all, possible: sets.all });
  }

  /** The number of a cell. */
  number({ allowed, possible }: Cell): number {
    const key = allowed * 0x4000000 + possible;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#cells.length;
      this.#cells.push({ allowed, possible });
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** The cell of a number. */
  cell(number: number): Cell {
    return this.#cells[number] ?? { allowed: this.sets.none, possible: this.sets.none };
  }

  /** What gets through both, as the number of a cell. */
  both(a: number, b: number): number {
    if (a === b || b === this.all) return a;
    if (a === this.all) return b;
    let row = this.#both[a];
    if (row === undefined) {
      row = [];
      this.#both[a] = row;
    }
    let number = row[b];
    if (number === undefined) {
      const [x, y] = [this.cell(a), this.cell(b)];
      number = this.number({
        allowed: this.sets.intersect(x.allowed, y.allowed),
        possible: this.sets.intersect(x.possible, y.possible),
      });
      row[b] = number;
    }
    return number;
  }
}
