/** Whether two sets hold the same members. */
export function sameSet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  if (a.size !== b.size) return false;
  for (const member of a) if (!b.has(member)) return false;
  return true;
}

/** What only one of two collections holds. */
export function differing<T>(a: Iterable<T>, b: Iterable<T>): readonly T[] {
  if (a === b) return [];
  const inA = new Set(a);
  const inB = new Set(b);
  return [...[...inA].filter((item) => !inB.has(item)), ...[...inB].filter((item) => !inA.has(item))];
}
