import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Node } from '../../../src/core/manifest/node.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { nodeAt, read, writtenIn } from './tree.ts';

/** What a text has to say, written as its keys and values stand in it. */
function written(text: string): readonly string[] {
  return [...writtenIn(text, parseText(text).root)];
}

/** The text of a node. */
function of(text: string, ...path: readonly (string | number)[]): string {
  const { start, end } = nodeAt(text, ...path);
  return text.slice(start, end);
}

/** Where an empty value stands, as the text in front of it on its line. */
function inFrontOf(text: string, ...path: readonly (string | number)[]): string {
  const { start, end } = nodeAt(text, ...path);
  assert.equal(start, end);
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
}

suite('a scalar covers what is written', () => {
  test('plain, quoted, on several lines', () => {
    const text = `a: one two  # comment
'b': "x \\" y"
"c d" : 'it''s'
e: one
  two
f: "one

  two"
`;
    assert.deepEqual(written(text), [
      'a',
      'one two',
      "'b'",
      '"x \\" y"',
      '"c d"',
      "'it''s'",
      'e',
      'one\n  two',
      'f',
      '"one\n\n  two"',
    ]);
    assert.deepEqual(read(text), { a: 'one two', b: 'x " y', 'c d': "it's", e: 'one two', f: 'one\ntwo' });
  });

  test('characters outside the basic plane count twice, as in an editor', () => {
    const text = '# 🚀🚀\n"🚀": { 🚀🚀: web, é: x }\n';
    assert.deepEqual(written(text), ['"🚀"', '🚀🚀', 'web', 'é', 'x']);
    assert.equal(nodeAt(text, '🚀', '🚀🚀').start, text.indexOf('web'));
  });

  test('tabs between tokens, comments everywhere, line ends of every kind', () => {
    const text = '# first\na:\tx\t# c\n# between\n\nb :  \t\n  # above\n  - 1\t\n  # below\n  -\tz # d\n# last';
    for (const end of ['\n', '\r\n', '\r']) {
      const other = text.replaceAll('\n', end);
      assert.deepEqual(written(other), ['a', 'x', 'b', '1', 'z'], JSON.stringify(end));
      assert.deepEqual(read(other), { a: 'x', b: [1, 'z'] });
    }
  });

  test('a # within a word is no comment', () => {
    const text = 'a: x#y\nb: "z" # c\nurl: http://h/#f\nc: [d#e, "#f", #g\n  h]\n';
    assert.deepEqual(read(text), { a: 'x#y', b: 'z', url: 'http://h/#f', c: ['d#e', '#f', 'h'] });
  });

  test('a byte order mark belongs to no key', () => {
    assert.deepEqual(written('\ufeffa: 1\n'), ['a', '1']);
  });

  test('tags and anchors are not part of the value', () => {
    const text = 'a: !!str 80\nb: &x "y"\nc: &z !!int "8"\n? &k d\n: *x\n';
    assert.deepEqual(written(text), ['a', '80', 'b', '"y"', 'c', '"8"', 'd', '"y"']);
    assert.deepEqual(read(text), { a: '80', b: 'y', c: 8, d: 'y' });
  });
});

suite('a block of text covers its indicator and its lines', () => {
  const body = '|\n    one\n     two\n\n    three';
  const text = (header: string) => `a:\n  b: ${body.replace('|', header)}\n\n  c: d\n`;

  test('from the indicator to the last character, whatever the chomping', () => {
    for (const header of ['|', '|-', '|+', '>', '>-', '>+', '|2-', '|-2', '>+2', '|  # comment'])
      assert.equal(of(text(header), 'a', 'b'), body.replace('|', header), header);
    assert.deepEqual(written(text('|')).slice(-2), ['c', 'd']);
  });

  test('its value is folded and chomped as YAML says', () => {
    const value = (header: string) => (read(text(header)) as { a: { b: string } }).a.b;
    assert.equal(value('|'), 'one\n two\n\nthree\n');
    assert.equal(value('|-'), 'one\n two\n\nthree');
    assert.equal(value('|+'), 'one\n two\n\nthree\n\n');
    assert.equal(value('>'), 'one\n two\n\nthree\n');
    assert.equal(value('|1'), ' one\n  two\n\n three\n');
    assert.deepEqual(read('a: >-\n  one\n  two\n\n  three\n'), { a: 'one two\nthree' });
  });

  test('an indicator on a line of its own is found behind comments', () => {
    const own = 'a: # a | and a >\n  # and > here\n  |-\n  text # of it\nb: 1\n';
    assert.equal(of(own, 'a'), '|-\n  text # of it');
    assert.deepEqual(read(own), { a: 'text # of it', b: 1 });
  });

  test('an empty one covers its indicator', () => {
    const empty = 'a: |\nb: |+\n\n\nc: >-';
    assert.deepEqual(written(empty), ['a', '|', 'b', '|+', 'c', '>-']);
    assert.deepEqual(read(empty), { a: '', b: '\n\n', c: '' });
  });

  test('what looks like YAML in it is text', () => {
    const text = 'data:\n  a.yaml: |\n    apiVersion: v1\n    ---\n    kind: [\n  b: c\n';
    assert.deepEqual(read(text), { data: { 'a.yaml': 'apiVersion: v1\n---\nkind: [\n', b: 'c' } });
  });

  test('at the end of the text it has no line break that is not there', () => {
    for (const end of ['', '\n']) assert.deepEqual(read(`a: |\n  one\n  two${end}`), { a: `one\ntwo${end}` });
    assert.deepEqual(read('a: >+\n  one'), { a: 'one' });
  });

  test('carriage returns are no part of its value', () => {
    assert.deepEqual(read('a: |\r\n  one\r\n  two\r\nb: 1\r\n'), { a: 'one\ntwo\n', b: 1 });
  });
});

suite('an empty value stands behind its colon or dash', () => {
  test('in blocks', () => {
    const text = 'a:\nb: # none\nc:   \n"d" :\ne:\n';
    for (const [key, front] of [
      ['a', 'a:'],
      ['b', 'b:'],
      ['c', 'c:'],
      ['d', '"d" :'],
      ['e', 'e:'],
    ] as const)
      assert.equal(inFrontOf(text, key), front);
  });

  test('in lists, behind comments and other items', () => {
    const text = 'x:\n  # a - b: c\n  -\n  - y # d\n  # e\n  -\n  -   # f\nz:\n- \n';
    assert.deepEqual(
      [0, 2, 3].map((item) => inFrontOf(text, 'x', item)),
      ['  -', '  -', '  -'],
    );
    assert.deepEqual(
      [0, 2, 3].map((item) => nodeAt(text, 'x', item).start),
      [text.indexOf('-\n  - y') + 1, text.indexOf('-\n  -   #') + 1, text.indexOf('-   # f') + 1],
    );
    assert.equal(inFrontOf(text, 'z', 0), '-');
  });

  test('in flow style, with and without a colon', () => {
    const text = 'm: { a: , b, "c":, d : }\n';
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((key) => inFrontOf(text, 'm', key)),
      ['m: { a:', 'm: { a: , b', 'm: { a: , b, "c":', 'm: { a: , b, "c":, d :'],
    );
  });

  test('with a tag or an anchor behind that', () => {
    assert.equal(inFrontOf('a: !!str\nb: 1\n', 'a'), 'a: !!str');
    assert.equal(inFrontOf('a: &x # y\nb: 1\n', 'a'), 'a: &x');
    assert.equal(of('m: { a: &x#1 } # }\nb: 1\n', 'm'), '{ a: &x#1 }');
    assert.equal(of('m: &x#1 { } # }\nb: 1\n', 'm'), '{ }');
    assert.equal(nodeAt('- &x\n-\n- !y\n', 1).start, 6);
  });
});

suite('a map or list covers its parts', () => {
  test('in block style from its first key or dash to its last character', () => {
    const text = 'spec:\n  ports:\n  - a: 1\n    b: 2  # c\n\n  # d\n  - c: |\n      x\n\n  tail: y\n';
    assert.equal(of(text, 'spec', 'ports'), '- a: 1\n    b: 2  # c\n\n  # d\n  - c: |\n      x');
    assert.equal(of(text, 'spec', 'ports', 0), 'a: 1\n    b: 2');
    assert.equal(of(text, 'spec'), text.slice(text.indexOf('ports'), -1));
  });

  test('that ends with an empty value up to its colon or dash', () => {
    assert.equal(of('a:\n  b: 1\n  c: # d\n\ne: f\n', 'a'), 'b: 1\n  c:');
    assert.equal(of('a:\n  - 1\n  - # d\n\ne: f\n', 'a'), '- 1\n  -');
  });

  test('in flow style with its brackets, whatever stands in comments and quotes', () => {
    const text = `a: { b: [ "]", '}' ], # ] }
  c: {} , # }
  d: [ ],
}
e: [ # ]
]
f: [{ g: h }, [i] ] # ]
`;
    assert.equal(of(text, 'a'), text.slice(3, text.indexOf('\ne:')));
    assert.deepEqual(
      [of(text, 'a', 'b'), of(text, 'a', 'c'), of(text, 'a', 'd'), of(text, 'e'), of(text, 'f'), of(text, 'f', 1)],
      [`[ "]", '}' ]`, '{}', '[ ]', '[ # ]\n]', '[{ g: h }, [i] ]', '[i]'],
    );
  });

  test('a pair in a flow list is a map without brackets', () => {
    const text = 'a: [b: c, d: , { e: f }]\ng: { h: i }\n';
    assert.deepEqual(read(text), { a: [{ b: 'c' }, { d: null }, { e: 'f' }], g: { h: 'i' } });
    assert.deepEqual([of(text, 'a', 0), of(text, 'a', 1), of(text, 'a')], ['b: c', 'd:', '[b: c, d: , { e: f }]']);
  });

  test('explicit keys', () => {
    const text = '? a\n: b\n? "c"\n? d # e\n:\n  - f\n';
    assert.deepEqual(read(text), { a: 'b', c: null, d: ['f'] });
    assert.deepEqual(written(text), ['a', 'b', '"c"', '', 'd', 'f']);
  });
});

test('JSON is read as YAML, with its quotes, its escapes and its tabs', () => {
  const text =
    '{\n\t"kind": "List",\n\t"items": [\n\t\t{ "a\\/b": "\\ud83d\\ude80\\u00e9\\"", "n": -1.5e3, "t": true, "x": null }\n\t]\n}\n';
  assert.deepEqual(read(text), JSON.parse(text));
  assert.deepEqual(written(text).slice(0, 5), ['"kind"', '"List"', '"items"', '"a\\/b"', '"\\ud83d\\ude80\\u00e9\\""']);
});

test('no span of a tree lies outside its parent, and none overlaps a neighbour', () => {
  const text =
    'a: [1, { b: c, d: [e: f] }]\ng:\n- h: |\n    i\n  j:\n-\n- k: !!str\n  l: "m"\n  "n": {o, p: }\nq: >-\n';
  const check = (node: Node, outer: { start: number; end: number }) => {
    assert.ok(outer.start <= node.start && node.start <= node.end && node.end <= outer.end, JSON.stringify(node));
    if (node.type === 'scalar') return;
    let behind = node.start;
    const parts = node.type === 'map' ? node.entries.flatMap(({ key, value }) => [key, value]) : node.items;
    for (const part of parts) {
      assert.ok(behind <= part.start, JSON.stringify(part));
      behind = part.end;
      check(part, node);
    }
  };
  const { root, problems } = parseText(text);
  assert.deepEqual(problems, []);
  assert.ok(root !== undefined);
  check(root, { start: 0, end: text.length });
});
