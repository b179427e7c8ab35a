import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './sources.ts';

/** Where verdicts that other projects decided lie, beside the repository. */
export const conformance = join(root, '..', 'shared', 'conformance');

/** What is lacking when they are not there, else `undefined`. */
export const conformanceLacking = existsSync(conformance)
  ? undefined
  : 'the verdicts of other projects in ../shared/conformance';

/** One of their JSON files. */
export function readConformance<T>(name: string): T {
  return JSON.parse(readFileSync(join(conformance, name), 'utf8'));
}
