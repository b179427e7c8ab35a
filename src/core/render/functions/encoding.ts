/** Sprig v3.3 "Encoding Functions" and its JSON, with Helm's own `fromJson` and `toJson`. */
import { base32, base64, decode, encode } from '../go/base.ts';
import { adler32, sha1, sha256 } from '../go/hashes.ts';
import { encodeJson, type JsonOptions } from '../go/json.ts';
import { type CollectionType, decodeJson, mismatch } from '../go/json-decode.ts';
import { sha512 } from '../go/sha512.ts';
import { Text } from '../origin/text.ts';
import { orElse } from '../problem.ts';
import { bare, Dict, type Item, List } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { pure, tracked } from './parameters.ts';

/** A function that writes JSON; without `must` what has none is an empty string. */
function writer(options: Omit<JsonOptions, 'budget'>, must: boolean): TemplateFunction {
  return tracked(['any'], ({ budget }, item) => {
    if (must) return encodeJson(item, { ...options, budget });
    return orElse(
      () => encodeJson(item, { ...options, budget }),
      () => Text.of(''),
    );
  });
}

/** A collection that a text states, nil where it states null. What fails or is none of the wanted type is the message. */
function collectionOr(wrong: (message: string) => Item, wanted: CollectionType, nil: () => List | Dict) {
  return (read: () => Item, prefix = ''): Item =>
    orElse(
      () => {
        const item = read();
        const problem = mismatch(item, wanted);
        if (problem !== undefined) return wrong(prefix + problem);
        return item.value === null ? { value: nil(), source: item.source } : item;
      },
      (problem) => wrong(problem.message),
    );
}

function errorMap(message: string): Item {
  const dict = new Dict();
  dict.set('Error', bare(message));
  return bare(dict);
}

/** Helm's `fromJson` and `fromYaml`: what is no map is one with the key `Error`. */
export const mapOrError = collectionOr(errorMap, 'map[string]interface {}', () => new Dict(true));

/** Helm's `fromJsonArray` and `fromYamlArray`: what is no list is one of the message. */
export const listOrError = collectionOr(
  (message) => bare(new List([bare(message)])),
  '[]interface {}',
  () => new List([], true),
);

export const encoding: readonly (readonly [string, TemplateFunction])[] = [
  ['b64enc', pure(['string'], (text) => encode(text, base64))],
  ['b64dec', pure(['string'], (text) => decode(text, base64))],
  ['b32enc', pure(['string'], (text) => encode(text, base32))],
  ['b32dec', pure(['string'], (text) => decode(text, base32))],
  ['sha1sum', pure(['string'], sha1)],
  ['sha256sum', pure(['string'], sha256)],
  ['sha512sum', pure(['string'], sha512)],
  ['adler32sum', pure(['string'], adler32)],
  ['toJson', writer({}, false)],
  ['mustToJson', writer({}, true)],
  ['toPrettyJson', writer({ pretty: true }, false)],
  ['mustToPrettyJson', writer({ pretty: true }, true)],
  ['toRawJson', writer({ raw: true }, true)],
  ['mustToRawJson', writer({ raw: true }, true)],
  ['fromJson', tracked(['string'], (_, text) => mapOrError(() => decodeJson(text, true)))],
  ['fromJsonArray', tracked(['string'], (_, text) => listOrError(() => decodeJson(text, true)))],
  ['mustFromJson', tracked(['string'], (_, text) => decodeJson(text))],
];
