import picomatch from 'picomatch';

/** A pattern of paths or names, or why it is refused. */
export type Pattern = { readonly matches: (text: string) => boolean } | { readonly refused: string };

/** Longer ones are not written by people. */
const maxLength = 500;

/** More wildcards between two slashes make matching slow: the time grows with the text's length to this power. */
const maxWildcards = 3;

/** No name of an object is longer, and no part of a path. */
const longestName = 255;

/**
 * Compiles a glob pattern of a configuration file. A folder that somebody only looks at can hold that file, so patterns
 * that could match for minutes are refused as well as those whose brackets do not close.
 */
export function readPattern(pattern: string): Pattern {
  if (pattern.length > maxLength) return { refused: `it is longer than ${maxLength} characters` };
  if (/[()|]|[\]}]\+/.test(pattern)) return { refused: 'it may use *, **, ?, [a-z] and {a,b} only' };
  const parts = pattern.split('/');
  const wildcards = (text: string, which: RegExp) => text.match(which)?.length ?? 0;
  if (parts.some((part) => wildcards(part, /\*+|\{/g) > maxWildcards) || wildcards(pattern, /\*\*/g) > maxWildcards)
    return { refused: `it has more than ${maxWildcards} wildcards between two slashes, or ** more often` };
  try {
    const matches = picomatch(pattern, { dot: true, strictBrackets: true });
    return { matches: (text) => text.split('/').every(({ length }) => length <= longestName) && matches(text) };
  } catch {
    return { refused: 'its brackets do not close' };
  }
}
