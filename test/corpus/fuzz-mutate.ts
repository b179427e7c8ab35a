import type { Random } from '../support/random.ts';

/** Characters that mean something to YAML, to JSON or to a template, and some that trip over. */
const characters = [
  ...'-:?,[]{}#&*!|>\'"%@`\\<= \t\n\r',
  '---\n',
  '...\n',
  ': ',
  '- ',
  '<<: ',
  '{{',
  '}}',
  '${',
  '\0',
  '\u0007',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ud800',
  '🚀',
  'é',
  '0',
  '9',
];

type Operator = (text: string, other: string, random: Random) => string;

/** What happens to a file: on the wire, in an editor, in a merge. */
const operators: readonly Operator[] = [
  // A byte is another one; what is no UTF-8 any more is read as a replacement character, as from a disk.
  (text, _, random) => {
    const at = random.below(text.length + 1);
    const bytes = Buffer.from(text.slice(at, at + 8));
    const index = random.below(bytes.length);
    if (index < bytes.length) bytes[index] = (bytes[index] ?? 0) ^ (1 << random.below(8));
    return text.slice(0, at) + bytes.toString() + text.slice(at + 8);
  },
  (text, _, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(characters) + text.slice(at + random.below(3));
  },
  (text, _, random) =>
    random.below(2) === 0 ? text.slice(0, random.below(text.length + 1)) : text.slice(random.below(text.length + 1)),
  (text, other, random) => text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1)),
  onLines((lines, at, random) => lines.splice(at, 0, ...lines.slice(at, at + 1 + random.below(3)))),
  onLines((lines, at, random) => lines.splice(at, 1 + random.below(3))),
  onLines((lines, at, random) => {
    const indent = ' '.repeat(random.below(9));
    for (let line = at; line < at + 1 + random.below(4) && line < lines.length; line++)
      lines[line] = (random.below(8) === 0 ? '\t' : indent) + (lines[line] ?? '').trimStart();
  }),
  onLines((lines, at, random) =>
    lines.splice(random.below(lines.length + 1), 0, ...lines.splice(at, 1 + random.below(4))),
  ),
];

function onLines(change: (lines: string[], at: number, random: Random) => unknown): Operator {
  return (text, _, random) => {
    const lines = text.split('\n');
    change(lines, random.below(lines.length), random);
    return lines.join('\n');
  };
}

/** A text with one to three accidents; `other` is a text that parts may be taken from. */
export function mutate(text: string, other: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.below(3); left > 0; left--) result = random.pick(operators)(result, other, random);
  return result;
}

/** A text, or a stretch of some thousand characters of a long one. */
export function stretchOf(text: string, random: Random): string {
  const longest = 6000;
  if (text.length <= longest) return text;
  const start = random.below(3) === 0 ? 0 : text.lastIndexOf('\n', random.below(text.length - longest / 2)) + 1;
  return text.slice(start, start + longest);
}
