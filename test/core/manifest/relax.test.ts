import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { plainValue, writtenIn } from './tree.ts';

/** Texts that YAML 1.2 forbids, with what sigs.k8s.io/yaml, kubectl's reader, makes of them. */
const accepted: readonly (readonly [title: string, text: string, value: unknown])[] = [
  ['a bracket below its key', 'a:\n  b: [\n    "x",\n    z\n  ]\nc: 1\n', { a: { b: ['x', 'z'] }, c: 1 }],
  ['a brace at the margin', 'a:\n  b: {\n  x: 1\n}\nc: 1\n', { a: { b: { x: 1 } }, c: 1 }],
  ['a quoted text that goes on at the margin', 'a:\n  b: "x\ny\n  z"\nc: 1\n', { a: { b: 'x y z' }, c: 1 }],
  ['JSON in quotes with its end below the key', "a:\n  b: '[\n    1\n  ]'\nc: 1\n", { a: { b: '[ 1 ]' }, c: 1 }],
  ['a comment right behind a quote', 'a: "x"# y\nb: [1]# z\n', { a: 'x', b: [1] }],
  ['an escaped apostrophe', 'a: "it\\\'s"\nb: 1\n', { a: "it's", b: 1 }],
  ['tabs and spaces in front of values', 'a:\t {b:\t c, \td: 1}\n', { a: { b: 'c', d: 1 } }],
  ['a value right behind a quoted key', '"a":x\nb: 1\n', { a: 'x', b: 1 }],
  [
    'all of it beside blocks of text and apostrophes',
    "- a: it's [\n  b: |\n    \"[\n  c: [\n  'd', # {\n]\n- e\n",
    [{ a: "it's [", b: '"[\n', c: ['d'] }, 'e'],
  ],
];

suite('texts that YAML forbids and kubectl reads', () => {
  for (const [title, text, value] of accepted)
    test(title, () => {
      const { root, problems } = parseText(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(plainValue(root), value);
    });

  test('every place is one of the original text', () => {
    const text = 'a:\n  b: [\n"x", {c: \'y\nz\'}\n]# d\ne: "it\\\'s"# f\ng: h\n';
    const { root } = parseText(text);
    assert.deepEqual([...writtenIn(text, root)], ['a', 'b', '"x"', 'c', "'y\nz'", 'e', '"it\\\'s"', 'g', 'h']);
  });

  test('what kubectl refuses too stays a problem', () => {
    for (const text of [
      'a:\n  b: [x\nc: 1\n',
      'a: "x\nb: 1\n',
      'a:\n  b: x\n  y\n',
      'a: "\\d"\n',
      'a: |\nx\n',
      'a: b: c\n',
      'a:\n  - b\n - c\n',
    ])
      assert.ok(
        parseText(text).problems.some(({ severity }) => severity === 'error'),
        text,
      );
  });
});
