/** replacements: a field's value copied to other fields. What is replaced comes from the source field. */
import type { Origin } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { attempt, RenderError } from '../problem.ts';
import {
  clonedItem,
  Dict,
  dictAt,
  type Item,
  isString,
  itemsAt,
  List,
  stringAt,
  stringOf,
  type Value,
} from '../value.ts';
import { gvkIn } from './configurations.ts';
import { asValue, type Report } from './context.ts';
import { placesOf, type Slot, splitDots, typedAs } from './paths.ts';
import { Refusal } from './refusal.ts';
import { idText, type Resource, type ResourceId, sameNamespace, scalarText, selects, textOf } from './resource.ts';
import { selectorOf } from './selectors.ts';

/** Applies one replacement. */
export function replace(
  resources: readonly Resource[],
  replacement: Dict,
  at: Origin | undefined,
  lacking: Report['lacking'],
): void {
  const targets = itemsAt(replacement, 'targets');
  const value = valueIn(resources, replacement, at);
  for (const { value: target, source } of targets)
    if (target instanceof Dict) replaceIn(resources, target, value, source?.at ?? at, lacking);
}

/** What gives the value. Where it is a whole field, that is what stands there by then: the field may be a target itself. */
function valueIn(resources: readonly Resource[], replacement: Dict, at: Origin | undefined): () => Item {
  const stated = replacement.get('sourceValue');
  const source = dictAt(replacement, 'source');
  if (stated !== undefined) {
    if (source !== undefined) throw new RenderError('value and resource selectors are mutually exclusive', at);
    return () => stated;
  }
  if (source === undefined || replacement.get('targets') === undefined)
    throw new RenderError('replacements must specify a source and at least one target', at);
  const get = (key: string) => stringAt(source, key) ?? '';
  const id: ResourceId = {
    ...gvkIn(source),
    name: get('name'),
    namespace: get('namespace'),
  };
  const isMeant = (own: ResourceId) =>
    selects(id, own) && (id.name === '' || id.name === own.name) && (id.namespace === '' || sameNamespace(id, own));
  const found = resources.filter(({ ids }) => ids.some(isMeant));
  const [resource] = found;
  const asked = `${idText(id)}${get('fieldPath') === '' ? '' : `:${get('fieldPath')}`}`;
  const place = source.get('name')?.source?.at ?? source.get('kind')?.source?.at ?? at;
  if (resource === undefined) throw new Refusal('unmatched', `nothing selected by ${asked}`, place);
  if (found.length > 1) throw new RenderError(`multiple matches for selector ${asked}`, place);
  const path = get('fieldPath') || 'metadata.name';
  const find = () => placesOf(resource.seen, splitDots(path), undefined)[0]?.item;
  const item = find();
  if (item === undefined || isEmpty(item))
    throw new RenderError(
      `fieldPath \`${path}\` is missing for replacement source ${idText(id)}`,
      source.get('fieldPath')?.source?.at ?? place,
    );
  const options = dictAt(source, 'options');
  const delimiter = stringAt(options, 'delimiter') ?? '';
  if (delimiter === '') return () => clonedItem(find() ?? item);
  const part = partOf(item, delimiter, indexOf(options), place);
  return () => part;
}

function isEmpty({ value }: Item): boolean {
  if (value instanceof Dict) return value.size === 0;
  return value === null || (value instanceof List && value.items.length === 0);
}

/** One part of the value. */
function partOf(item: Item, delimiter: string, index: number, at: Origin | undefined): Item {
  const text = scalarOf(item, at);
  const part = split(text, delimiter)[index];
  if (part === undefined) throw new RenderError(`options.index ${index} is out of bounds for value ${text.text}`, at);
  return { value: part, source: item.source };
}

function replaceIn(
  resources: readonly Resource[],
  target: Dict,
  value: () => Item,
  at: Origin | undefined,
  lacking: Report['lacking'],
): void {
  const select = dictAt(target, 'select');
  if (select === undefined) throw new RenderError('target must specify resources to select', at);
  const selector = selectorOf(select, at);
  const rejects = itemsAt(target, 'reject').flatMap(({ value: reject, source }) =>
    reject instanceof Dict ? [{ reject, selector: selectorOf(reject, source?.at) }] : [],
  );
  const options = dictAt(target, 'options');
  const paths = itemsAt(target, 'fieldPaths');
  const fieldPaths = paths.length === 0 ? [{ value: 'metadata.name', source: undefined }] : paths;
  for (const resource of resources) {
    if (!selector.matchesLabels(resource)) continue;
    const { ids } = resource;
    const isRejected = rejects.some(({ reject, selector: own }) => {
      const byLabels = ['labelSelector', 'annotationSelector'].some((key) => (stringAt(reject, key) ?? '') !== '');
      const byId = ['group', 'version', 'kind', 'name', 'namespace'].some(
        (key) => (stringAt(reject, key) ?? '') !== '',
      );
      return (byLabels && own.matchesLabels(resource)) || (byId && ids.some((id) => own.matchesId(id)));
    });
    if (isRejected || !ids.some((id) => selector.matchesId(id))) continue;
    for (const path of fieldPaths) {
      const text = scalarText(path) ?? '';
      const place = path.source?.at ?? at;
      if (leadsIntoText(resource, text))
        lacking(`${text} leads into a text of YAML or JSON, which is not changed here`, place);
      else copyTo(resource, text, value, options, place);
    }
  }
}

function copyTo(
  resource: Resource,
  path: string,
  given: () => Item,
  options: Dict | undefined,
  at: Origin | undefined,
): void {
  const creates = options?.get('create')?.value === true;
  const value = given();
  const leaf = value.value instanceof Dict ? 'map' : value.value instanceof List ? 'list' : 'scalar';
  const lacking = `unable to find${creates ? ' or create' : ''} field "${path}" in replacement target`;
  const create = creates ? ({ leaf, source: value.source } as const) : undefined;
  const slots = attempt(() => placesOf(resource.root, splitDots(path), create));
  if (slots instanceof RenderError) throw new RenderError(`${lacking}: ${slots.message}`, at);
  if (slots.length === 0) throw new RenderError(lacking, at);
  const before = resource.id;
  for (const slot of slots) slot.set(exchanged(slot, given(), options, at));
  resource.shared.follow();
  if (before.name !== resource.id.name) resource.renamedBy = undefined;
}

/** Whether a path goes on where a text stands that holds a map of its own. */
function leadsIntoText({ seen }: Resource, path: string): boolean {
  let value: Value | undefined = seen;
  for (const part of splitDots(path)) {
    if (isString(value)) return /[:{[]/.test(stringOf(value));
    value = value instanceof Dict ? value.get(part)?.value : undefined;
  }
  return false;
}

function exchanged(slot: Slot, value: Item, options: Dict | undefined, at: Origin | undefined): Item {
  const delimiter = stringAt(options, 'delimiter') ?? '';
  const { item } = slot;
  const isScalar = !(item.value instanceof Dict) && !(item.value instanceof List);
  if (delimiter === '' && (!isScalar || value.value instanceof Dict || value.value instanceof List))
    return clonedItem(value);
  let text = scalarOf(value, at);
  if (delimiter !== '') {
    const parts = split(scalarOf(item, at), delimiter);
    const index = indexOf(options);
    if (index < 0) parts.unshift(text);
    else if (index >= parts.length) parts.push(text);
    else parts[index] = text;
    text = Text.join(parts, delimiter);
  }
  const source = asValue(value.source);
  const typed = typedAs(slot, text.text, at);
  return { value: typed === undefined ? text : typed, source };
}

function indexOf(options: Dict | undefined): number {
  const index = options?.get('index')?.value;
  return typeof index === 'bigint' ? Number(index) : 0;
}

function scalarOf(item: Item, at: Origin | undefined): Text {
  if (item.value instanceof Dict || item.value instanceof List)
    throw new RenderError('delimiter option can only be used with scalar nodes', at);
  return textOf(item);
}

function split(text: Text, delimiter: string): Text[] {
  const parts: Text[] = [];
  let from = 0;
  for (;;) {
    const at = text.text.indexOf(delimiter, from);
    parts.push(text.slice(from, at === -1 ? undefined : at));
    if (at === -1) return parts;
    from = at + delimiter.length;
  }
}
