/** vars: `$(NAME)` in the fields that may hold one is exchanged for the field of an object. Replaced by `replacements` long ago. */
import type { Origin } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { RenderError } from '../problem.ts';
import { Dict, dictAt, type Item, isString, List, stringAt } from '../value.ts';
import { changeFields, type FieldSpec } from './fields.ts';
import { placesOf, splitDots } from './paths.ts';
import { Refusal } from './refusal.ts';
import { gvkOf, idText, type Resource, type ResourceId, sameNamespace, selects, textOf } from './resource.ts';

/** A variable, and the object that it names, as that was called when it was declared. */
export interface Variable {
  readonly name: string;
  readonly id: ResourceId;
  readonly path: string;
  readonly at: Origin | undefined;
}

export function variableOf(entry: Dict): Variable {
  const target = dictAt(entry, 'objref');
  const get = (key: string) => stringAt(target, key) ?? '';
  const gvk = gvkOf(get('apiVersion'), get('kind'));
  return {
    name: stringAt(entry, 'name') ?? '',
    id: {
      ...gvk,
      group: gvk.group || get('group'),
      version: gvk.version || get('version'),
      name: get('name'),
      namespace: get('namespace'),
    },
    path: stringAt(dictAt(entry, 'fieldref'), 'fieldPath') || 'metadata.name',
    at: entry.get('name')?.source?.at,
  };
}

export function resolveVars(
  resources: readonly Resource[],
  vars: readonly Variable[],
  specs: readonly FieldSpec[],
): void {
  if (vars.length === 0) return;
  const values = new Map(vars.map((variable) => [variable.name, valueIn(resources, variable)]));
  for (const resource of resources)
    for (const spec of specs)
      changeFields(
        resource,
        spec,
        () => ({ value: '', source: undefined }),
        (item) => expandedIn(item, values),
      );
}

function valueIn(resources: readonly Resource[], { name, id, path, at }: Variable): Item {
  const found = resources.filter(({ ids }) =>
    ids.some((own) => selects(id, own) && own.name === id.name && (id.namespace === '' || sameNamespace(id, own))),
  );
  const [resource] = found;
  if (resource === undefined || found.length > 1)
    throw new RenderError(
      found.length === 0
        ? `var '${name}' cannot be mapped to a field in the set of known resources`
        : `found ${found.length} resId matches for var ${idText(id)} (unable to disambiguate)`,
      at,
    );
  const [slot] = placesOf(resource.root, splitDots(path.replaceAll(/\[(\d+)\]/g, '.$1')), undefined);
  if (slot === undefined)
    throw new Refusal('unmatched', `field specified in var '${name}' not found in corresponding resource`, at);
  return slot.item;
}

function expandedIn(item: Item, values: ReadonlyMap<string, Item>): Item | undefined {
  const { value } = item;
  if (isString(value)) return expanded(item, textOf(item), values);
  if (value instanceof List) value.items = value.items.map((each) => expandedIn(each, values) ?? each);
  if (value instanceof Dict)
    for (const [key, entry] of value.entries) {
      const changed = isString(entry.value) ? expandedIn(entry, values) : undefined;
      if (changed !== undefined) value.set(key, changed, entry.key);
    }
  return undefined;
}

/** Expands `$(NAME)`; `$$` is a dollar, and names that are no variables stay. */
function expanded(item: Item, text: Text, values: ReadonlyMap<string, Item>): Item | undefined {
  if (!text.text.includes('$')) return undefined;
  const parts: Text[] = [];
  let from = 0;
  let whole: Item | undefined;
  for (const found of text.text.matchAll(/\$\$|\$\(([^)]*)\)/g)) {
    const variable = found[1] === undefined ? undefined : values.get(found[1]);
    if (found[0] !== '$$' && variable === undefined) continue;
    parts.push(text.slice(from, found.index));
    from = found.index + found[0].length;
    if (variable === undefined) parts.push(text.slice(found.index, found.index + 1));
    else {
      parts.push(textOf(variable));
      if (found[0].length === text.length) whole = variable;
    }
  }
  if (parts.length === 0) return undefined;
  if (whole !== undefined) return { value: whole.value, source: whole.source };
  parts.push(text.slice(from));
  return { value: Text.join(parts), source: item.source };
}
