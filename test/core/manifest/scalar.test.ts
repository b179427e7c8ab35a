import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { resolvePlain } from '../../../src/core/manifest/scalar.ts';
import { brief, plainValue, read } from './tree.ts';

/** What sigs.k8s.io/yaml v1.4.0 (`YAMLToJSON`) makes of plain scalars. */
const resolved: readonly (readonly [value: unknown, ...texts: readonly string[]])[] = [
  [true, 'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'],
  [false, 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'],
  [null, '', '~', 'null', 'Null', 'NULL'],
  [
    80,
    '80',
    '+80',
    '8_0',
    '0x50',
    '0X50',
    '0120',
    '0o120',
    '0O120',
    '0b1010000',
    '0B1010000',
    '80.',
    '80.0',
    '8e1',
    '800e-1',
  ],
  [-15, '-15', '-017', '-0o17', '-0xF', '-0b1111', '-15.0', '-1_5'],
  [8, '08', '010', '0_10', '0x_8', '8.'],
  [0.5, '.5', '+.5', '0.5', '5e-1', '5E-1', '.5_0', '+._5'],
  [1000, '1e3', '1e+3', '1E3', '1_000', '1__000_'],
  [18446744073709552000, '18446744073709551615', '18446744073709551616', '0xFFFFFFFFFFFFFFFF'],
  [7.777777777777778e24, '07777777777777777777777777'],
];

/** What stays a text. */
const texts = [
  ...['oN', 'nO', 'tRUE', 'nULL', 'yess', 'none', '<<', '=', 'inf', 'nan', 'Infinity', '.iNF'],
  ...['2001-01-01', '2001-01-01T00:00:00Z', '12:30', '1:30:00', '1.2.3', '1,000', '10.0.0.1', '1 000', '80/TCP'],
  ...['+', '-x', '--1', '+-1', '.', '._5', '.e5', '_1', '1e', '1e+', '0x', '0o', '0b', '0b2', '0o8', '0x1p4', '0xG'],
  ...['1e400', '9'.repeat(400), '0xFFFFFFFFFFFFFFFFFF', '+0xFFFFFFFFFFFFFFFF', '-0xFFFFFFFFFFFFFFFF'],
];

suite('plain scalars are what kubectl takes them for', () => {
  for (const [value, ...written] of resolved)
    test(`${JSON.stringify(value)}`, () => {
      for (const text of written) assert.equal(resolvePlain(text), value, text);
    });

  test('texts', () => {
    for (const text of texts) assert.equal(resolvePlain(text), text);
  });

  test('in blocks and in flow style, as values and as items', () => {
    assert.deepEqual(read('a: on\nb: [0777, no, 1.10]\nc:\n- ~\n- 0o17\n- x\n'), {
      a: true,
      b: [511, false, 1.1],
      c: [null, 15, 'x'],
    });
  });

  test('quotes and blocks of text make texts', () => {
    assert.deepEqual(read(`a: "80"\nb: 'yes'\nc: |-\n  1\nd: >-\n  no\ne: ""\n`), {
      a: '80',
      b: 'yes',
      c: '1',
      d: 'no',
      e: '',
    });
  });

  test('a JSON file has the same values as YAML', () => {
    const json = '{"a": 80, "b": "80", "c": 1.50, "d": -1E3, "e": true, "f": null, "g": "on", "h": [0.1, "0x1F"]}';
    assert.deepEqual(read(json), JSON.parse(json));
  });
});

test('keys are texts, as sigs.k8s.io/yaml writes them into JSON', () => {
  const text = 'yes: a\n80: b\n0x1F: c\n"1": d\n1.50: e\n2001-01-01: f\n.5: g\n';
  assert.deepEqual(read(text), { true: 'a', 80: 'b', 31: 'c', 1: 'd', 1.5: 'e', '2001-01-01': 'f', 0.5: 'g' });
});

suite('tags', () => {
  test('say what a scalar is, however it is quoted', () => {
    const text = `a: !!str 80
b: !!int "80"
c: !!bool 'yes'
d: !!null ""
e: !!float 80
f: ! 80
g: !own yes
h: !<tag:yaml.org,2002:str> no
i: !!str
j: !own
k: !!timestamp 2001-01-01
`;
    assert.deepEqual(read(text), {
      a: '80',
      b: 80,
      c: true,
      d: null,
      e: 80,
      f: '80',
      g: 'yes',
      h: 'no',
      i: '',
      j: '',
      k: '2001-01-01',
    });
  });

  test('of collections mean nothing', () => {
    assert.deepEqual(read('a: !!map {b: 1}\nc: !own [1]\nd: !!set\n  e: 2\n'), { a: { b: 1 }, c: [1], d: { e: 2 } });
  });

  test('that a value does not fit are mistakes: kubectl refuses the document', () => {
    const text = 'a: !!int abc\nb: !!bool 1\nc: !!null x\nd: !!float y\ne: !!int\nf: 1\n';
    const { root, problems } = parseText(text);
    assert.deepEqual(
      problems.map((problem) => brief(text, problem)),
      ['!!int', '!!bool', '!!null', '!!float', '!!int'].map(
        (tag) => `KN001 error ${tag}: The value does not fit this tag.`,
      ),
    );
    assert.deepEqual((plainValue(root) as { f: unknown }).f, 1);
  });
});
