import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { readConfiguration } from '../../../src/core/language/configuration.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { schemaErrors } from '../../support/schemas.ts';

/** What a configuration states about values, and what is wrong with it, by the text that is marked. */
function read(text: string) {
  const { helmValues, problems } = readConfiguration(parseText(text).root);
  return {
    values: Object.fromEntries(helmValues.map(({ folder, variants }) => [folder, variants])),
    problems: problems.map(({ start, end, message }) => `${text.slice(start, end)}: ${message}`),
  };
}

suite('values in the configuration', () => {
  test('each entry is a variant, a list in the list several files together', () => {
    assert.deepEqual(
      read('helm: { values: { charts/shop: [values.yaml, [a.yaml, eu/b.yaml]], ./x/: [c.yaml], .: [d.yaml] } }'),
      {
        values: { 'charts/shop': [['values.yaml'], ['a.yaml', 'eu/b.yaml']], x: [['c.yaml']], '': [['d.yaml']] },
        problems: [],
      },
    );
  });

  test('the entry knows where it stands', () => {
    const text = 'helm:\n  values:\n    charts/shop:\n      - a.yaml\n';
    const [entry] = readConfiguration(parseText(text).root).helmValues;
    assert.equal(text.slice(entry?.start, entry?.end).trimEnd(), 'charts/shop:\n      - a.yaml');
  });

  for (const empty of [
    'helm:',
    'helm: { values: }',
    'helm: { values: { charts/shop: } }',
    'helm: { values: { a: [] } }',
  ])
    test(`${empty} states nothing`, () => {
      assert.deepEqual(read(empty), { values: {}, problems: [] });
    });

  for (const [what, text, problem] of [
    ['an unknown key', 'helm: { valus: {} }', /^valus: "valus" is not a key .* meant as "values"/],
    ['no map', 'helm: [a]', /^\[a\]: "helm" has to be a map/],
    ['no charts', 'helm: { values: [a.yaml] }', /^\[a\.yaml\]: "values" has to be a map/],
    ['no list', 'helm: { values: { charts/shop: a.yaml } }', /^a\.yaml: "charts\/shop" has to be a list/],
    ['a number', 'helm: { values: { charts/shop: [5] } }', /^5: A values file has to be a text; .*quotes/],
    [
      'values themselves',
      'helm: { values: { charts/shop: [{ a: b }] } }',
      /^\{ a: b \}: A values file has to be a text/,
    ],
    [
      'a list in a list of lists',
      'helm: { values: { charts/shop: [[[a]]] } }',
      /^\[a\]: A values file has to be a text/,
    ],
    ['an absolute file', 'helm: { values: { charts/shop: [/a.yaml] } }', /^\/a\.yaml: A values file is stated from/],
    ['a chart outside', 'helm: { values: { ../shop: [a.yaml] } }', /^\.\.\/shop: "\.\.\/shop" has to be the folder/],
    ['an absolute chart', 'helm: { values: { /shop: [a.yaml] } }', /^\/shop: "\/shop" has to be the folder/],
  ] as const)
    test(`${what} is told where it stands, and refused by the schema`, () => {
      const { values, problems } = read(text);
      assert.deepEqual([values, problems.length], [{}, 1]);
      assert.match(problems[0] ?? '', problem);
      assert.notDeepEqual(schemaErrors('portolan', parse(text)), []);
    });

  test('a chart that is stated twice is told', () => {
    const { values, problems } = read('helm: { values: { charts/shop: [a.yaml], ./charts/shop: [b.yaml] } }');
    assert.deepEqual(values, { 'charts/shop': [['a.yaml']] });
    assert.match(problems.join(), /^\.\/charts\/shop: The values of this chart are stated above already\.$/);
  });

  test('a file that is not understood leaves out its variant and no other', () => {
    const { values } = read('helm: { values: { charts/shop: [[a.yaml, 5], b.yaml] } }');
    assert.deepEqual(values, { 'charts/shop': [['b.yaml']] });
  });

  test('the schema takes what the reader takes', () => {
    for (const text of [
      'helm: { values: { charts/shop: [values.yaml, [a.yaml, ../b.yaml]], ./x: [], .: null, ..x: [a] } }',
      'helm: { values: null }',
      'helm: null',
    ]) {
      assert.deepEqual(schemaErrors('portolan', parse(text)), [], text);
      assert.deepEqual(read(text).problems, [], text);
    }
  });
});
