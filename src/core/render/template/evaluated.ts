import { typeName } from '../go/reflect.ts';
import type { Source } from '../origin/origin.ts';
import { type Budget, RenderError, spend } from '../problem.ts';
import { Dict, type Item, isString, List, Native, stringOf, type Value } from '../value.ts';

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

/** What `range`, `index`, `len` and conditions see of a value. */
export function contentsOf(value: Value): Value {
  return value instanceof Native && value.contents !== undefined ? value.contents : value;
}

/** Truth as `template.IsTrue` has it. */
export function isTrue(value: Value): boolean {
  const inside = contentsOf(value);
  if (isString(inside)) return stringOf(inside) !== '';
  if (inside instanceof List) return inside.items.length > 0;
  if (inside instanceof Dict) return inside.size > 0;
  return typeof inside === 'object' ? inside !== null : inside !== false && inside !== 0n && inside !== 0;
}

/** What a function takes to look at a value or to make it, in nodes: nothing for those in use, much for huge ones. */
export function workOn(value: Value): number {
  if (isString(value)) return value.length >> 6;
  if (value instanceof List) return value.items.length >> 4;
  return value instanceof Dict ? value.size >> 4 : 0;
}

/** Pays for a walk over all that values hold, before something prints them. */
export function spendOn(items: readonly Item[], budget: Budget, depth = 0): void {
  if (depth > 1000) throw new RenderError('a value contains itself');
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
