/**
 * Writes `test/core/render/yaml/goldens.json`: YAML texts and what the libraries of Helm v4.3 make of them.
 * `node test/arbiters/generate-yaml.ts`; needs Go.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/sources.ts';

/** Scalars of which each needs care somewhere: words, numbers, dates, indicators, white space, length, other scripts. */
const scalars = [
  ...[
    'yes',
    'No',
    'on',
    'y',
    'N',
    '~',
    'null',
    'True',
    '<<',
    '=',
    '1:30',
    '10:20:30',
    '1_000',
    '0x1F',
    '017',
    '0o17',
    '08',
  ],
  ...['1e3', '1E-7', '.5', '-.inf', '+1', '-0', '1.0', '1234567.5', '0.00001', '1e21', '12345678901234567890', '0b11'],
  ...['2001-1-1', '2001-02-30', '2001-01-01T10:00:00Z', '2001-01-01 10:00:00', '2001-01-01t1:2:3.5+01:00', '12-1-1'],
  ...[
    '',
    ' ',
    'a b',
    'foo: bar',
    'x #y',
    '#c',
    '- a',
    '-',
    '-a',
    '?',
    '? a',
    ': b',
    'a:',
    ':a',
    '{x',
    '[y',
    'a]',
    '&a',
    '*b',
  ],
  ...[
    '!t',
    '|',
    '>',
    "it's",
    "'",
    '"q"',
    'a"b\\c',
    '%p',
    '@a',
    '`b',
    '---',
    '--- a',
    '...',
    ', a',
    'k10',
    'k9',
    'k09',
    'K',
  ],
  ...[
    'tab\there',
    '\tq',
    'nl\nx',
    'nl\n',
    '\n',
    '\n\n',
    'a\n\nb\n',
    '  lead',
    '  lead\nx',
    'trail ',
    'x \ny',
    'a\n  b',
    '\n x',
  ],
  ...['é', '日本', '😀', '\u00a0', '\u0007', 'a\r\nb', '<&>', 'x'.repeat(129), `${'word '.repeat(30)}end`],
  ...[`quoted: ${'word '.repeat(30)}end`, `don't: ${'a '.repeat(50)}`, `\t${'word  '.repeat(30)}`, '世界 '.repeat(40)],
];

const shapes = [
  '- - a\n  - - b\n- k: v\n  l:\n  - m\n- []\n- {}\n',
  'b: 1\na2: 1\na10: 1\nA: 1\n_: 1\n"1": 1\n"10": 1\n"9": 1\nz: {}\nempty:\n',
  'base: &base {a: 1, b: 2}\nother:\n  <<: *base\n  b: 3\nlist: [*base]\n',
  'a: |\n  x\n   y\n\n  z\nb: >-\n  folded\n  line\n\n  end\nc: |+\n  keep\n\nd: "esc\\u00e9\\n"\n',
  'a: |\n  no line break at the end',
  '---\na: 1\n---\nb: 2\n',
  'a: 1\na: 2\n',
  'a: [1, 2.50, 1000000, 1e6, 0x10, 010]\n',
  '# nothing\n',
];

const texts = [
  ...scalars.flatMap((scalar) => [JSON.stringify({ value: [scalar], [scalar]: scalar }), `plain: ${scalar}\n`]),
  ...shapes,
];
const { stdout, stderr, status } = spawnSync('go', ['run', '.'], {
  cwd: join(root, 'test/arbiters/yaml'),
  input: texts.map((text) => JSON.stringify(text)).join('\n'),
  encoding: 'utf8',
  maxBuffer: 100_000_000,
});
if (status !== 0) throw new Error(stderr);
const rows = stdout.trimEnd().split('\n');
writeFileSync(join(root, 'test/core/render/yaml/goldens.json'), `[\n${rows.join(',\n')}\n]\n`);
