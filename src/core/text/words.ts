/** Orders texts by their UTF-16 units, whatever the locale is. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `a, b and 3 more`: the first of some words, and how many others there are. */
export function shortList(words: readonly string[], most: number): string {
  const more = words.length - most;
  return more > 0 ? `${words.slice(0, most).join(', ')} and ${more} more` : words.join(', ');
}

/** `12,345`: a whole number with its thousands apart. What the language has for it first loads its locales. */
export function withCommas(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
