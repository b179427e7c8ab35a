import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import type { Position } from '../../../src/core/text/span.ts';
import { Random } from '../../support/random.ts';

function at(line: number, character: number): Position {
  return { line, character };
}

suite('lines end as in the Language Server Protocol', () => {
  test('with \\n, \\r\\n and a lone \\r', () => {
    const index = new LineIndex('a\nbc\r\nd\re');
    assert.equal(index.lineCount, 4);
    assert.deepEqual(
      [0, 1, 2, 3].map((line) => index.line(line)),
      ['a', 'bc', 'd', 'e'],
    );
    assert.deepEqual(
      [0, 2, 6, 8].map((offset) => index.position(offset)),
      [at(0, 0), at(1, 0), at(2, 0), at(3, 0)],
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((line) => index.offset(at(line, 0))),
      [0, 2, 6, 8],
    );
  });

  test('a line end at the end of the text begins an empty last line', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const index = new LineIndex(`a${end}`);
      assert.equal(index.lineCount, 2, JSON.stringify(end));
      assert.deepEqual(index.position(1 + end.length), at(1, 0));
      assert.equal(index.line(1), '');
    }
    assert.equal(new LineIndex('a').lineCount, 1);
    assert.equal(new LineIndex('').lineCount, 1);
    assert.deepEqual(new LineIndex('').position(0), at(0, 0));
  });

  test('nothing else ends one: not a form feed, not U+2028, not U+0085', () => {
    assert.equal(new LineIndex('a\fb\u2028c\u0085d\ve').lineCount, 1);
  });
});

suite('positions outside the text', () => {
  const text = 'ab\r\nc';
  const index = new LineIndex(text);

  test('a character behind the end of its line is the end of the line, in front of its line end', () => {
    assert.equal(index.offset(at(0, 2)), 2);
    assert.equal(index.offset(at(0, 3)), 2);
    assert.equal(index.offset(at(0, 99)), 2);
    assert.equal(index.offset(at(1, 99)), text.length);
  });

  test('lines behind the last one are the end of the text, lines and characters before the first its start', () => {
    assert.equal(index.offset(at(2, 0)), text.length);
    assert.equal(index.offset(at(99, 99)), text.length);
    assert.equal(index.offset(at(-1, 5)), 0);
    assert.equal(index.offset(at(1, -1)), 4);
    assert.equal(index.line(-1), '');
    assert.equal(index.line(2), '');
  });

  test('offsets outside the text are clamped to it', () => {
    assert.deepEqual(index.position(-5), at(0, 0));
    assert.deepEqual(index.position(99), at(1, 1));
  });

  test('no offset has a position behind the end of its line', () => {
    // Between \r and \n an editor has no position.
    assert.deepEqual(index.position(3), at(0, 2));
  });
});

test('characters are UTF-16 code units: an emoji has two', () => {
  const index = new LineIndex('a: 🚀 x\n');
  assert.deepEqual(index.position(6), at(0, 6));
  assert.equal('a: 🚀 x'.indexOf('x'), 6);
});

test('positions of random texts lead back to their offsets', () => {
  const random = new Random(5);
  for (let round = 0; round < 200; round++) {
    const text = Array.from({ length: random.below(40) }, () => random.pick(['a', '\n', '\r', '\r\n', '🚀', ' '])).join(
      '',
    );
    const index = new LineIndex(text);
    const lines = text.split(/\r\n|\r|\n/);
    assert.equal(index.lineCount, lines.length, JSON.stringify(text));
    assert.deepEqual(
      lines.map((_, line) => index.line(line)),
      lines,
    );
    for (let offset = 0; offset <= text.length; offset++) {
      if (text[offset - 1] === '\r' && text[offset] === '\n') continue;
      assert.equal(index.offset(index.position(offset)), offset, `${offset} in ${JSON.stringify(text)}`);
    }
  }
});
