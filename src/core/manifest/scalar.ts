/**
 * What a scalar means to kubectl, which reads YAML with sigs.k8s.io/yaml (go-yaml v2, YAML 1.1): `yes`, `on` and `y` are
 * booleans, `010` is eight, dates stay texts.
 */

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

const infinities: ReadonlyMap<string, number> = new Map([
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
]);

const decimal = /^[-+]?(?:0|[1-9][0-9]*)$/;
const based: readonly (readonly [RegExp, string])[] = [
  [/^([-+]?)0[oO]?([0-7]+)$/, '0o'],
  [/^([-+]?)0[xX]([0-9a-fA-F]+)$/, '0x'],
  [/^([-+]?)0[bB]([01]+)$/, '0b'],
];
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Resolves the text of a plain scalar. Longest resolvable word: numbers of any length; everything else is a text. */
export function resolvePlain(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // Digits, sign or dot may begin a number; a letter, `~` or nothing may be one of the few words.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) return resolveNumber(text);
  if (text.length > 5) return text;
  const word = words.get(text);
  return word === undefined ? text : word;
}

function resolveNumber(text: string): string | number {
  // Behind a sign or a digit underscores may stand anywhere, behind a dot only between digits.
  const plain = !text.includes('_')
    ? text
    : text.startsWith('.')
      ? text.replaceAll(/(?<=[0-9])_(?=[0-9])/g, '')
      : text.replaceAll('_', '');
  const number = decimal.test(plain)
    ? Number(plain)
    : (resolveBased(plain) ?? (float.test(plain) ? Number(plain) : undefined));
  // What no 64-bit float can hold stays a text.
  if (number !== undefined && Number.isFinite(number)) return number;
  return infinities.get(text) ?? text;
}

/** An octal, hexadecimal or binary integer; `undefined` for what is none or needs more than 64 bits. */
function resolveBased(text: string): number | undefined {
  const first = text.charCodeAt(0);
  // All of them begin with a zero, and amounts of memory and addresses do not.
  if (text.charCodeAt(first === 43 || first === 45 ? 1 : 0) !== 48) return undefined;
  for (const [pattern, prefix] of based) {
    const [, sign, digits] = pattern.exec(text) ?? [];
    if (digits === undefined) continue;
    const size = BigInt(prefix + digits);
    if (sign === '') return size >> 64n === 0n ? Number(size) : undefined;
    const signed = sign === '-' ? -size : size;
    return BigInt.asIntN(64, signed) === signed ? Number(signed) : undefined;
  }
  return undefined;
}

const core = 'tag:yaml.org,2002:';
const typesOfTags: ReadonlyMap<string, (value: string | number | boolean | null) => boolean> = new Map([
  [`${core}int`, (value) => typeof value === 'number' && Number.isInteger(value)],
  [`${core}float`, (value) => typeof value === 'number'],
  [`${core}bool`, (value) => typeof value === 'boolean'],
  [`${core}null`, (value) => value === null],
]);

/**
 * Resolves a scalar with a tag, given in full (`tag:yaml.org,2002:int`); how it is quoted plays no part. Tags that are not
 * YAML's own make texts. `undefined` where the text does not fit the tag, which the parser refuses.
 */
export function resolveTagged(text: string, tag: string): string | number | boolean | null | undefined {
  const fits = typesOfTags.get(tag);
  if (fits === undefined) return text;
  const value = resolvePlain(text);
  return fits(value) ? value : undefined;
}

/** The value of a block of text without the line break that parsers put behind one that ends with the text. */
export function asStated(value: string, end: number, text: string): string {
  return end === text.length && value.endsWith('\n') && !/[\n\r]$/.test(text) ? value.slice(0, -1) : value;
}
