/**
 * What an unquoted scalar means to kubectl, which reads YAML with sigs.k8s.io/yaml (go-yaml v2, YAML 1.1): `yes`, `on` and
 * `y` are booleans, `010` is eight, dates stay texts.
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
const octal = /^([-+]?)0o?([0-7]+)$/;
const hexadecimal = /^([-+]?)0x([0-9a-fA-F]+)$/;
const binary = /^([-+]?)0b([01]+)$/;
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
  if (decimal.test(text)) return Number(text);
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (decimal.test(plain)) return Number(plain);
  for (const [pattern, base] of bases) {
    const match = pattern.exec(plain);
    if (match !== null) return Number.parseInt(match[2] ?? '', base) * (match[1] === '-' ? -1 : 1);
  }
  if (float.test(plain)) return Number(plain);
  return infinities.get(text) ?? text;
}

const bases: readonly (readonly [RegExp, number])[] = [
  [octal, 8],
  [hexadecimal, 16],
  [binary, 2],
];
