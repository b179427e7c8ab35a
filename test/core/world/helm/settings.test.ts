import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readValues } from '../../../../src/core/render/helm/chart.ts';
import { bare } from '../../../../src/core/render/value.ts';
import { readSetting, type Setting, settingsOver } from '../../../../src/core/world/helm/settings.ts';
import { plain } from './small-workspace.ts';

const options = { text: false, lists: true, commas: true };

/** What `--set` makes of some values, as far as it touches them; `undefined` where it is refused. */
function set(base: string, ...written: readonly (readonly [name: string, value: string])[]): unknown {
  const settings: Setting[] = [];
  for (const [name, value] of written) {
    const setting = readSetting(name, bare(value), undefined, options);
    if (setting === undefined) return undefined;
    settings.push(setting);
  }
  const result = settingsOver([readValues('values.yaml', new TextEncoder().encode(base))], settings);
  return result === undefined ? undefined : plain(result);
}

suite('settings', () => {
  for (const [written, value] of [
    ['8080', 8080n],
    ['-5', -5n],
    ['0', 0n],
    ['010', '010'],
    ['1.5', '1.5'],
    ['True', true],
    ['null', null],
    ['', ''],
    ['9223372036854775808', '9223372036854775808'],
    ['a\\,b', 'a,b'],
    ['{a,2}', ['a', 2n]],
    ['{a\\,b,}', ['a,b', '']],
    ['{}', ['']],
  ] as const)
    test(`"${written}" is read as Helm reads it`, () => {
      assert.deepEqual(set('', ['a', written]), { a: value });
    });

  for (const [name, value] of [
    ['a.b', { a: { b: 1n } }],
    ['a\\.b', { 'a.b': 1n }],
    ['a[1].b', { a: [null, { b: 1n }] }],
    ['a[0][1]', { a: [[null, 1n]] }],
  ] as const)
    test(`${name} is set`, () => {
      assert.deepEqual(set('', [name, '1']), value);
    });

  for (const name of [
    '',
    'a.',
    'a[',
    'a[x]',
    'a[99999]',
    'a=b',
    'a,b',
    'a\\',
    `a${'[0]'.repeat(10_000)}`,
    'a.'.repeat(40),
  ])
    test(`"${name.slice(0, 20)}" is no name`, () => {
      assert.equal(set('', [name, '1']), undefined);
    });

  for (const value of ['{a', '{a}b', 'a,b=c'])
    test(`"${value}" is not one value`, () => {
      assert.equal(set('', ['a', value]), undefined);
    });

  test('a list keeps what is not set of it, a map lies over the one below', () => {
    const base = 'hosts: [{ host: a, path: / }, { host: b }]\nservice: { type: x, ports: [1, 2] }\n';
    assert.deepEqual(set(base, ['hosts[0].host', 'c'], ['service.name', 'd'], ['service.ports[2]', '3']), {
      hosts: [{ host: 'c', path: '/' }, { host: 'b' }],
      service: { name: 'd', ports: [1, 2, 3n] },
    });
  });

  test('what is no map and no list takes nothing', () => {
    for (const name of ['a.b', 'a[0]', 'b[0]', 'c.d', 'e.a'])
      assert.equal(set('a: text\nb: {}\nc: []\ne: null\n', [name, '1']), undefined, name);
    assert.equal(set('', ['a', '1'], ['a.b', '1']), undefined);
  });
});
