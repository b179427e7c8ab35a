/** Emptiness and equality as Sprig and `reflect.DeepEqual` see them. */
import { type Budget, maxDepth, RenderError, spend } from '../problem.ts';
import { Dict, isString, List, Native, stringOf, type Value } from '../value.ts';

/** Whether a value is the zero of its type (`empty` of Sprig). */
export function isEmpty(value: Value): boolean {
  if (value === null || value === false || value === 0 || value === 0n) return true;
  if (isString(value)) return value.length === 0;
  if (value instanceof List) return value.items.length === 0;
  if (value instanceof Dict) return value.size === 0;
  return value instanceof Native && value.typeName === 'time.Duration' && value.printed === '0s';
}

/** Whether two values are of the same type and the same in everything. Pays for what it has to look at. */
export function deepEqual(a: Value, b: Value, budget: Budget, depth = 0): boolean {
  if (depth > maxDepth) throw new RenderError('a value contains itself');
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
