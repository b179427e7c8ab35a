import type { Pair, Pairs, Stated, Ternary } from './field.ts';
import { placeholderIn } from './placeholder.ts';
import type { LabelSelector } from './pod-maker.ts';

/**
 * Labels and selectors, as `k8s.io/apimachinery/pkg/labels` matches them. What is not known makes the answer unknown only
 * where it could change it.
 */

/** The pair of a key; the last one wins when it stands twice. */
export function pairOf({ pairs }: Pairs, key: string): Pair | undefined {
  for (let i = pairs.length - 1; i >= 0; i--) {
    const pair = pairs[i];
    if (pair !== undefined && pair.key === key) return pair;
  }
  return undefined;
}

/** Whether labels carry one pair: unknown where one of the values is, or where the key is missing from labels that are open. */
export function matchPair(wanted: Pair, labels: Pairs): Ternary {
  const { key, value, unknown } = wanted;
  const label = pairOf(labels, key);
  if (label === undefined)
    // A key that is itself a placeholder could become any key.
    return labels.open !== undefined || (unknown !== undefined && placeholderIn(key) !== undefined) ? 'unknown' : 'no';
  if (label.value === undefined || value === undefined) return 'unknown';
  return label.value === value ? 'yes' : 'no';
}

/**
 * Whether labels carry every pair of a selector: equality only, all of them. No pairs match everything here; that a
 * Service with an empty selector selects nothing is its caller's business.
 */
export function matchPairs(selector: Pairs, labels: Pairs): Ternary {
  let result: Ternary = selector.open === undefined ? 'yes' : 'unknown';
  for (const pair of selector.pairs) {
    const match = matchPair(pair, labels);
    if (match === 'no') return 'no';
    if (match === 'unknown') result = 'unknown';
  }
  return result;
}

/** Whether labels meet a `LabelSelector`: all of `matchLabels` and all of `matchExpressions`; an empty one matches all. */
export function matchLabelSelector(selector: LabelSelector, labels: Pairs): Ternary {
  let result = matchPairs(selector.matchLabels, labels);
  for (const { key, operator, values } of selector.matchExpressions) {
    if (result === 'no') return 'no';
    const match = key.value === undefined ? 'unknown' : matchRequirement(key.value, operator.value, values, labels);
    if (match !== 'yes') result = match;
  }
  return result;
}

/** Pairs for people: `app=web,tier=front`; a value that is not known shows as `?`. */
export function formatPairs({ pairs }: Pairs): string {
  return pairs.map(({ key, value }) => `${key}=${value ?? '?'}`).join(',');
}

/** One of `matchExpressions`. NotIn and DoesNotExist hold for labels that lack the key. */
function matchRequirement(
  key: string,
  operator: string | undefined,
  values: readonly Stated<string>[],
  labels: Pairs,
): Ternary {
  const label = pairOf(labels, key);
  if (label === undefined && labels.open !== undefined) return 'unknown';
  switch (operator) {
    case 'Exists':
      return label === undefined ? 'no' : 'yes';
    case 'DoesNotExist':
      return label === undefined ? 'yes' : 'no';
    case 'In':
      return label === undefined ? 'no' : among(label, values);
    case 'NotIn':
      return label === undefined ? 'yes' : negate(among(label, values));
    default:
      return 'unknown';
  }
}

function among({ value }: Pair, values: readonly Stated<string>[]): Ternary {
  // The API server refuses In and NotIn without values.
  if (value === undefined || values.length === 0) return 'unknown';
  if (values.some((candidate) => candidate.value === value)) return 'yes';
  return values.some((candidate) => candidate.value === undefined) ? 'unknown' : 'no';
}

function negate(answer: Ternary): Ternary {
  return answer === 'yes' ? 'no' : answer === 'no' ? 'yes' : 'unknown';
}
