/** SHA-1 (FIPS 180-4), SHA-256 and Adler-32 of a string's bytes, in hexadecimal as Sprig prints them. */
import { blocks, sha256 as digest } from '../../text/sha256.ts';
import { toBytes } from './bytes.ts';
import { at, hexadecimal } from './sha512.ts';

export function sha1(text: string): string {
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Int32Array(80);
  for (const block of blocks(toBytes(text), 64)) {
    for (let i = 0; i < 16; i++) words[i] = block.getInt32(i * 4);
    for (let i = 16; i < 80; i++) {
      const mixed = at(words, i - 3) ^ at(words, i - 8) ^ at(words, i - 14) ^ at(words, i - 16);
      words[i] = (mixed << 1) | (mixed >>> 31);
    }
    let a = at(state, 0);
    let b = at(state, 1);
    let c = at(state, 2);
    let d = at(state, 3);
    let e = at(state, 4);
    for (let i = 0; i < 80; i++) {
      const chosen = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
      const constant = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
      const next = (((a << 5) | (a >>> 27)) + chosen + e + constant + at(words, i)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    state[0] = at(state, 0) + a;
    state[1] = at(state, 1) + b;
    state[2] = at(state, 2) + c;
    state[3] = at(state, 3) + d;
    state[4] = at(state, 4) + e;
  }
  return hexadecimal(state);
}

export function sha256(text: string): string {
  return Array.from(digest(toBytes(text)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sprig prints it as a decimal number. */
export function adler32(text: string): string {
  let low = 1;
  let high = 0;
  for (const byte of toBytes(text)) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return String(high * 65_536 + low);
}
