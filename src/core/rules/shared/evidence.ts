import type { Resource } from '../../resources/resource.ts';
import { folderOf } from '../../world/stack-file.ts';
import type { World } from '../../world/world.ts';

/**
 * Evidence of intent: whether two words differ like a typing mistake. A missing partner is an error only when the stack
 * itself shows which partner was meant; measured on real repositories, this tells mistakes from what is merely elsewhere.
 */

/**
 * Whether one word is the other mistyped: at most two edits (one in words under five characters), or only in case. Words
 * that differ in digits alone (v1, v2; db, db-0) or in a last letter of its own (web-a, web-b) are versions or ordinals,
 * not mistakes; the same digits at another place (k8s, ks8) are.
 */
export function isTypo(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 2) return false;
  // Most words have nothing in common, so what costs least comes first.
  const limit = Math.min(a.length, b.length) < 5 ? 1 : 2;
  if (editDistance(a, b, limit) > limit && a.toLowerCase() !== b.toLowerCase()) return false;
  if (withoutDigits(a) === withoutDigits(b) && (shapeOf(a) === shapeOf(b) || sortedDigits(a) !== sortedDigits(b)))
    return false;
  return !(lastLetter.test(a) && lastLetter.test(b) && a.slice(0, -1) === b.slice(0, -1));
}

const lastLetter = /[-_.][a-zA-Z]$/;

/** A word without its digits and what sets them off. */
function withoutDigits(word: string): string {
  return word.replaceAll(/[-_.]?[0-9]+/g, '');
}

/** A word with a mark for each digit. */
function shapeOf(word: string): string {
  return word.replaceAll(/[0-9]/g, '#');
}

function sortedDigits(word: string): string {
  return [...word.replaceAll(/[^0-9]/g, '')].sort().join('');
}

/** Damerau-Levenshtein distance (adjacent transpositions count one); anything above `limit` is `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}

/** The one word of a list that was meant, `undefined` when none or several could be. */
export function meantAmong(word: string, candidates: Iterable<string>): string | undefined {
  let found: string | undefined;
  for (const candidate of candidates) {
    if (!isTypo(word, candidate)) continue;
    if (found !== undefined && found !== candidate) return undefined;
    found = candidate;
  }
  return found;
}

/**
 * Whether two objects are surely meant for each other and not only joined because one has labels, or a name, that the other
 * asks for (`app: nginx` in two examples): something states their stack, they lie in one folder, or one has the other's name.
 */
export function areTogether(world: World, resource: Resource, partner: Resource): boolean {
  if (world.stack.kind !== 'plain') return true;
  if (folderOf(resource.document.file) === folderOf(partner.document.file)) return true;
  const name = resource.name?.value;
  const other = partner.name?.value;
  return name !== undefined && other !== undefined && (name.includes(other) || other.includes(name));
}
