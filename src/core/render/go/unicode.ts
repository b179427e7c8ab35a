/** Classes and cases of characters as Go's `unicode` has them: one character for one. */

const space = /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
const upper = /^\p{Lu}$/u;
const lower = /^\p{Ll}$/u;
const title = /^\p{Lt}$/u;
const letter = /^\p{L}$/u;
const number = /^\p{N}$/u;
const punctuation = /^\p{P}$/u;

export const isSpace = (character: string) => space.test(character);
export const isUpper = (character: string) => upper.test(character);
export const isLower = (character: string) => lower.test(character);
export const isTitle = (character: string) => title.test(character);
export const isLetter = (character: string) => letter.test(character);
export const isNumber = (character: string) => number.test(character);
export const isPunctuation = (character: string) => punctuation.test(character);

export function toUpper(character: string): string {
  const one = character.toUpperCase();
  return [...one].length === 1 ? one : (withIota(character) ?? character);
}

export function toLower(character: string): string {
  if (character === '\u0130') return 'i';
  const one = character.toLowerCase();
  return [...one].length === 1 ? one : character;
}

export function toTitle(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x01c4 && code <= 0x01cc) return String.fromCodePoint(code - ((code - 0x01c4) % 3) + 1);
  if (code >= 0x01f1 && code <= 0x01f3) return '\u01f2';
  // Georgian letters have no case of their own in titles.
  return code >= 0x10d0 && code <= 0x10ff ? character : toUpper(character);
}

/** The capital of a Greek letter with an iota below; JavaScript writes two letters. */
function withIota(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCodePoint(code + 9) : undefined;
}

/** A string with every character changed. */
export function mapped(text: string, change: (character: string) => string): string {
  let result = '';
  for (const character of text) result += change(character);
  return result;
}

/** The stretch of a string between white space at its ends (`strings.TrimSpace`). */
export function trimmedRange(text: string, isOut: (character: string) => boolean = isSpace): [number, number] {
  let from = 0;
  let to = text.length;
  for (const character of text) {
    if (!isOut(character)) break;
    from += character.length;
  }
  while (to > from) {
    const unit = text.charCodeAt(to - 1);
    const isPair = unit >= 0xdc00 && unit <= 0xdfff && /[\ud800-\udbff]/.test(text.charAt(to - 2));
    const character = text.slice(isPair ? to - 2 : to - 1, to);
    if (!isOut(character)) break;
    to -= character.length;
  }
  return [from, to];
}
