import type { Budget, RenderProblem } from '../problem.ts';
import { sameItem } from '../same.ts';
import type { Definition } from '../template/index.ts';
import { bare, Dict, type Item, List, Native } from '../value.ts';
import type { RenderedFile } from './rendered-file.ts';

/** What executing one template of a chart came to. It comes to the same as long as nothing differs of what it read. */
export interface Execution {
  /** None where it failed. */
  readonly file: RenderedFile | undefined;
  readonly problems: readonly RenderProblem[];
  /** What it used up. */
  readonly cost: Readonly<Budget>;
  /** Whether it ended because nothing was left. */
  readonly isCut: boolean;
  /** The templates that it asked for by name, itself included. */
  readonly asked: ReadonlyMap<string, Definition | undefined>;
}

/** What the templates of a rendering are given beside each other. */
export interface Given {
  /** In the order of execution, each with what it sees. */
  readonly dots: ReadonlyMap<string, Dict>;
  /** Whether others are missing that they may include. */
  readonly isPartial: boolean;
}

/** The executions of a chart's last rendering in which no template changed what others see. */
export class Executions {
  #given: Given | undefined;
  #all: ReadonlyMap<string, Execution> = new Map();

  /** Those that still hold, unless the templates that they asked for are others now. */
  for(given: Given): ReadonlyMap<string, Execution> {
    return this.#given !== undefined && sameGiven(this.#given, given) ? this.#all : new Map();
  }

  /** The last execution of a template, whatever it was given. */
  last(name: string): Execution | undefined {
    return this.#all.get(name);
  }

  keep(given: Given, all: ReadonlyMap<string, Execution>): void {
    this.#given = given;
    this.#all = all;
  }
}

function sameGiven(a: Given, b: Given): boolean {
  if (a.isPartial !== b.isPartial || a.dots.size !== b.dots.size) return false;
  const others = b.dots.entries();
  const same = new Map<Dict, Dict>();
  for (const [name, dot] of a.dots) {
    const [otherName, other] = others.next().value ?? [];
    if (other === undefined || name !== otherName) return false;
    if (same.get(dot) === other) continue;
    if (!sameItem(bare(dot), bare(other))) return false;
    same.set(dot, other);
  }
  return true;
}

/** All maps that can be reached from some, themselves included. */
export function reachable(dicts: Iterable<Dict>): Set<Dict> {
  const found = new Set<Dict>();
  const visit = ({ value }: Item): void => {
    if (value instanceof Dict) {
      if (found.has(value)) return;
      found.add(value);
      for (const entry of value.entries.values()) visit(entry);
    } else if (value instanceof List) value.items.forEach(visit);
    else if (value instanceof Native) {
      if (value.contents !== undefined) visit(bare(value.contents));
      for (const member of value.members.values()) if (typeof member !== 'function') visit(member);
    }
  };
  for (const dict of dicts) visit(bare(dict));
  return found;
}
