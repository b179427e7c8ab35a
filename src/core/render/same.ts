import type { Origin, Source } from './origin/origin.ts';
import { Text } from './origin/text.ts';
import { Dict, type Item, List, Native, type Value } from './value.ts';

/** Whether two items are the same to whoever reads them: in values, in the order of entries, and in where all of it comes from. */
export function sameItem(a: Item, b: Item): boolean {
  return a === b || (sameSource(a.source, b.source) && sameValue(a.value, b.value));
}

function sameDict(a: Dict, b: Dict): boolean {
  if (a === b) return true;
  if (a.size !== b.size || a.isNil !== b.isNil) return false;
  const others = b.entries.entries();
  for (const [key, entry] of a.entries) {
    const { value: other } = others.next();
    if (other === undefined || other[0] !== key) return false;
    if (!sameSource(entry.key, other[1].key) || !sameItem(entry, other[1])) return false;
  }
  return true;
}

function sameValue(a: Value, b: Value): boolean {
  // Go prints -0.
  if (Object.is(a, b)) return true;
  if (a instanceof Text) return b instanceof Text && sameText(a, b);
  if (a instanceof Dict) return b instanceof Dict && sameDict(a, b);
  if (a instanceof List) return b instanceof List && a.isNil === b.isNil && sameItems(a.items, b.items);
  return a instanceof Native && b instanceof Native && sameNative(a, b);
}

function sameItems(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, index) => sameItem(item, b[index] ?? item));
}

function sameText(a: Text, b: Text): boolean {
  if (a.text !== b.text || a.segments.length !== b.segments.length) return false;
  return a.segments.every((segment, index) => {
    const other = b.segments[index];
    return other !== undefined && segment.start === other.start && sameSource(segment.source, other.source);
  });
}

/** Methods only tell what members and contents hold, so they need no look. */
function sameNative(a: Native, b: Native): boolean {
  if (a.typeName !== b.typeName || a.printed !== b.printed || a.members.size !== b.members.size) return false;
  if (!sameValue(a.contents ?? null, b.contents ?? null)) return false;
  return [...a.members].every(([name, member]) => {
    const other = b.members.get(name);
    if (member === other) return true;
    if (typeof member === 'function') return typeof other === 'function';
    return other !== undefined && typeof other !== 'function' && sameItem(member, other);
  });
}

function sameSource(a: Source | undefined, b: Source | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.fidelity !== b.fidelity) return false;
  // One object for both says that no action has printed the value yet.
  if ((a.at === a.values) !== (b.at === b.values)) return false;
  return sameOrigin(a.at, b.at) && sameOrigin(a.callSite, b.callSite) && sameOrigin(a.values, b.values);
}

function sameOrigin(a: Origin | undefined, b: Origin | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && a.start === b.start && a.end === b.end && a.file === b.file;
}
