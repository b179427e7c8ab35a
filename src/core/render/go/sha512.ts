/** SHA-512 (FIPS 180-4). */
import { lazily } from '../../text/lazily.ts';
import { blocks, rootBits } from '../../text/sha256.ts';
import { toBytes } from './bytes.ts';

/** Words of 64 bits as pairs of 32: a high one, and behind it a low one. */
function pairs(words: readonly bigint[]): Int32Array {
  return Int32Array.from(
    words.flatMap((word) => [word >> 32n, word]),
    (half) => Number(BigInt.asIntN(32, half)),
  );
}

const start = lazily(() => pairs(rootBits(8, 2n, 64n)));
const constants = lazily(() => pairs(rootBits(80, 3n, 64n)));

/** A word of a table that has one. */
export function at(words: Int32Array, index: number): number {
  return words[index] as number;
}

/** Words in hexadecimal, one behind the other. */
export function hexadecimal(words: Int32Array): string {
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The high or low half of a pair that is turned right; the other half is that of the swapped pair. */
const turned = (half: number, other: number, by: number) =>
  by < 32 ? (half >>> by) | (other << (32 - by)) : (other >>> (by - 32)) | (half << (64 - by));

/** Adds pairs into one of a table. */
function put(words: Int32Array, index: number, high: number, low: number): void {
  // Low halves come as sums of unsigned numbers; what they carry goes up.
  words[index * 2 + 1] = low;
  words[index * 2] = high + Math.floor(low / 2 ** 32);
}

export function sha512(text: string): string {
  const state = start().slice();
  const words = new Int32Array(160);
  const rounds = new Int32Array(16);
  for (const block of blocks(toBytes(text), 128)) {
    for (let i = 0; i < 32; i++) words[i] = block.getInt32(i * 4);
    for (let i = 16; i < 80; i++) {
      const [xh, xl] = [at(words, 2 * i - 30), at(words, 2 * i - 29)];
      const [yh, yl] = [at(words, 2 * i - 4), at(words, 2 * i - 3)];
      const s0h = turned(xh, xl, 1) ^ turned(xh, xl, 8) ^ (xh >>> 7);
      const s0l = turned(xl, xh, 1) ^ turned(xl, xh, 8) ^ ((xl >>> 7) | (xh << 25));
      const s1h = turned(yh, yl, 19) ^ turned(yh, yl, 61) ^ (yh >>> 6);
      const s1l = turned(yl, yh, 19) ^ turned(yl, yh, 61) ^ ((yl >>> 6) | (yh << 26));
      const low = (at(words, 2 * i - 31) >>> 0) + (s0l >>> 0) + (at(words, 2 * i - 13) >>> 0) + (s1l >>> 0);
      put(words, i, at(words, 2 * i - 32) + s0h + at(words, 2 * i - 14) + s1h, low);
    }
    rounds.set(state);
    for (let i = 0; i < 80; i++) round(rounds, words, i);
    for (let i = 0; i < 8; i++)
      put(state, i, at(state, 2 * i) + at(rounds, 2 * i), (at(state, 2 * i + 1) >>> 0) + (at(rounds, 2 * i + 1) >>> 0));
  }
  return hexadecimal(state);
}

/** One round on the eight words a to h. */
function round(state: Int32Array, words: Int32Array, i: number): void {
  const [ah, al, eh, el] = [at(state, 0), at(state, 1), at(state, 8), at(state, 9)];
  const s1h = turned(eh, el, 14) ^ turned(eh, el, 18) ^ turned(eh, el, 41);
  const s1l = turned(el, eh, 14) ^ turned(el, eh, 18) ^ turned(el, eh, 41);
  const chosenHigh = (eh & at(state, 10)) ^ (~eh & at(state, 12));
  const chosenLow = (el & at(state, 11)) ^ (~el & at(state, 13));
  const t1l =
    (at(state, 15) >>> 0) +
    (s1l >>> 0) +
    (chosenLow >>> 0) +
    (at(constants(), 2 * i + 1) >>> 0) +
    (at(words, 2 * i + 1) >>> 0);
  const t1h = at(state, 14) + s1h + chosenHigh + at(constants(), 2 * i) + at(words, 2 * i) + Math.floor(t1l / 2 ** 32);
  const s0h = turned(ah, al, 28) ^ turned(ah, al, 34) ^ turned(ah, al, 39);
  const s0l = turned(al, ah, 28) ^ turned(al, ah, 34) ^ turned(al, ah, 39);
  const majorityHigh = (ah & at(state, 2)) ^ (ah & at(state, 4)) ^ (at(state, 2) & at(state, 4));
  const majorityLow = (al & at(state, 3)) ^ (al & at(state, 5)) ^ (at(state, 3) & at(state, 5));
  state.copyWithin(2, 0, 14);
  put(state, 4, at(state, 8) + t1h, (at(state, 9) >>> 0) + (t1l >>> 0));
  put(state, 0, t1h + s0h + majorityHigh, (t1l >>> 0) + (s0l >>> 0) + (majorityLow >>> 0));
}
