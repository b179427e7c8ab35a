/** Quoted strings as Go's `strconv.Quote`, `QuoteToASCII` and `QuoteRune` write them. */
import { asWhole } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { isRawByte } from './bytes.ts';

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const named: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);

/** Whether Go prints a character as it is. */
export function isPrintable(character: string): boolean {
  return printable.test(character);
}

/** A text in quotes; what needs no escape keeps its source. */
export function quoted(text: Text, asciiOnly = false, mark = '"'): Text {
  return Text.join([
    Text.of(mark, asWhole(text.sourceAt(0))),
    text.rewritten((character) => written(character, asciiOnly, mark)),
    Text.of(mark, asWhole(text.sourceAt(text.length))),
  ]);
}

/** A string in quotes. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]|[^ -~]/gu, (character) => written(character, false, '"'))}"`;
}

/** Whether a string can stand between backquotes. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not stand there
  return !/[\x00-\x08\x0a-\x1f\x7f`\ufeff]|(?<![\ud800-\udbff])[\udc80-\udcff]/.test(text);
}

function written(character: string, asciiOnly: boolean, mark: string): string {
  if (character === mark) return `\\${mark}`;
  const name = named.get(character);
  if (name !== undefined) return name;
  const code = character.codePointAt(0) ?? 0;
  if (isRawByte(code)) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code >= 0xd800 && code <= 0xdfff) return asciiOnly ? '\\ufffd' : '\ufffd';
  if (isPrintable(character) && (!asciiOnly || code < 0x80)) return character;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
