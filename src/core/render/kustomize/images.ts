/** images: other names, tags and digests for images of all lists of containers, wherever these stand. */
import { RE2JS } from 're2js';
import { Text } from '../origin/text.ts';
import { Dict, type Item, List, stringAt, type Value } from '../value.ts';
import { asValue } from './context.ts';
import { type Change, changeFields, type FieldSpec } from './fields.ts';
import type { Place } from './place.ts';
import { type Resource, scalarText, textOf } from './resource.ts';

/** Applies one entry of `images`. */
export function setImage(resources: readonly Resource[], image: Dict, specs: readonly FieldSpec[]): void {
  const pattern = matcher(stringAt(image, 'name') ?? '');
  const change = ({ item }: Place) => changed(item, image, pattern);
  for (const resource of resources) {
    if (resource.id.kind === 'CustomResourceDefinition') continue;
    if (containersIn(resource.seen).some((container) => isMeant(container.get('image'), pattern)))
      changeContainers(resource.place, change);
    for (const spec of specs) changeFields(resource, spec, () => ({ value: '', source: undefined }), change);
  }
}

/** Changes the images of all lists of containers in a place. */
function changeContainers(place: Place, change: Change): void {
  place.mapItems((each) => {
    changeContainers(each, change);
    return each.item;
  });
  const { value } = place;
  if (!(value instanceof Dict)) return;
  for (const key of value.entries.keys()) {
    const inner = place.in(key);
    if (key === 'containers' || key === 'initContainers')
      inner?.mapItems((container) => {
        const own = container.in('image');
        const image = own && change(own);
        if (image !== undefined && container.value instanceof Dict)
          container.dict()?.set('image', image, container.value.get('image')?.key);
        return container.item;
      });
    if (inner !== undefined) changeContainers(inner, change);
  }
}

/** What may follow the name of an image: its tag and its digest. */
const rest = '(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$';

/** An entry's name is a regular expression for kustomize too. */
function matcher(name: string): (image: string) => boolean {
  // Most are names with dots, which the language's own expressions match as fast and are far sooner ready for.
  if (/^[\w./:@-]*$/.test(name)) {
    const plain = new RegExp(`^${name.replaceAll('.', '[^\\n]')}${rest}`, 'u');
    return (image) => plain.test(image);
  }
  try {
    const pattern = RE2JS.compile(`^${name}${rest}`);
    return (image) => pattern.matcher(image).find();
  } catch {
    return () => false;
  }
}

/** The members of all lists of containers, wherever these stand. */
function containersIn(value: Value, found: Dict[] = []): readonly Dict[] {
  if (value instanceof List) for (const item of value.items) containersIn(item.value, found);
  if (!(value instanceof Dict)) return found;
  for (const [key, { value: inner }] of value.entries) {
    if ((key === 'containers' || key === 'initContainers') && inner instanceof List)
      for (const { value: container } of inner.items) if (container instanceof Dict) found.push(container);
    containersIn(inner, found);
  }
  return found;
}

function isMeant(item: Item | undefined, matches: (image: string) => boolean): boolean {
  const text = scalarText(item);
  return text !== undefined && matches(text);
}

function changed(item: Item, image: Dict, matches: (image: string) => boolean): Item | undefined {
  if (!isMeant(item, matches)) return undefined;
  let [name, tag, digest] = split(textOf(item));
  const get = (key: string) => {
    const entry = image.get(key);
    return entry === undefined || textOf(entry).length === 0 ? undefined : textOf(entry);
  };
  name = get('newName') ?? name;
  const [newTag, newDigest, suffix] = [get('newTag'), get('digest'), get('tagSuffix')];
  if (newTag !== undefined || newDigest !== undefined) [tag, digest] = [newTag, newDigest];
  else if (suffix !== undefined) [tag, digest] = [Text.join([tag ?? '', suffix]), undefined];
  const parts = [name, ...(tag === undefined ? [] : [':', tag]), ...(digest === undefined ? [] : ['@', digest])];
  const value = Text.join(parts);
  return { value, source: asValue(tag?.lastSource() ?? digest?.lastSource() ?? name.lastSource()) ?? item.source };
}

/** Name, tag and digest of an image. */
function split(image: Text): [Text, Text | undefined, Text | undefined] {
  const at = image.text.indexOf('@');
  const digest = at === -1 ? undefined : image.slice(at + 1);
  const rest = at === -1 ? image : image.slice(0, at);
  const slash = rest.text.lastIndexOf('/');
  const colon = rest.text.indexOf(':', slash + 1);
  return colon === -1 ? [rest, undefined, digest] : [rest.slice(0, colon), rest.slice(colon + 1), digest];
}
