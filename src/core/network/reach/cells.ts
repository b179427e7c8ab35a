import type { Action, Answer } from '../policy/model.ts';
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

/** A policy for one group of columns. */
export interface CellPolicy {
  /** Equal for policies of which any may go first. */
  readonly rank: number;
  /** Whether it surely governs the pods of the row. */
  readonly isSure: boolean;
  /** Whether it denies what no rule of its tier decides. */
  readonly isolates: Answer['is'];
  readonly rules: readonly CellRule[];
}

/** The policies of one tier for one direction, in the order in which they are asked. */
export interface CellTier {
  readonly policies: readonly CellPolicy[];
  /** Whether a NetworkPolicy that bears on the other direction ends the question here, too. */
  readonly isDecided: boolean;
}

/** The tiers of `PolicyEngine` for whole sets of ports at once: which ones may be allowed, and which may be denied. */
export function decide(tiers: readonly CellTier[], sets: PortSets): Cell {
  let open = sets.all;
  let allow = sets.none;
  let deny = sets.none;
  for (const tier of tiers) {
    if (open === sets.none) break;
    const outcome = judge(tier, sets);
    allow = sets.unite(allow, sets.intersect(open, outcome.allow));
    deny = sets.unite(deny, sets.intersect(open, outcome.deny));
    open = sets.intersect(open, outcome.next);
  }
  allow = sets.unite(allow, open);
  return { allowed: sets.subtract(allow, deny), possible: allow };
}

interface Outcome {
  readonly allow: number;
  readonly deny: number;
  readonly next: number;
}

/** First match in the order of ranks; at the end what a policy isolates is denied where none of its own rules match. */
function judge({ policies, isDecided }: CellTier, sets: PortSets): Outcome {
  let open = sets.all;
  let allow = sets.none;
  let deny = sets.none;
  let pass = sets.none;
  let missed = sets.none;
  let isIsolated = false;
  for (let i = 0; i < policies.length; ) {
    const rank = policies[i]?.rank;
    let silent = sets.all;
    for (; policies[i]?.rank === rank; i++) {
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
      if (policy.isolates !== 'no') missed = sets.unite(missed, rest);
      isIsolated ||= policy.isSure && policy.isolates === 'yes';
    }
    open = sets.intersect(open, silent);
  }
  deny = sets.unite(deny, sets.intersect(open, missed));
  if (isDecided && !isIsolated) return { allow: sets.unite(allow, open), deny, next: pass };
  return { allow, deny, next: isIsolated ? pass : sets.unite(pass, open) };
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

  /** Says of two of the cells that there are now whether something gets through both; for very many questions. */
  togetherness(): (a: number, b: number) => boolean {
    const size = this.#cells.length;
    const known: Uint8Array[] = [];
    const [isOpen, isClosed] = [1, 2];
    return (a, b) => {
      let row = known[a];
      if (row === undefined) {
        row = new Uint8Array(size);
        known[a] = row;
      }
      let state = row[b];
      if (state !== isOpen && state !== isClosed) {
        const possible = this.sets.intersect(this.cell(a).possible, this.cell(b).possible);
        state = possible === this.sets.none ? isClosed : isOpen;
        row[b] = state;
      }
      return state === isOpen;
    };
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
