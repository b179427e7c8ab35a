import { typeName } from '../go/reflect.ts';
import { isEmpty } from '../go/truth.ts';
import type { Source } from '../origin/origin.ts';
import { type Budget, refuseCycle, spend } from '../problem.ts';
import { contentsOf, Dict, type Item, isString, List, type Value } from '../value.ts';

/**
 * What an expression comes to. Go knows two kinds of nil: none at all, whose fields are none again, and an `interface {}`
 * that holds nothing (an entry of a map, an item of a list), whose fields are an error.
 */
export class Evaluated implements Item {
  readonly value: Value;
  readonly source: Source | undefined;
  /** Whether Go has it as an `interface {}`. */
  readonly isBoxed: boolean;

  constructor(value: Value, source: Source | undefined, isBoxed: boolean) {
    this.value = value;
    this.source = source;
    this.isBoxed = isBoxed;
  }

  /** The value itself, out of its interface. */
  unboxed(): Evaluated {
    return this.isBoxed ? new Evaluated(this.value, this.source, false) : this;
  }

  /** The name of its type, for messages. */
  get type(): string {
    return this.isBoxed ? 'interface {}' : typeName(this.value);
  }
}

export const nothing = new Evaluated(null, undefined, false);

/** Truth as `template.IsTrue` has it. */
export function isTrue(value: Value): boolean {
  return !isEmpty(value);
}

/** What a function takes to look at a value or to make it, in nodes: nothing for those in use, much for huge ones. */
export function workOn(value: Value): number {
  if (isString(value)) return value.length >> 6;
  if (value instanceof List) return value.items.length >> 4;
  return value instanceof Dict ? value.size >> 4 : 0;
}

/** Pays for a walk over all that values hold, before something prints them. */
export function spendOn(items: readonly Item[], budget: Budget, depth = 0): void {
  refuseCycle(depth);
  for (const { value } of items) {
    const inside = contentsOf(value);
    if (inside instanceof List) {
      spend(budget, 'nodes', 1 + inside.items.length);
      spendOn(inside.items, budget, depth + 1);
    } else if (inside instanceof Dict) {
      spend(budget, 'nodes', 1 + inside.size);
      spendOn([...inside.entries.values()], budget, depth + 1);
    } else if (isString(inside)) spend(budget, 'characters', inside.length);
  }
}
