/**
 * The fields of a kustomization file, as the reference of kustomization.yaml names them, and how it is decoded: names in any
 * case, unknown names and wrong types refused in the words of Go's encoding/json.
 */
import { RenderError } from '../problem.ts';
import { Dict, type Item, isString, List, type Value } from '../value.ts';

type Shape = 'string' | 'bool' | 'int' | 'any' | { readonly list: Shape } | { readonly map: Shape } | Struct;

interface Struct {
  readonly name: string;
  readonly fields: Readonly<Record<string, Shape>>;
}

const strings: Shape = { list: 'string' };
const stringMap: Shape = { map: 'string' };
const gvk: Record<string, Shape> = { group: 'string', version: 'string', kind: 'string' };
const id: Record<string, Shape> = { ...gvk, name: 'string', namespace: 'string' };
const fieldSpecs: Shape = { list: { name: 'FieldSpec', fields: { ...gvk, path: 'string', create: 'bool' } } };
const selector: Struct = {
  name: 'Selector',
  fields: { ...id, annotationSelector: 'string', labelSelector: 'string' },
};
const patch: Struct = {
  name: 'Patch',
  fields: { path: 'string', patch: 'string', target: selector, options: { map: 'bool' } },
};
const generatorOptions: Struct = {
  name: 'GeneratorOptions',
  fields: { labels: stringMap, annotations: stringMap, disableNameSuffixHash: 'bool', immutable: 'bool' },
};
const generator: Record<string, Shape> = {
  namespace: 'string',
  name: 'string',
  behavior: 'string',
  literals: strings,
  files: strings,
  envs: strings,
  env: 'string',
  options: generatorOptions,
};
const fieldOptions: Struct = {
  name: 'FieldOptions',
  fields: { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' },
};
const replacement: Struct = {
  name: 'ReplacementField',
  fields: {
    path: 'string',
    source: { name: 'SourceSelector', fields: { ...id, fieldPath: 'string', options: fieldOptions } },
    sourceValue: 'string',
    targets: {
      list: {
        name: 'TargetSelector',
        fields: { select: selector, reject: { list: selector }, fieldPaths: strings, options: fieldOptions },
      },
    },
  },
};

const kustomization: Struct = {
  name: 'Kustomization',
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: 'any',
    openapi: stringMap,
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: stringMap,
    labels: {
      list: {
        name: 'Label',
        fields: {
          pairs: stringMap,
          includeSelectors: 'bool',
          includeTemplates: 'bool',
          includeVolumeClaimTemplates: 'bool',
          fields: fieldSpecs,
        },
      },
    },
    commonAnnotations: stringMap,
    patchesStrategicMerge: strings,
    patchesJson6902: { list: patch },
    patches: { list: patch },
    images: {
      list: {
        name: 'Image',
        fields: { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' },
      },
    },
    imageTags: 'any',
    replacements: { list: replacement },
    replicas: { list: { name: 'Replica', fields: { name: 'string', count: 'int' } } },
    vars: {
      list: {
        name: 'Var',
        fields: {
          name: 'string',
          objref: {
            name: 'Target',
            fields: { ...id, apiVersion: 'string', uid: 'string', resourceVersion: 'string', fieldPath: 'string' },
          },
          fieldref: { name: 'FieldSelector', fields: { fieldPath: 'string' } },
        },
      },
    },
    sortOptions: {
      name: 'SortOptions',
      fields: {
        order: 'string',
        legacySortOptions: { name: 'LegacySortOptions', fields: { orderFirst: strings, orderLast: strings } },
      },
    },
    resources: strings,
    components: strings,
    crds: strings,
    bases: strings,
    configMapGenerator: { list: { name: 'ConfigMapArgs', fields: generator } },
    secretGenerator: { list: { name: 'SecretArgs', fields: { ...generator, type: 'string' } } },
    helmGlobals: 'any',
    helmCharts: 'any',
    helmChartInflationGenerator: 'any',
    generatorOptions,
    configurations: strings,
    generators: strings,
    transformers: strings,
    validators: strings,
    buildMetadata: strings,
  },
};

/** A kustomization with its fields under their own names; what is refused becomes a problem and is left out. */
export function decodeKustomization(dict: Dict, problem: (error: RenderError) => void): Dict {
  return decodeStruct(dict, kustomization, '', problem);
}

function decodeStruct(dict: Dict, shape: Struct, path: string, problem: (error: RenderError) => void): Dict {
  const decoded = new Dict();
  const names = new Map(Object.keys(shape.fields).map((name) => [name.toLowerCase(), name]));
  for (const [key, entry] of dict.entries) {
    const name = Object.hasOwn(shape.fields, key) ? key : names.get(key.toLowerCase());
    if (name === undefined) {
      problem(new RenderError(`invalid Kustomization: json: unknown field "${key}"`, entry.key?.at));
      continue;
    }
    const value = decode(entry, shape.fields[name] ?? 'any', { struct: shape.name, path: `${path}.${name}` }, problem);
    if (value !== undefined && value !== null) decoded.set(name, { value, source: entry.source }, entry.key);
  }
  return decoded;
}

interface Where {
  readonly struct: string;
  readonly path: string;
}

/** The value as its shape asks; `undefined` where it is refused. */
function decode(item: Item, shape: Shape, where: Where, problem: (error: RenderError) => void): Value | undefined {
  const { value } = item;
  if (value === null || shape === 'any') return value;
  const refuse = (type: string): undefined => {
    const message = `invalid Kustomization: json: cannot unmarshal ${typeName(value)} into Go struct field ${where.struct}${where.path} of type ${type}`;
    problem(new RenderError(message, item.source?.at));
  };
  if (shape === 'string') return isString(value) ? value : refuse('string');
  if (shape === 'bool') return typeof value === 'boolean' ? value : refuse('bool');
  if (shape === 'int') return typeof value === 'bigint' ? value : refuse('int64');
  if ('list' in shape) {
    if (!(value instanceof List)) return refuse(`[]${shape.list === 'string' ? 'string' : 'types'}`);
    return new List(
      value.items.flatMap((each) => {
        const decoded = decode(each, shape.list, where, problem);
        return decoded === undefined ? [] : [{ value: decoded, source: each.source }];
      }),
    );
  }
  if (!(value instanceof Dict)) return refuse('map' in shape ? 'map[string]string' : `types.${shape.name}`);
  if (!('map' in shape)) return decodeStruct(value, shape, where.path, problem);
  const decoded = new Dict();
  for (const [key, entry] of value.entries) {
    const own = decode(entry, shape.map, where, problem);
    if (own !== undefined) decoded.set(key, { value: own ?? '', source: entry.source }, entry.key);
  }
  return decoded;
}

function typeName(value: Value): string {
  if (typeof value === 'boolean') return 'bool';
  if (isString(value)) return 'string';
  return value instanceof List ? 'array' : value instanceof Dict ? 'object' : 'number';
}
