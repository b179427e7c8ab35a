/** `html`, `js` and `urlquery` of Go 1.26's text/template (funcs.go). */
import { toBytes } from '../go/bytes.ts';
import { sprint } from '../go/fmt.ts';
import { isPrintable } from '../go/quote.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { bare, type Item, isString } from '../value.ts';

/** The text of some arguments, as actions print them. */
export function printed(args: readonly Item[]): Text {
  const [first] = args;
  if (first !== undefined && args.length === 1 && isString(first.value))
    return typeof first.value === 'string' ? Text.of(first.value, first.source) : first.value;
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
  return escaped(text, (character) => html.get(character) ?? character);
}

export function escapeJs(text: Text): Text {
  return escaped(text, (character) => {
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
  return escaped(text, (character) => {
    if (/^[\w.~-]$/.test(character)) return character;
    if (character === ' ') return '+';
    return [...toBytes(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  });
}

/** A text some of whose characters are written differently; the others keep their sources. */
function escaped(text: Text, replace: (character: string) => string): Text {
  const builder = new TextBuilder();
  let from = 0;
  let at = 0;
  for (const character of text.text) {
    const replacement = replace(character);
    if (replacement !== character) {
      builder.add(text.slice(from, at));
      builder.add(replacement, text.sourceAt(at));
      from = at + character.length;
    }
    at += character.length;
  }
  builder.add(text.slice(from));
  return builder.text();
}
