import { type ParseArgsConfig, parseArgs } from 'node:util';
import { meantAmong } from '../core/rules/shared/evidence.ts';

/** The command line was used in a way that it does not understand; the message says how. */
export class UsageError extends Error {}

/** `parseArgs` whose complaints are {@link UsageError}s. */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /^Unknown option '(-+[^']*)'/.exec(message)?.[1];
    if (unknown !== undefined) {
      const options = Object.keys(config.options ?? {}).map((name) => `--${name}`);
      throw new UsageError(`There is no option ${suggest(unknown, options)}. Options: ${options.join(', ')}.`);
    }
    const needing = /^Option '[^']*(--[\w-]+) <value>'/.exec(message)?.[1];
    if (needing !== undefined) throw new UsageError(`${needing} needs a value behind it.`);
    throw new UsageError(`${message}${message.endsWith('.') ? '' : '.'}`);
  }
}

/** One of the words that an option takes. */
export function oneOf<T extends string>(option: string, value: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(`--${option} takes ${words.join(', ')}, not "${value}".`);
  return found;
}

/** A word that is not known, with the one that was meant if that is clear. */
export function suggest(word: string, known: readonly string[]): string {
  const meant = meantAmong(word, known);
  return meant === undefined ? `"${word}"` : `"${word}"; it may be meant as "${meant}"`;
}
