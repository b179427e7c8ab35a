import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The command line was used in a way that it does not understand; the message says how. */
export class UsageError extends Error {}

/** `parseArgs` whose complaints are {@link UsageError}s. */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node's hint about `--` misleads where a mistyped option is far likelier.
    throw new UsageError(message.split('. To specify', 1)[0] ?? message);
  }
}

/** One of the words that an option takes. */
export function oneOf<T extends string>(option: string, value: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(`--${option} takes ${words.join(', ')}, not "${value}".`);
  return found;
}
