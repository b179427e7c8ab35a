/** Lists and maps that nest deeper than this are left out. */
export const maxDepth = 200;

/** Aliases may make a document at most this many times as large as its text. */
export const maxExpansion = 100;

/** And they may add at most this many values, as many as kubectl's parser allows by about. */
export const maxRepeated = 1_000_000;

/** A document of more characters than this that does not parse is read up to its first mistake only. */
export const maxRecovered = 32_000;

/** Of the mistakes in a document that can be read all the same at most this many are reported. */
export const maxProblems = 100;
