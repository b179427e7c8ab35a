/** `merge` and its kin as dario.cat/mergo v1.0 does it: nested maps are shared, not copied. */
import { isEmpty } from '../go/truth.ts';
import { refuseCycle, spend } from '../problem.ts';
import { Dict, type Entry } from '../value.ts';
import type { CallContext } from './function.ts';

/** Puts into a map what another one has. Without `overwrite` only what is missing or empty. */
export function mergeInto(target: Dict, from: Dict, overwrite: boolean, context: CallContext, depth = 0): void {
  refuseCycle(depth);
  spend(context.budget, 'nodes', from.size);
  for (const key of from.keys()) {
    const entry = from.get(key);
    if (entry !== undefined) mergeEntry(target, key, entry, overwrite, context, depth);
  }
}

function mergeEntry(
  target: Dict,
  key: string,
  entry: Entry,
  overwrite: boolean,
  context: CallContext,
  depth: number,
): void {
  const { value } = entry;
  const own = target.get(key);
  const put = () => {
    context.changes(target);
    target.entries.set(key, entry);
  };
  if (value === null) {
    if (overwrite) put();
    return;
  }
  if (value instanceof Dict && own?.value instanceof Dict) {
    if (own.value !== value) mergeInto(own.value, value, overwrite, context, depth + 1);
    if (own.value.size > 0) return;
  }
  if (own === undefined || overwrite || isEmpty(own.value)) put();
}
