/** The comparisons of Go 1.26's text/template (funcs.go). */
import { sprint, sprintf } from '../go/fmt.ts';
import { typeName } from '../go/reflect.ts';
import { RenderError } from '../problem.ts';
import { byBytes, type Item, isString, stringOf, type Value } from '../value.ts';

type Kind = 'bool' | 'int' | 'float' | 'string' | 'none' | 'other';

function kindOf(value: Value): Kind {
  if (value === null) return 'none';
  if (isString(value)) return 'string';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    default:
      return 'other';
  }
}

/** `eq`: whether the first value is one of the others. */
export function isEqual([first, ...others]: readonly Item[]): boolean {
  if (first === undefined || others.length === 0) throw new RenderError('missing argument for comparison');
  return others.some((other) => equal(first, other));
}

function equal(first: Item, other: Item): boolean {
  const [a, b] = [first.value, other.value];
  const [kind, otherKind] = [kindOf(a), kindOf(b)];
  if (kind === 'none' || otherKind === 'none') return kind === otherKind;
  if (kind !== otherKind) throw incompatible(a, b);
  if (kind !== 'other') return isString(a) && isString(b) ? stringOf(a) === stringOf(b) : a === b;
  const [type, otherType] = [typeName(a), typeName(b)];
  if (isSlice(type) !== isSlice(otherType))
    throw new RenderError(`non-comparable types ${shown(first)}: ${type}, ${otherType}: ${sprint([other])}`);
  throw new RenderError(`non-comparable type ${shown(other)}: ${otherType}`);
}

function isSlice(type: string): boolean {
  return type.startsWith('[]');
}

function shown(item: Item): string {
  return sprintf('%s', [item]).text;
}

function incompatible(a: Value, b: Value): RenderError {
  return new RenderError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

const isUnordered = (kind: Kind) => kind === 'none' || kind === 'other';

/** `lt`: numbers and strings of one kind have an order, nothing else has. */
export function isLess(first: Item, other: Item): boolean {
  const [a, b] = [first.value, other.value];
  const [kind, otherKind] = [kindOf(a), kindOf(b)];
  if (isUnordered(kind) || isUnordered(otherKind)) throw new RenderError('invalid type for comparison');
  if (kind !== otherKind) throw incompatible(a, b);
  if (isString(a) && isString(b)) return byBytes(stringOf(a), stringOf(b)) < 0;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  throw new RenderError('invalid type for comparison');
}
