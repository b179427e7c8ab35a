import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { maxDepth } from '../../../src/core/manifest/limits.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { recoverDocument } from '../../../src/core/manifest/recover.ts';
import { brief, nodeAt, plainValue, read } from './tree.ts';

/** The problems of a text in short. */
function problems(text: string): readonly string[] {
  return parseText(text).problems.map((problem) => brief(text, problem));
}

suite('an alias', () => {
  test('is the very node that its anchor names, with the place of that', () => {
    const text = 'a: &x [1, &y 2]\nb: *x\nc: *y\n? &k d\n: *k\ne : { f: *x }\n';
    assert.deepEqual(read(text), { a: [1, 2], b: [1, 2], c: 2, d: 'd', e: { f: [1, 2] } });
    assert.equal(nodeAt(text, 'b').start, text.indexOf('[1'));
    const { root } = parseText(text);
    assert.ok(root?.type === 'map');
    assert.equal(root.entries[1]?.value, root.entries[0]?.value);
  });

  test('means the last anchor of its name above it', () => {
    assert.deepEqual(read('a: &x 1\nb: *x\nc: &x 2\nd: *x\n'), { a: 1, b: 1, c: 2, d: 2 });
  });

  test('may name nothing that is empty, and end with any character but a bracket', () => {
    assert.deepEqual(read('a: &x\nb: *x\nc: [&y-1.z d, *y-1.z]\ne: &é🚀 1\nf: *é🚀\n'), {
      a: null,
      b: null,
      c: ['d', 'd'],
      e: 1,
      f: 1,
    });
  });

  test('without an anchor above it is a mistake', () => {
    assert.deepEqual(problems('a: *x\nb: &x 1\nc: *y\n'), [
      'KN001 error *x: No anchor &x stands above this alias.',
      'KN001 error *y: No anchor &y stands above this alias.',
    ]);
  });

  test('to what it stands in is a mistake', () => {
    assert.deepEqual(problems('a: &x [1, *x]\n'), ['KN001 error *x: No anchor &x stands above this alias.']);
    assert.deepEqual(plainValue(parseText('a: &x [1, *x]\n').root), { a: [1, null] });
  });
});

suite('a merge key', () => {
  const base = 'base: &base { a: 1, b: 2 }\nmore: &more { b: 3, c: 4 }\n';
  const merged = (map: string) => (read(`${base}x:\n${map}`) as { x: unknown }).x;

  test('brings the entries of the map that it names, at their places', () => {
    const text = `${base}x:\n  <<: *base\n  d: 5\n`;
    assert.deepEqual(read(text), { base: { a: 1, b: 2 }, more: { b: 3, c: 4 }, x: { a: 1, b: 2, d: 5 } });
    assert.equal(nodeAt(text, 'x', 'b').start, text.indexOf('2 }'));
  });

  test('yields to keys below it', () => {
    assert.deepEqual(merged('  <<: *base\n  a: own\n'), { a: 'own', b: 2 });
  });

  // go-yaml v2 reads a map in the order of its text; YAML's own rule would keep the key.
  test('replaces keys above it, as kubectl does', () => {
    assert.deepEqual(merged('  a: own\n  <<: *base\n'), { a: 1, b: 2 });
  });

  test('of several maps lets the earlier ones win', () => {
    assert.deepEqual(merged('  <<: [*base, *more]\n'), { a: 1, b: 2, c: 4 });
    assert.deepEqual(merged('  <<: [*more, *base]\n  c: own\n'), { a: 1, b: 3, c: 'own' });
  });

  test('may stand more than once: the later one wins', () => {
    assert.deepEqual(merged('  <<: *base\n  <<: *more\n'), { a: 1, b: 3, c: 4 });
  });

  test('may hold a map of its own, and merge what merges', () => {
    assert.deepEqual(read('<<: { <<: { q: 1, r: 0 }, r: 2 }\ns: 3\n'), { q: 1, r: 2, s: 3 });
  });

  test('in quotes or with a tag is a key', () => {
    assert.deepEqual(read('"<<": { a: 1 }\n'), { '<<': { a: 1 } });
    assert.deepEqual(read('!own <<: { a: 1 }\n'), { '<<': { a: 1 } });
  });

  test('means the same in a document with a mistake', () => {
    const text = `${base}x:\n  a: own\n  <<: [*base, *more]\n  c: own\nz: [\n`;
    assert.deepEqual(plainValue(recoverDocument(text).root), {
      base: { a: 1, b: 2 },
      more: { b: 3, c: 4 },
      x: { a: 1, b: 2, c: 'own' },
      z: [],
    });
  });
});

suite('limits', () => {
  /** Ten aliases of ten aliases of … */
  function laughs(levels: number, item = 'x'): string {
    const lines = [`a0: &a0 [${item}]`];
    for (let level = 1; level <= levels; level++)
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    return `${lines.join('\n')}\nlast: here\n`;
  }

  test('aliases may make a document 100 times as large as its text', () => {
    assert.deepEqual(problems(laughs(3)), []);
    const text = laughs(9);
    const found = problems(text);
    assert.equal(found.length, 1);
    assert.match(
      found[0] ?? '',
      /^KN003 warning \*a\d: The aliases of this document would make it more than 100 times as large as its text\. The rest of them is left out\.$/,
    );
    assert.equal(nodeAt(text, 'last').type, 'scalar');
  });

  test('but add no more than a million values', () => {
    const large = laughs(9, 'x'.repeat(20_000));
    assert.match(problems(large)[0] ?? '', /^KN003 warning \*a\d: .* more than 1 million values larger\./);
  });

  test('which counts what each of them repeats', () => {
    const list = (aliases: number) => {
      const padding = `# ${'x'.repeat(12_000)}\n`;
      return `${padding}a: &a [${'x,'.repeat(999)}]\nb: [${'*a,'.repeat(aliases)}]\n`;
    };
    assert.deepEqual(problems(list(1000)), []);
    assert.match(problems(list(1001)).join(), /^KN003 warning \*a: .* more than 1 million values larger\./);
  });

  test('they hold in a document with a mistake too', () => {
    for (const mistake of ['y: [\n', 'y: x\u0007\n']) {
      const text = laughs(9) + mistake;
      const { root, problems: found } = parseText(text);
      assert.deepEqual(
        found.map(({ code }) => code),
        ['KN001'],
      );
      const size = JSON.stringify(plainValue(root)).length;
      assert.ok(size < 1000 * text.length, `${size} characters`);
    }
    const deep = parseText(`a: ]\nb: ${'['.repeat(500)}x${']'.repeat(500)}\n`).root;
    assert.ok(JSON.stringify(plainValue(deep)).length < 500);
  });

  test('merge keys that add up are cut off as well', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `m${i + 1}: &m${i + 1} { <<: *m${i}, k${i}: 1 }`);
    const found = problems(`m0: &m0 { k: 1 }\n${lines.join('\n')}\n`);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', /^KN003 warning/);
  });

  for (const [style, open, close] of [
    ['flow', '[', ']'],
    ['block', '- ', ''],
  ] as const)
    test(`nesting up to ${maxDepth} levels is read, deeper it is left out, in ${style} style`, () => {
      const nested = (depth: number) => `${open.repeat(depth)}x${close.repeat(depth)}\n`;
      assert.deepEqual(problems(nested(maxDepth)), []);
      const text = nested(maxDepth + 1);
      assert.deepEqual(
        parseText(text).problems.map(({ code, severity, message }) => `${code} ${severity} ${message}`),
        [`KN003 warning This document nests deeper than ${maxDepth} levels and is left out.`],
      );
      assert.equal(parseText(text).root, undefined);
    });

  test('brackets in texts and comments are no nesting', () => {
    assert.deepEqual(read(`a: |\n  ${'['.repeat(300)}\nb: "${'{'.repeat(300)}" # ${'['.repeat(300)}\n`), {
      a: `${'['.repeat(300)}\n`,
      b: '{'.repeat(300),
    });
    assert.deepEqual(
      problems(`a: |\n  ${'['.repeat(300)}\nb: [\n`).map((problem) => problem.slice(0, 5)),
      ['KN001'],
    );
  });
});
