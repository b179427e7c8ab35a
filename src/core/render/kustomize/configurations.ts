/** configurations: more fields for the transformers, of kinds that are not Kubernetes' own. */
import { RenderError } from '../problem.ts';
import { Dict, type Item, itemsAt, stringAt } from '../value.ts';
import type { NameReference, TransformerConfig } from './defaults.ts';
import { type FieldSpec, mergedSpecs } from './fields.ts';
import { type Gvk, sameGvk } from './resource.ts';

const lists = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;

/** A configuration with the entries of a file; `prefix` and other names are refused as unknown. */
export function withConfiguration(config: TransformerConfig, file: Item): TransformerConfig {
  if (!(file.value instanceof Dict)) return config;
  const { value } = file;
  for (const [key, entry] of value.entries)
    if (
      key !== 'nameReference' &&
      !lists.some((name) => name === key) &&
      key !== 'apiVersion' &&
      key !== 'kind' &&
      key !== 'metadata'
    )
      throw new RenderError(
        `error unmarshaling JSON: while decoding JSON: json: unknown field "${key}"`,
        entry.key?.at,
      );
  const added: Record<string, readonly FieldSpec[]> = {};
  for (const name of lists) added[name] = mergedSpecs(config[name], specsAt(value, name));
  return { ...config, ...added, nameReference: withReferences(config.nameReference, itemsAt(value, 'nameReference')) };
}

/** Two configurations in one. */
export function mergedConfigs(a: TransformerConfig, b: TransformerConfig): TransformerConfig {
  if (a === b) return a;
  const both: Record<string, readonly FieldSpec[]> = {};
  for (const name of lists) both[name] = mergedSpecs(a[name], b[name]);
  return { ...a, ...both, nameReference: b.nameReference.reduce(withReference, a.nameReference) };
}

function withReferences(own: readonly NameReference[], items: readonly Item[]): readonly NameReference[] {
  return items
    .flatMap(({ value }) =>
      value instanceof Dict ? [{ ...gvkIn(value), fieldSpecs: specsAt(value, 'fieldSpecs') }] : [],
    )
    .reduce(withReference, own);
}

function withReference(own: readonly NameReference[], reference: NameReference): readonly NameReference[] {
  const asked = { group: '', version: '', kind: '', ...reference };
  const index = own.findIndex((other) => sameGvk({ group: '', version: '', kind: '', ...other }, asked));
  const known = own[index];
  if (known === undefined) return [...own, reference];
  return own.with(index, { ...known, fieldSpecs: mergedSpecs(known.fieldSpecs, reference.fieldSpecs) });
}

/** The field specs in the list under a key. */
export function specsAt(dict: Dict, key: string): readonly FieldSpec[] {
  return itemsAt(dict, key).flatMap(({ value }) => (value instanceof Dict ? [specOf(value)] : []));
}

/** A field spec as `configurations`, and `fields` of labels, state it. */
function specOf(dict: Dict): FieldSpec {
  return { ...gvkIn(dict), path: stringAt(dict, 'path') ?? '', create: dict.get('create')?.value === true };
}

/** The group, version and kind that a map states, empty where it states none. */
export function gvkIn(dict: Dict | undefined): Gvk {
  const get = (key: string) => stringAt(dict, key) ?? '';
  return { group: get('group'), version: get('version'), kind: get('kind') };
}
