import type { Random } from '../../../support/random.ts';

/** A text with a piece cut out, doubled or put elsewhere. */
export function damaged(text: string, random: Random): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(20));
  const piece = random.pick([
    '',
    text.slice(from, to).repeat(2),
    ': ',
    '- ',
    '\t',
    '{',
    '[',
    '"',
    '$patch: delete\n',
    'null',
    '~',
    '*a',
    '&a ',
    '!!int ',
    '\n  ',
    '\u0000',
    '/',
    '..',
  ]);
  return text.slice(0, from) + piece + text.slice(random.below(2) === 0 ? from : to);
}
