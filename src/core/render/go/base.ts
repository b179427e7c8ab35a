/** Go's `encoding/base64` and `encoding/base32`, both with the standard alphabet and padding. */
import { fromBytes, toBytes } from './bytes.ts';

interface Alphabet {
  readonly letters: string;
  /** Bits of one letter. */
  readonly bits: number;
  /** Letters of one block. */
  readonly block: number;
  readonly name: string;
}

export const base64: Alphabet = {
  letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  bits: 6,
  block: 4,
  name: 'base64',
};

export const base32: Alphabet = { letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', bits: 5, block: 8, name: 'base32' };

export function encode(text: string, { letters, bits, block }: Alphabet): string {
  let [pending, have] = [0, 0];
  const out: string[] = [];
  for (const byte of toBytes(text)) {
    pending = ((pending << 8) | byte) & 0xffff;
    have += 8;
    while (have >= bits) {
      have -= bits;
      out.push(letters.charAt((pending >> have) & (2 ** bits - 1)));
    }
  }
  if (have > 0) out.push(letters.charAt((pending << (bits - have)) & (2 ** bits - 1)));
  while (out.length % block !== 0) out.push('=');
  return out.join('');
}

/** What a string stands for, or in Go's words why it stands for nothing. Line breaks do not count. */
export function decode(text: string, alphabet: Alphabet): string {
  const { letters, bits, block } = alphabet;
  const bytes: number[] = [];
  const raw = toBytes(text);
  const corrupt = (at: number) => `illegal ${alphabet.name} data at input byte ${at}`;
  let [pending, have, inBlock] = [0, 0, 0];
  let [at, ended] = [0, false];
  const skipBreaks = () => {
    while (raw[at] === 10 || raw[at] === 13) at++;
  };
  for (skipBreaks(); at < raw.length; skipBreaks()) {
    const character = String.fromCharCode(raw[at] ?? 0);
    if (ended) return corrupt(at);
    if (character === '=') {
      const problem = padding(raw, at, inBlock, alphabet);
      if (typeof problem === 'number') return corrupt(problem);
      at = problem.next;
      ended = true;
      inBlock = 0;
      continue;
    }
    const value = letters.indexOf(character);
    if (value < 0) return corrupt(at);
    pending = ((pending << bits) | value) & 0xffff;
    have += bits;
    if (have >= 8) {
      have -= 8;
      bytes.push((pending >> have) & 0xff);
    }
    inBlock = (inBlock + 1) % block;
    if (inBlock === 0) have = 0;
    at++;
  }
  if (inBlock !== 0) return corrupt(raw.length - inBlock);
  return fromBytes(Uint8Array.from(bytes));
}

/** Reads the padding at an offset; a number is where it is wrong. */
function padding(raw: Uint8Array, from: number, inBlock: number, { block, name }: Alphabet): number | { next: number } {
  const allowed = name === 'base64' ? [2, 3] : [2, 4, 5, 7];
  let at = from;
  if (!allowed.includes(inBlock)) return at;
  for (let letter = inBlock; letter < block; letter++) {
    while (raw[at] === 10 || raw[at] === 13) at++;
    if (at >= raw.length) return raw.length;
    if (raw[at] !== 61) return at;
    at++;
  }
  return { next: at };
}
