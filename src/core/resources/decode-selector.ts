import { child, type MapNode, type Node } from '../manifest/node.ts';
import {
  isNull,
  maps,
  openList,
  pairs,
  type Reading,
  spanOf,
  text,
  texts,
  unknownField,
  wrongType,
} from './decode-field.ts';
import type { LabelSelector } from './pod-maker.ts';

type Requirement = LabelSelector['matchExpressions'][number];

/**
 * Decodes a `metav1.LabelSelector`; `undefined` when it is absent, which is not the same as an empty one. One that is no
 * map (a placeholder, a wrong type) or whose requirements are not all known is open: it would otherwise match everything.
 */
export function labelSelector(reading: Reading, parent: Node | undefined, key: string): LabelSelector | undefined {
  const node = child(parent, key);
  if (node === undefined) return undefined;
  const { start, end } = node;
  if (node.type !== 'map') {
    const standIn = node.type === 'scalar' ? openList(reading, parent, key) : undefined;
    if (standIn === undefined && isNull(node)) return undefined;
    const open = standIn ?? wrongType(reading, node, key, 'a map').unknown;
    return { matchLabels: { pairs: [], open, start, end }, matchExpressions: [], start, end };
  }
  return selectorIn(reading, node);
}

/** Decodes a map that is a `metav1.LabelSelector`. */
export function selectorIn(reading: Reading, node: MapNode): LabelSelector {
  const labels = pairs(reading, node, 'matchLabels', node, 'labels');
  const open = labels.open ?? openList(reading, node, 'matchExpressions');
  return {
    matchLabels: open === undefined ? labels : { ...labels, open },
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
