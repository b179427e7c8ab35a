import { lazily } from './lazily.ts';

// Making the tables takes longer than most of what is hashed.
const start = lazily(() => Uint32Array.from(rootBits(8, 2n, 32n), Number));
const rounds = lazily(() => Uint32Array.from(rootBits(64, 3n, 32n), Number));

/** SHA-256 (FIPS 180-4) of bytes, or of a text in UTF-8: 32 bytes. Written out because the core is pure and hashes at once, which Web Crypto does not. */
export function sha256(content: string | Uint8Array): Uint8Array {
  const state = start().slice();
  const data = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (const block of blocks(data, 64)) compress(state, block, rounds());
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, word] of state.entries()) digest.setUint32(i * 4, word);
  return new Uint8Array(digest.buffer);
}

/** Mixes a block of 64 bytes into the state. */
function compress(state: Uint32Array, block: DataView, constants: Uint32Array): void {
  const schedule = new Uint32Array(64);
  const word = (i: number) => schedule[i] ?? 0;
  for (let i = 0; i < 64; i++) {
    if (i < 16) schedule[i] = block.getUint32(i * 4);
    else {
      const near = word(i - 15);
      const far = word(i - 2);
      const s0 = turn(near, 7) ^ turn(near, 18) ^ (near >>> 3);
      const s1 = turn(far, 17) ^ turn(far, 19) ^ (far >>> 10);
      schedule[i] = word(i - 16) + s0 + word(i - 7) + s1;
    }
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + word(i)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + value;
}

/** Turns 32 bits to the right. */
function turn(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by));
}

/** The blocks of a message, padded with a one, zeros and its length. */
export function* blocks(message: Uint8Array, size: 64 | 128): Generator<DataView> {
  const padded = new Uint8Array(Math.ceil((message.length + 1 + size / 8) / size) * size);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  for (let from = 0; from < padded.length; from += size) yield new DataView(padded.buffer, from, size);
}

/** The first bits behind the point of the square or cube roots of the first primes, found in whole numbers. */
export function rootBits(count: number, degree: 2n | 3n, bits: bigint): readonly bigint[] {
  const primes: bigint[] = [];
  for (let candidate = 2n; primes.length < count; candidate++)
    if (primes.every((prime) => candidate % prime !== 0n)) primes.push(candidate);
  return primes.map((prime) => {
    const target = prime << (bits * degree);
    let root = 0n;
    for (let bit = 1n << (bits + 4n); bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
    return BigInt.asUintN(Number(bits), root);
  });
}
