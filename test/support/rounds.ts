/**
 * How much a fuzz test does. `PORTOLAN_SOAK=<seed>` asks for a long run of other cases than those of every `npm test`
 * (`npm run soak`).
 */
const soak = process.env.PORTOLAN_SOAK;

export interface Rounds {
  readonly rounds: number;
  readonly seed: number;
}

/** The rounds of an ordinary run with its fixed seed, or those of a long one with the seed that was asked for. */
export function roundsOf(usual: Rounds, long: number): Rounds {
  return soak === undefined ? usual : { rounds: long, seed: Number(soak) };
}
