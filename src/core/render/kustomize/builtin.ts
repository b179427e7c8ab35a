/** Entries of `transformers` that configure kustomize's own transformers; all others are programs. */
import { Dict, dictAt, type Item, stringAt } from '../value.ts';
import { specsAt } from './configurations.ts';
import { wholeSource } from './context.ts';
import type { FieldSpec } from './fields.ts';
import { setImage } from './images.ts';
import { setPairs } from './labels.ts';
import { addAffix } from './names.ts';
import { setReplicas } from './replicas.ts';
import type { Resource } from './resource.ts';

type Transformer = (resources: readonly Resource[], entry: Dict, specs: readonly FieldSpec[], item: Item) => void;

const pairs =
  (key: string): Transformer =>
  (resources, entry, specs, item) =>
    setPairs(resources, dictAt(entry, key) ?? new Dict(), specs, wholeSource(item));

const affix =
  (side: 'prefix' | 'suffix'): Transformer =>
  (resources, entry, specs) => {
    const text = entry.get(side);
    if (text !== undefined) addAffix(resources, text, side, specs);
  };

const transformers: ReadonlyMap<string, Transformer> = new Map([
  ['PrefixTransformer', affix('prefix')],
  ['SuffixTransformer', affix('suffix')],
  ['LabelTransformer', pairs('labels')],
  ['AnnotationsTransformer', pairs('annotations')],
  [
    'ImageTagTransformer',
    (resources, entry, specs) => setImage(resources, dictAt(entry, 'imageTag') ?? new Dict(), specs),
  ],
  [
    'ReplicaCountTransformer',
    (resources, entry, specs) => setReplicas(resources, dictAt(entry, 'replica') ?? new Dict(), specs),
  ],
]);

/** Runs one of kustomize's own transformers; `false` where the entry is none that is known here. */
export function runBuiltin(resources: readonly Resource[], item: Item): boolean {
  if (!(item.value instanceof Dict) || stringAt(item.value, 'apiVersion') !== 'builtin') return false;
  const run = transformers.get(stringAt(item.value, 'kind') ?? '');
  run?.(resources, item.value, specsAt(item.value, 'fieldSpecs'), item);
  return run !== undefined;
}
