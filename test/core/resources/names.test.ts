import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dns1035LabelFault,
  dns1123LabelFault,
  dns1123SubdomainFault,
  ianaServiceNameFault,
  labelValueFault,
  portNumberFault,
  qualifiedNameFault,
  wildcardSubdomainFault,
} from '../../../src/core/resources/names.ts';

const long = (length: number) => 'a'.repeat(length);

/** Vectors after the tests of the API machinery's validation package. */
const vectors: readonly (readonly [
  check: (value: string) => string | undefined,
  good: readonly string[],
  bad: readonly string[],
])[] = [
  [
    dns1123LabelFault,
    ['a', 'ab', 'a1', 'a--1--2--b', '0', '01', '1-2', long(63)],
    ['', 'A', 'aBc', '-', 'a-', '-a', '_', 'a_b', '.', 'a.b', ' ', 'a b', 'ä', 'a\n', long(64)],
  ],
  [
    dns1123SubdomainFault,
    ['a', '0.a', 'a.b-c.d', '1-a.b', `${long(63)}.${long(63)}`, long(253)],
    ['', '.', 'a.', '.a', 'a..b', 'A.a', 'a.-b', 'a_b', 'a b', long(254)],
  ],
  [wildcardSubdomainFault, ['*.a', '*.a.b'], ['*', '*.', 'a', 'a.*', '*.*.a', '*a.b', '']],
  [dns1035LabelFault, ['a', 'a1', 'a-1', long(63)], ['', '0', '0a', '1a', 'A', 'a-', '-a', 'a.b', long(64)]],
  [
    ianaServiceNameFault,
    ['telnet', 're-mail-ck', 'pop3', 'a', 'a-1', '1-a', long(15)],
    ['', '-', '8080', 'a--b', '-a', 'a-', 'A', 'a_b', 'a.b', long(16)],
  ],
  [
    qualifiedNameFault,
    ['simple', 'now-with-dashes', '1-starts-with-num', 'a/b', 'a.b/C_d.e', '1.2.3.4/5678', long(63), `${long(253)}/a`],
    ['', 'nospecialchars%^=@', 'x/', '/x', 'a/b/c', 'a b', '-a', 'a-', 'A.b/c', long(64), `${long(254)}/a`],
  ],
  [
    labelValueFault,
    ['', 'simple', 'MyValue', 'my.name_1', '1.10', long(63)],
    ['-a', 'a-', '_a', 'a b', 'a/b', long(64)],
  ],
];

test('names are accepted and refused as by the API server', async (t) => {
  for (const [check, good, bad] of vectors)
    await t.test(check.name, () => {
      for (const value of good) assert.equal(check(value), undefined, JSON.stringify(value));
      for (const value of bad) assert.notEqual(check(value), undefined, JSON.stringify(value));
    });
});

test('reasons are the words of the server', () => {
  assert.equal(ianaServiceNameFault('8080'), 'must contain at least one letter (a-z)');
  assert.equal(ianaServiceNameFault('metrics-and-health'), 'must be no more than 15 characters');
  assert.equal(ianaServiceNameFault('a--b'), 'must not contain consecutive hyphens');
  assert.equal(ianaServiceNameFault('a-'), 'must not begin or end with a hyphen');
  assert.equal(ianaServiceNameFault('Http'), 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  assert.equal(qualifiedNameFault('/x'), 'prefix part must be non-empty');
  assert.equal(qualifiedNameFault('x/'), 'name part must be non-empty');
});

test('ports are 1 to 65535', () => {
  for (const port of [1, 80, 65535]) assert.equal(portNumberFault(port), undefined);
  for (const port of [0, -1, 65536, 80.5, Number.NaN])
    assert.equal(portNumberFault(port), 'must be between 1 and 65535, inclusive');
});
