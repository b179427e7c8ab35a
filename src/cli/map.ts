import type { Outcome, Streams } from './outcome.ts';

/** `portolan map`. */
export function map(_args: readonly string[], streams: Streams): Outcome {
  streams.err('The map is not there yet.\n');
  return 2;
}
