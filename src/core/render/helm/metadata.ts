import { formatFloat } from '../go/float.ts';
import { bare, Dict, type Item, isString, List, stringOf } from '../value.ts';

/**
 * `.Chart` of Helm v4: the fields of Chart.yaml by their names in Go (`structToMap` of pkg/chart), those that it does not state
 * empty.
 */
export function readMetadata(stated: Dict, name: string, dependencies: Item['value'] | undefined): Dict {
  const metadata = new Dict();
  const copy = (field: string, key: string) => metadata.set(field, textOf(stated, key), stated.get(key)?.key);
  const list = (field: string, key: string, change: (item: Item) => Item, value = stated.get(key)?.value) => {
    const items = value instanceof List ? value.items.map(change) : [];
    metadata.set(field, { value: new List(items), source: stated.get(key)?.source }, stated.get(key)?.key);
  };
  for (const [field, key] of texts) copy(field, key);
  if (stringIn(stated, 'name') === '') metadata.set('Name', bare(name));
  // Charts of Helm 2 stated none.
  if (stringIn(stated, 'apiVersion') === '') metadata.set('APIVersion', bare('v1'));
  list('Sources', 'sources', asText);
  list('Keywords', 'keywords', asText);
  list('Maintainers', 'maintainers', (item) => fieldsOf(item, maintainer));
  list('Dependencies', 'dependencies', (item) => fieldsOf(item, dependency), dependencies);
  metadata.set('Deprecated', bare(stated.get('deprecated')?.value === true));
  const annotations = new Dict();
  const given = stated.get('annotations')?.value;
  if (given instanceof Dict) for (const [key, entry] of given.entries) annotations.set(key, asText(entry), entry.key);
  metadata.set('Annotations', { value: annotations, source: stated.get('annotations')?.source });
  return metadata;
}

const texts: readonly (readonly [string, string])[] = [
  ['Name', 'name'],
  ['Home', 'home'],
  ['Version', 'version'],
  ['Description', 'description'],
  ['Icon', 'icon'],
  ['APIVersion', 'apiVersion'],
  ['Condition', 'condition'],
  ['Tags', 'tags'],
  ['AppVersion', 'appVersion'],
  ['KubeVersion', 'kubeVersion'],
  ['Type', 'type'],
];

const maintainer: readonly (readonly [string, string])[] = [
  ['Name', 'name'],
  ['Email', 'email'],
  ['URL', 'url'],
];

const dependency: readonly (readonly [string, string])[] = [
  ['Name', 'name'],
  ['Version', 'version'],
  ['Repository', 'repository'],
  ['Condition', 'condition'],
  ['Alias', 'alias'],
];

function fieldsOf({ value, source }: Item, fields: readonly (readonly [string, string])[]): Item {
  const table = value instanceof Dict ? value : new Dict();
  const dict = new Dict();
  for (const [field, key] of fields) dict.set(field, textOf(table, key), table.get(key)?.key);
  return { value: dict, source };
}

/** A field as a string, empty where it is not stated. */
export function stringIn(table: Dict, key: string): string {
  const { value } = textOf(table, key);
  return isString(value) ? stringOf(value) : '';
}

function textOf(table: Dict, key: string): Item {
  const entry = table.get(key);
  return entry === undefined || entry.value === null ? bare('') : asText(entry);
}

/** A scalar as sigs.k8s.io/yaml decodes it into a string: numbers and booleans by their values, not as they are written. */
function asText({ value, source }: Item): Item {
  if (typeof value === 'number') return { value: formatFloat(value, 'g', -1), source };
  if (typeof value === 'bigint' || typeof value === 'boolean') return { value: String(value), source };
  return { value: isString(value) ? value : '', source };
}
