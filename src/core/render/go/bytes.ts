/**
 * Strings of Go are bytes. Ours hold every byte that is not UTF-8 as a lone low surrogate (U+DC80 to U+DCFF), so that texts
 * that are cut inside of a character or decoded from base64 survive until they are written.
 */
import { Text, TextBuilder } from '../origin/text.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The bytes of a string. */
export function toBytes(text: string): Uint8Array {
  if (!loneSurrogate.test(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** The string of some bytes. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    let text = '';
    for (let i = 0; i < bytes.length; ) {
      const length = characterLength(bytes, i);
      text +=
        length === 0 ? String.fromCharCode(0xdc00 + (bytes[i] ?? 0)) : decoder.decode(bytes.subarray(i, i + length));
      i += length || 1;
    }
    return text;
  }
}

/** The number of bytes of a string. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  let length = 0;
  for (const character of text) length += sizeOf(character);
  return length;
}

/** The number of bytes of one character of a string. */
function sizeOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80 || isRawByte(code)) return 1;
  return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** Whether a code stands for a byte that is not UTF-8. */
export function isRawByte(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff;
}

/** The length of the character that begins at an offset, or 0 where none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    decoder.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}

/** The part of a text between two bytes. */
export function byteSlice(text: Text, from: number, to: number): Text {
  return byteSlices(text, [[from, to]])[0] ?? Text.of('');
}

/** Parts of a text between two bytes each, none of which begins before the one in front of it ends. */
export function byteSlices(text: Text, parts: readonly (readonly [from: number, to: number])[]): readonly Text[] {
  if (isAscii(text.text)) return parts.map(([from, to]) => text.slice(from, to));
  let byte = 0;
  let at = 0;
  return parts.map(([from, to]) => {
    const builder = new TextBuilder();
    while (at < text.length && byte < to) {
      const character = String.fromCodePoint(text.text.codePointAt(at) ?? 0);
      const size = sizeOf(character);
      if (byte >= from && byte + size <= to) builder.add(text.slice(at, at + character.length));
      else if (byte + size > from) {
        const part = toBytes(character).slice(Math.max(from - byte, 0), to - byte);
        builder.add(fromBytes(part), text.sourceAt(at));
      }
      // The next part may begin inside of this character.
      if (byte + size > to) break;
      byte += size;
      at += character.length;
    }
    return builder.text();
  });
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters of one byte
  return /^[\x00-\x7f]*$/.test(text);
}
