import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readComments } from '../../../src/core/manifest/comments.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';

/** The suppressions of a text, each with its text, its codes and its reason; `alone` in front where it is. */
function comments(text: string): readonly string[] {
  return readComments(text, parseText(text).root).map(
    ({ start, end, codes, reason, alone }) =>
      `${alone ? 'alone ' : ''}<${text.slice(start, end)}> ${codes.join(' ')}${reason === undefined ? '' : ` | ${reason}`}`,
  );
}

test('a comment silences codes, with or without a reason', () => {
  for (const end of ['\n', '\r\n', '\r'])
    assert.deepEqual(
      comments(
        [
          '# portolan-ignore KN214',
          'a: 1 # portolan-ignore KN214, kn1001 KN215: known: since May  ',
          'b:',
          '  # portolan-ignore KN201:',
          '  c: 1',
          '#portolan-ignore KN202',
        ].join(end),
      ),
      [
        'alone <# portolan-ignore KN214> KN214',
        '<# portolan-ignore KN214, kn1001 KN215: known: since May> KN214 KN1001 KN215 | known: since May',
        'alone <# portolan-ignore KN201:> KN201',
        'alone <#portolan-ignore KN202> KN202',
      ],
      JSON.stringify(end),
    );
});

test('on the line of a separator it has the line to itself', () => {
  assert.deepEqual(comments(' # portolan-ignore KN214\na: 1\n'), ['alone <# portolan-ignore KN214> KN214']);
});

test('behind another comment it counts too', () => {
  assert.deepEqual(comments('a: 1 # the port # portolan-ignore KN214: as agreed\n'), [
    '<# portolan-ignore KN214: as agreed> KN214 | as agreed',
  ]);
});

test('without a code it is a suppression that names nothing', () => {
  assert.deepEqual(comments('a: 1 # portolan-ignore\nb: 1 # portolan-ignore: KN214\nc: 1 # portolan-ignore this\n'), [
    '<# portolan-ignore> ',
    '<# portolan-ignore: KN214>  | KN214',
    '<# portolan-ignore this> ',
  ]);
});

test('other words, and what is no comment, silence nothing', () => {
  assert.deepEqual(comments('a: portolan-ignore KN214\n'), []);
  assert.deepEqual(comments('a: x#portolan-ignore KN214\n'), []);
  assert.deepEqual(
    comments('# see portolan-ignore KN214\n# portolan-ignored KN214\n# portolan-ignore-file KN214\n'),
    [],
  );
});

test('in quotes and in a block of text it is text, beside them a comment', () => {
  const text = `a: "x # portolan-ignore KN201" # portolan-ignore KN202
b: | # portolan-ignore KN203
  # portolan-ignore KN204
  x # portolan-ignore KN205
c: 'y

  # portolan-ignore KN206
  ' # portolan-ignore KN207
"d # portolan-ignore KN208": [ "e", # portolan-ignore KN209
  f ]
`;
  assert.deepEqual(
    comments(text).map((comment) => comment.split('> ')[1]),
    ['KN202', 'KN203', 'KN207', 'KN209'],
  );
});

test('a text that does not parse keeps its suppressions', () => {
  assert.deepEqual(comments('a: [ # portolan-ignore KN214\n'), ['<# portolan-ignore KN214> KN214']);
});

test('a text of one line that names it 100,000 times is read in one pass', () => {
  assert.deepEqual(comments(`a: ${'portolan-ignore '.repeat(100_000)}# portolan-ignore KN214: x`), [
    '<# portolan-ignore KN214: x> KN214 | x',
  ]);
});
