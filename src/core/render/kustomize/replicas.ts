/** replicas: how many pods a workload has. */
import { type Dict, stringAt } from '../value.ts';
import { changeFields, type FieldSpec } from './fields.ts';
import { Refusal } from './refusal.ts';
import { gvkText, type Resource, selects } from './resource.ts';

export function setReplicas(resources: readonly Resource[], entry: Dict, specs: readonly FieldSpec[]): void {
  const name = stringAt(entry, 'name') ?? '';
  const count = entry.get('count') ?? { value: 0n, source: entry.get('name')?.source };
  let found = false;
  for (const spec of specs)
    for (const resource of resources) {
      if (![resource.originalId, resource.id].some((id) => id.name === name && selects(spec, id))) continue;
      found = true;
      changeFields(
        resource,
        spec,
        () => count,
        () => ({ value: count.value, source: count.source }),
      );
    }
  if (found) return;
  const kinds = specs.map(({ group = '', version = '', kind = '' }) => gvkText({ group, version, kind })).join(' ');
  throw new Refusal(
    'unmatched',
    `resource with name ${name} does not match a config with the following GVK [${kinds}]`,
    entry.get('name')?.source?.at,
  );
}
