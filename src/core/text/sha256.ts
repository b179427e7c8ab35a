/** Fractions of the square roots of the first 8 primes. */
const start: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** Fractions of the cube roots of the first 64 primes. */
const rounds: readonly number[] = cubeRoots(64);

/** SHA-256 (FIPS 180-4) of bytes, or of a text in UTF-8: 32 bytes. Written out because the core is pure and hashes at once, which Web Crypto does not. */
export function sha256(content: string | Uint8Array): Uint8Array {
  const data = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const padded = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64);
  padded.set(data);
  padded[data.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(data.length) * 8n);
  const state = Uint32Array.from(start);
  for (let offset = 0; offset < padded.length; offset += 64) compress(state, view, offset);
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, word] of state.entries()) digest.setUint32(i * 4, word);
  return new Uint8Array(digest.buffer);
}

/** Mixes a block of 64 bytes into the state. */
function compress(state: Uint32Array, view: DataView, offset: number): void {
  const schedule = new Uint32Array(64);
  const word = (i: number) => schedule[i] ?? 0;
  for (let i = 0; i < 64; i++) {
    if (i < 16) schedule[i] = view.getUint32(offset + i * 4);
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
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (rounds[i] ?? 0) + word(i)) | 0;
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

/** The first 32 bits behind the point of the cube roots of the first primes, found in whole numbers. */
function cubeRoots(count: number): readonly number[] {
  const primes: bigint[] = [];
  for (let candidate = 2n; primes.length < count; candidate++)
    if (primes.every((prime) => candidate % prime !== 0n)) primes.push(candidate);
  return primes.map((prime) => {
    const target = prime << 96n;
    let root = 0n;
    for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) if ((root + bit) ** 3n <= target) root += bit;
    return Number(root & 0xffffffffn);
  });
}
