import { printable } from './format/terminal.ts';
import type { Streams } from './outcome.ts';
import { suggest } from './usage.ts';

/** Whether `--stack` names a stack that there is, or none; says which there are otherwise. */
export function knowsStack(named: string | undefined, names: readonly string[], streams: Streams): boolean {
  if (named === undefined || names.includes(named)) return true;
  const known = names.length === 0 ? 'There are none here.' : `Stacks: ${names.join(', ')}`;
  streams.err(`There is no stack ${printable(`${suggest(named, names)}. ${known}`)}\n`);
  return false;
}
