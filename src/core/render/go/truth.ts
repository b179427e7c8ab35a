/** Emptiness and equality as Sprig and `reflect.DeepEqual` see them. */
import { type Budget, refuseCycle, spend } from '../problem.ts';
import { contentsOf, Dict, isString, List, Native, stringOf, type Value } from '../value.ts';
import { Duration } from './duration.ts';

/** Whether a value is the zero of its type (`empty` of Sprig). */
export function isEmpty(value: Value): boolean {
  const inside = contentsOf(value);
  if (inside === null || inside === false || inside === 0 || inside === 0n) return true;
  if (isString(inside)) return inside.length === 0;
  if (inside instanceof List) return inside.items.length === 0;
  if (inside instanceof Dict) return inside.size === 0;
  return value instanceof Duration && value.nanoseconds === 0n;
}

/** Whether two values are of the same type and the same in everything. Pays for what it has to look at. */
export function deepEqual(a: Value, b: Value, budget: Budget, depth = 0): boolean {
  refuseCycle(depth);
  if (a === b) return !(typeof a === 'number' && Number.isNaN(a));
  if (isString(a)) {
    if (!isString(b) || a.length !== b.length) return false;
    spend(budget, 'nodes', a.length >> 10);
    return stringOf(a) === stringOf(b);
  }
  if (a instanceof List) {
    if (!(b instanceof List) || a.items.length !== b.items.length || a.isNil !== b.isNil) return false;
    spend(budget, 'nodes', a.items.length);
    return a.items.every(({ value }, index) => deepEqual(value, b.items[index]?.value ?? null, budget, depth + 1));
  }
  if (a instanceof Dict) {
    if (!(b instanceof Dict) || a.size !== b.size || a.isNil !== b.isNil) return false;
    spend(budget, 'nodes', a.size);
    for (const [key, { value }] of a.entries) {
      const other = b.get(key);
      if (other === undefined || !deepEqual(value, other.value, budget, depth + 1)) return false;
    }
    return true;
  }
  return a instanceof Native && b instanceof Native && a.typeName === b.typeName && a.printed !== undefined
    ? a.printed === b.printed
    : false;
}
