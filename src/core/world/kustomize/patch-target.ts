import type { Ternary } from '../../resources/field.ts';
import type { Resource } from '../../resources/resource.ts';
import type { PatchTarget } from './kustomization.ts';

/** Whether a patch is for an object. Kustomize reads the parts of a target as anchored regular expressions. */
export function isTarget(target: PatchTarget, resource: Resource): Ternary {
  if (target.group !== undefined && target.group !== resource.group) return 'no';
  let result: Ternary = target.narrowed ? 'unknown' : 'yes';
  for (const [pattern, value] of [
    [target.kind, resource.kind],
    [target.name, resource.name?.value],
    [target.namespace, resource.namespace?.value],
  ]) {
    if (pattern === undefined) continue;
    // An object without a namespace gets one from somewhere.
    const match = value === undefined ? 'unknown' : matchesPattern(pattern, value);
    if (match === 'no') return 'no';
    if (match === 'unknown') result = 'unknown';
  }
  return result;
}

/**
 * Whether the whole value fits a pattern. Only what people write as a target is followed (a name, `web|api`, `web-.*`): text
 * from a manifest never becomes a regular expression here.
 */
function matchesPattern(pattern: string, value: string): Ternary {
  let result: Ternary = 'no';
  for (const choice of pattern.replace(/^\^/, '').replace(/\$$/, '').split('|')) {
    const open = choice.endsWith('.*');
    const literal = open ? choice.slice(0, -2) : choice;
    if (!/^[-\w]*$/.test(literal)) result = 'unknown';
    else if (open ? value.startsWith(literal) : value === literal) return 'yes';
  }
  return result;
}
