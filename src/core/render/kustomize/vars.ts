/** vars: `$(NAME)` in the fields that may hold one is exchanged for the field of an object. Replaced by `replacements` long ago. */
import type { Origin } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { RenderError } from '../problem.ts';
import { Dict, dictAt, type Item, isString, stringAt } from '../value.ts';
import { changeFields, type FieldSpec } from './fields.ts';
import { placesOf, splitDots } from './paths.ts';
import type { Place } from './place.ts';
import { Refusal } from './refusal.ts';
import { gvkOf, idText, type Resource, type ResourceId, sameGvk, sameNamespace, textOf } from './resource.ts';
import { isClusterScoped } from './scope.ts';

/** A variable, and the object that it names. */
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

/** Adds a variable to those that are known, and notes it at the resource that it names by now; there may be none yet. */
export function declare(resources: readonly Resource[], vars: Variable[], variable: Variable): void {
  const { name, id, at } = variable;
  const isMeant = (own: ResourceId) =>
    sameGvk(id, own) &&
    own.name === id.name &&
    ((id.namespace === '' && !isClusterScoped(id)) || sameNamespace(id, own));
  const [resource, ...others] = resources.filter(({ ids }) => ids.some(isMeant));
  if (others.length > 0)
    throw new RenderError(
      `found ${others.length + 1} resId matches for var ${idText(id)} (unable to disambiguate)`,
      at,
    );
  if (resource !== undefined) resource.vars = [...resource.vars, name];
  addVars(vars, [variable]);
}

/** Puts variables to others. A name may be declared once only. */
export function addVars(vars: Variable[], more: readonly Variable[]): void {
  for (const variable of more) {
    if (vars.some(({ name }) => name === variable.name))
      throw new RenderError(`var '${variable.name}' already encountered`, variable.at);
    vars.push(variable);
  }
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
        (place) => expandedIn(place, values),
      );
}

function valueIn(resources: readonly Resource[], { name, path, at }: Variable): Item {
  const resource = resources.find(({ vars }) => vars.includes(name));
  if (resource === undefined)
    throw new RenderError(`var '${name}' cannot be mapped to a field in the set of known resources`, at);
  const [slot] = placesOf(resource.root, splitDots(path.replaceAll(/\[(\d+)\]/g, '.$1')), undefined);
  if (slot === undefined)
    throw new Refusal('unmatched', `field specified in var '${name}' not found in corresponding resource`, at);
  return slot.item;
}

function expandedIn(place: Place, values: ReadonlyMap<string, Item>): Item | undefined {
  const { item, value } = place;
  if (isString(value)) return expanded(item, textOf(item), values);
  place.mapItems((each) => expandedIn(each, values) ?? each.item);
  if (value instanceof Dict)
    for (const [key, entry] of value.entries) {
      const changed = isString(entry.value) ? expanded(entry, textOf(entry), values) : undefined;
      if (changed !== undefined) place.dict()?.set(key, changed, entry.key);
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
