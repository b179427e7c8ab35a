import type { Stack } from '../world/stack.ts';

const aside: ReadonlySet<string> = new Set([
  'test',
  'tests',
  'testdata',
  'e2e',
  'example',
  'examples',
  'sample',
  'samples',
  'fixtures',
]);

/**
 * Orders stacks by what somebody who asks for "the map" most likely means: what is deployed before tests and samples, the
 * larger before the smaller.
 */
export function byImportance(a: Stack, b: Stack): number {
  const isAside = ({ root }: Stack) => Number(root.split('/').some((folder) => aside.has(folder)));
  return isAside(a) - isAside(b) || b.resources.length - a.resources.length || (a.name < b.name ? -1 : 1);
}
