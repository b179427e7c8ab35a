/** Nesting over this depth is left out. */
export const maxDepth = 200;

/** Aliases may make a document at most this many times as large as its text. */
export const maxExpansion = 100;
