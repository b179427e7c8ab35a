/** `html`, `js` and `urlquery` of Go 1.26's text/template (funcs.go). */
import { textOf } from '../functions/parameters.ts';
import { toBytes } from '../go/bytes.ts';
import { sprint } from '../go/fmt.ts';
import { isPrintable } from '../go/quote.ts';
import type { Text } from '../origin/text.ts';
import { bare, type Item, isString } from '../value.ts';

/** The text of some arguments, as actions print them. */
export function printed(args: readonly Item[]): Text {
  const [first] = args;
  if (first !== undefined && args.length === 1 && isString(first.value)) return textOf(first.value, first.source);
  return sprint(args.map((item) => (item.value === null ? bare('<no value>') : item)));
}

const html: ReadonlyMap<string, string> = new Map([
  ['\0', '\ufffd'],
  ['"', '&#34;'],
  ["'", '&#39;'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

export function escapeHtml(text: Text): Text {
  return text.rewritten((character) => html.get(character) ?? character);
}

export function escapeJs(text: Text): Text {
  return text.rewritten((character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = (digits: number) => `\\u${code.toString(16).toUpperCase().padStart(digits, '0')}`;
    if (`\\'"`.includes(character)) return `\\${character}`;
    if ('<>&='.includes(character) || code < 0x20) return hex(4);
    if (code < 0x80 || isPrintable(character)) return character;
    // A byte that is no character.
    return code >= 0xd800 && code <= 0xdfff ? '\\uFFFD' : hex(4);
  });
}

export function escapeQuery(text: Text): Text {
  return text.rewritten((character) => {
    if (/^[\w.~-]$/.test(character)) return character;
    if (character === ' ') return '+';
    return [...toBytes(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  });
}
