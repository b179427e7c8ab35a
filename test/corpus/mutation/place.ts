import type { ManifestDocument } from '../../../src/core/manifest/document.ts';
import { child, type MapEntry, type Node, type SequenceNode } from '../../../src/core/manifest/node.ts';
import { parseDocument } from '../../../src/core/manifest/parse.ts';

/** A value of an object that an operator may change, with what it stands in. */
export interface Place {
  readonly document: ManifestDocument;
  /** The object, from `apiVersion` on. */
  readonly object: Node;
  readonly node: Node;
  /** The entry whose value it is, and the map of that entry; of an item of a list those of the list. */
  readonly entry: MapEntry;
  readonly owner: Node;
  /** The innermost list that it lies in. */
  readonly list: SequenceNode | undefined;
}

/** The objects of a document: itself, or those of a List. */
export function objectsOf(document: ManifestDocument): readonly Node[] {
  const { root } = parseDocument(document);
  const items = child(root, 'items');
  if (scalarAt(root, 'kind').endsWith('List') && items?.type === 'sequence') return items.items;
  return root === undefined ? [] : [root];
}

/** The text of a scalar at a path of keys, `''` where there is none. */
export function scalarAt(node: Node | undefined, ...keys: readonly string[]): string {
  const found = keys.reduce<Node | undefined>(child, node);
  return found?.type === 'scalar' && found.value !== null ? String(found.value) : '';
}

/**
 * The places of an object at a path: keys with dots between them, `*` for every key, `[]` behind a key for every item of
 * its list; a key that holds dots stands last, in brackets. A path that begins with `template` or `pod` looks into the pod template of the object, or into its spec.
 */
export function* placesAt(document: ManifestDocument, object: Node, path: string): Generator<Place> {
  const [first = '', ...rest] = path.match(/\(([^)]*)\)|[^.]+/g) ?? [];
  const steps = first === 'template' || first === 'pod' ? [...templateOf(object, first), ...rest] : [first, ...rest];
  yield* walk({ document, object, list: undefined }, object, steps);
}

function* walk(
  around: Pick<Place, 'document' | 'object' | 'list'>,
  node: Node,
  [step = '', ...rest]: readonly string[],
): Generator<Place> {
  if (node.type !== 'map') return;
  const key = step.replace(/\[\]$|[()]/g, '');
  for (const entry of node.entries) {
    if (key !== '*' && entry.key.value !== key) continue;
    const { value } = entry;
    const list = step.endsWith('[]') && value.type === 'sequence' ? value : around.list;
    const found = step.endsWith('[]') ? (value.type === 'sequence' ? value.items : []) : [value];
    for (const each of found)
      if (rest.length === 0) yield { ...around, node: each, entry, owner: node, list };
      else yield* walk({ ...around, list }, each, rest);
  }
}

/** Where a workload has its pod template (or its spec); a Pod is its own. */
function templateOf(object: Node, wanted: 'template' | 'pod'): readonly string[] {
  const kind = scalarAt(object, 'kind');
  const template =
    kind === 'Pod' ? [] : kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
  return wanted === 'pod' ? [...template, 'spec'] : template;
}
