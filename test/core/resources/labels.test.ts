import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pair, Pairs, Stated, Ternary } from '../../../src/core/resources/field.ts';
import { formatPairs, matchLabelSelector, matchPairs, pairOf } from '../../../src/core/resources/labels.ts';

const nowhere = { start: 0, end: 0 };

/** Pairs from values; `undefined` is a value that is not known. */
function pairsOf(values: Readonly<Record<string, string | undefined>>, open?: string): Pairs {
  const pairs = Object.entries(values).map(
    ([key, value]): Pair => ({
      key,
      value,
      ...(value === undefined ? { unknown: 'it is the placeholder ${X}' } : {}),
      ...nowhere,
      keyStart: 0,
      keyEnd: 0,
    }),
  );
  return { pairs, ...(open === undefined ? {} : { open }), ...nowhere };
}

function stated(value: string | undefined): Stated<string> {
  return value === undefined ? { value, unknown: 'it is the placeholder ${X}', ...nowhere } : { value, ...nowhere };
}

test('a selector needs every pair with its value', () => {
  const cases: readonly (readonly [selector: Pairs, labels: Pairs, expected: Ternary])[] = [
    [pairsOf({}), pairsOf({ app: 'a' }), 'yes'],
    [pairsOf({ app: 'a' }), pairsOf({ app: 'a', x: 'y' }), 'yes'],
    [pairsOf({ app: 'a', x: 'y' }), pairsOf({ app: 'a' }), 'no'],
    [pairsOf({ app: 'a' }), pairsOf({ app: 'A' }), 'no'],
    [pairsOf({ app: '' }), pairsOf({}), 'no'],
    [pairsOf({ app: '' }), pairsOf({ app: '' }), 'yes'],
    [pairsOf({ app: 'a' }), pairsOf({ app: undefined }), 'unknown'],
    [pairsOf({ app: undefined }), pairsOf({ app: 'a' }), 'unknown'],
    [pairsOf({ app: undefined }), pairsOf({}), 'no'],
    [pairsOf({ '${KEY}': undefined }), pairsOf({ app: 'a' }), 'unknown'],
    [pairsOf({ app: 'a' }), pairsOf({}, 'an overlay adds labels'), 'unknown'],
    [pairsOf({ app: 'a' }), pairsOf({ app: 'b' }, 'an overlay adds labels'), 'no'],
    [pairsOf({ app: 'a' }, 'an overlay adds pairs'), pairsOf({ app: 'a' }), 'unknown'],
    [pairsOf({ app: undefined, x: 'y' }), pairsOf({ app: 'a', x: 'z' }), 'no'],
  ];
  for (const [selector, labels, expected] of cases)
    assert.equal(matchPairs(selector, labels), expected, `${formatPairs(selector)} on ${formatPairs(labels)}`);
});

test('match expressions hold as the API machinery says', () => {
  const cases: readonly (readonly [
    operator: string | undefined,
    values: readonly (string | undefined)[],
    labels: Pairs,
    expected: Ternary,
  ])[] = [
    ['In', ['a', 'b'], pairsOf({ app: 'b' }), 'yes'],
    ['In', ['a'], pairsOf({ app: 'b' }), 'no'],
    ['In', ['a'], pairsOf({}), 'no'],
    ['In', ['a', undefined], pairsOf({ app: 'b' }), 'unknown'],
    ['In', ['b', undefined], pairsOf({ app: 'b' }), 'yes'],
    ['In', [], pairsOf({ app: 'b' }), 'unknown'],
    ['NotIn', ['a'], pairsOf({ app: 'b' }), 'yes'],
    ['NotIn', ['a'], pairsOf({ app: 'a' }), 'no'],
    ['NotIn', ['a'], pairsOf({}), 'yes'],
    ['NotIn', ['a'], pairsOf({}, 'open'), 'unknown'],
    ['Exists', [], pairsOf({ app: undefined }), 'yes'],
    ['Exists', [], pairsOf({}), 'no'],
    ['Exists', [], pairsOf({}, 'open'), 'unknown'],
    ['DoesNotExist', [], pairsOf({ app: 'a' }), 'no'],
    ['DoesNotExist', [], pairsOf({}), 'yes'],
    ['exists', [], pairsOf({ app: 'a' }), 'unknown'],
    [undefined, [], pairsOf({ app: 'a' }), 'unknown'],
  ];
  for (const [operator, values, labels, expected] of cases) {
    const selector = {
      matchLabels: pairsOf({}),
      matchExpressions: [{ key: stated('app'), operator: stated(operator), values: values.map(stated), span: nowhere }],
      ...nowhere,
    };
    assert.equal(
      matchLabelSelector(selector, labels),
      expected,
      `${operator} ${values.join()} on ${formatPairs(labels)}`,
    );
  }
});

test('an empty label selector selects everything; one "no" decides', () => {
  const none = { matchLabels: pairsOf({}), matchExpressions: [], ...nowhere };
  assert.equal(matchLabelSelector(none, pairsOf({})), 'yes');
  const key = { key: stated(undefined), operator: stated('Exists'), values: [], span: nowhere };
  const missing = { key: stated('x'), operator: stated('Exists'), values: [], span: nowhere };
  assert.equal(matchLabelSelector({ ...none, matchExpressions: [key] }, pairsOf({})), 'unknown');
  assert.equal(matchLabelSelector({ ...none, matchExpressions: [key, missing] }, pairsOf({})), 'no');
});

test('the last of two equal keys counts', () => {
  const twice = { pairs: [...pairsOf({ app: 'a' }).pairs, ...pairsOf({ app: 'b' }).pairs], ...nowhere };
  assert.equal(pairOf(twice, 'app')?.value, 'b');
  assert.equal(pairOf(twice, '__proto__'), undefined);
});

test('pairs read app=web,tier=front', () => {
  assert.equal(formatPairs(pairsOf({ app: 'web', tier: 'front', x: undefined })), 'app=web,tier=front,x=?');
});
