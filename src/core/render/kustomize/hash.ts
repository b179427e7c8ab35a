/** The hash of a ConfigMap's or Secret's content behind its name, as kustomize and kubectl make it. */
import { sha256 } from '../go/hashes.ts';
import { Dict, dictAt, type Item, isString, List, stringOf, type Value } from '../value.ts';

/** Ten characters that say the content of a resource. */
export function contentHash(root: Dict, kind: string): string {
  return encode(sha256(kind === 'ConfigMap' ? configMap(root) : kind === 'Secret' ? secret(root) : asJson(root)));
}

/** Only the data counts, and no name: the hash is made before the name has it. */
function configMap(root: Dict): string {
  const binary = dictAt(root, 'binaryData');
  const parts = [`"data":${dataOf(root)}`, '"kind":"ConfigMap"', '"name":""'];
  return `{${[...(binary === undefined ? [] : [`"binaryData":${asJson(binary)}`]), ...parts].join(',')}}`;
}

function secret(root: Dict): string {
  const texts = dictAt(root, 'stringData');
  const type = root.get('type')?.value;
  return `{${[
    `"data":${dataOf(root)}`,
    '"kind":"Secret"',
    '"name":""',
    ...(texts === undefined ? [] : [`"stringData":${asJson(texts)}`]),
    `"type":${type === undefined || type === null ? '""' : asJson(type)}`,
  ].join(',')}}`;
}

function dataOf(root: Dict): string {
  const data = root.get('data')?.value;
  return data === undefined || data === null ? '""' : asJson(data);
}

/** JSON as Go's encoding/json writes it: keys in order, `<`, `>` and `&` escaped. */
export function asJson(value: Value): string {
  if (value instanceof Dict)
    return `{${value
      .keys()
      .map((key) => `${quoted(key)}:${asJson(value.get(key)?.value ?? null)}`)
      .join(',')}}`;
  if (value instanceof List) return `[${value.items.map((item: Item) => asJson(item.value)).join(',')}]`;
  return isString(value) ? quoted(stringOf(value)) : String(value);
}

function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Letters that make no words. */
const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

function encode(digits: string): string {
  return [...digits.slice(0, 10)].map((digit) => letters[digit] ?? digit).join('');
}
