/** images: other names, tags and digests for images of all lists of containers, wherever these stand. */
import { RE2JS } from 're2js';
import { Text } from '../origin/text.ts';
import { Dict, type Item, List, stringAt, type Value } from '../value.ts';
import { asValue } from './context.ts';
import { changeFields, type FieldSpec } from './fields.ts';
import { type Resource, scalarText, textOf } from './resource.ts';

/** Applies one entry of `images`. */
export function setImage(resources: readonly Resource[], image: Dict, specs: readonly FieldSpec[]): void {
  const pattern = matcher(stringAt(image, 'name') ?? '');
  const change = (item: Item) => changed(item, image, pattern);
  for (const resource of resources) {
    if (resource.id.kind === 'CustomResourceDefinition') continue;
    if (someImage(resource.seen, pattern)) inContainers(resource.root, change);
    for (const spec of specs) changeFields(resource, spec, () => ({ value: '', source: undefined }), change);
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

/** Whether an image of a list of containers, wherever that stands, is meant. */
function someImage(value: Value, matches: (image: string) => boolean): boolean {
  if (value instanceof List) return value.items.some((item) => someImage(item.value, matches));
  if (!(value instanceof Dict)) return false;
  for (const [key, entry] of value.entries) {
    if (isContainers(key) && entry.value instanceof List)
      for (const { value: container } of entry.value.items) {
        const text = container instanceof Dict ? scalarText(container.get('image')) : undefined;
        if (text !== undefined && matches(text)) return true;
      }
    if (someImage(entry.value, matches)) return true;
  }
  return false;
}

function inContainers(value: Value, change: (item: Item) => Item | undefined): void {
  if (value instanceof List) for (const item of value.items) inContainers(item.value, change);
  if (!(value instanceof Dict)) return;
  for (const [key, entry] of value.entries) {
    if (isContainers(key) && entry.value instanceof List)
      for (const { value: container } of entry.value.items) {
        const image = container instanceof Dict ? container.get('image') : undefined;
        const changed = image === undefined ? undefined : change(image);
        if (changed !== undefined && container instanceof Dict) container.set('image', changed, image?.key);
      }
    inContainers(entry.value, change);
  }
}

function isContainers(key: string): boolean {
  return key === 'containers' || key === 'initContainers';
}

function changed(item: Item, image: Dict, matches: (image: string) => boolean): Item | undefined {
  const text = scalarText(item);
  if (text === undefined || !matches(text)) return undefined;
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
