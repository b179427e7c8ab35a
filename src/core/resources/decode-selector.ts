import { child, type MapNode, type Node } from '../manifest/node.ts';
import { map, maps, pairs, type Reading, spanOf, text, texts, unknownField } from './decode-field.ts';
import type { LabelSelector } from './pod-maker.ts';

type Requirement = LabelSelector['matchExpressions'][number];

/** Decodes a `metav1.LabelSelector`; `undefined` when it is absent, which is not the same as an empty one. */
export function labelSelector(reading: Reading, parent: Node | undefined, key: string): LabelSelector | undefined {
  const node = map(reading, parent, key);
  if (node === undefined) return undefined;
  return {
    matchLabels: pairs(reading, node, 'matchLabels', node, 'labels'),
    matchExpressions: maps(reading, node, 'matchExpressions', requirement),
    start: node.start,
    end: node.end,
  };
}

/** Decodes a plain map of labels (ReplicationController, DeploymentConfig) as the selector it is. */
export function plainSelector(reading: Reading, parent: Node | undefined, key: string): LabelSelector | undefined {
  const node = child(parent, key);
  if (node?.type !== 'map') return undefined;
  return {
    matchLabels: pairs(reading, parent, key, node, 'labels'),
    matchExpressions: [],
    start: node.start,
    end: node.end,
  };
}

function requirement(reading: Reading, item: MapNode): Requirement {
  return {
    key: text(reading, item, 'key') ?? unknownField(item, 'the key is missing'),
    operator: text(reading, item, 'operator') ?? unknownField(item, 'the operator is missing'),
    values: texts(reading, item, 'values'),
    span: spanOf(item),
  };
}
