import { lazily } from './lazily.ts';

/** How many columns of a terminal, or of an editor's fixed font, a printable text takes: wide characters of East Asia and emoji take two, marks none. */
export function columns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter().segment(text))
    if (!/^[\p{M}\p{Cf}]+$/u.test(segment)) width += wide.test(segment) ? 2 : 1;
  return width;
}

const segmenter = lazily(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));
const wide =
  /^(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
