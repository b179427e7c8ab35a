import { child, type Node } from '../manifest/node.ts';
import { type Reading, text, unknownField, wrongType } from './decode-field.ts';
import type { Stated } from './field.ts';
import { placeholderWord } from './placeholder.ts';

/** Decoders of texts of which the API server takes only some. */

/** A name of DNS or an address, which know no words in capitals: one stands for what people fill in. */
export function dnsName(reading: Reading, parent: Node | undefined, key: string): Stated<string> | undefined {
  const name = text(reading, parent, key);
  if (name?.value === undefined || name.value === name.value.toLowerCase()) return name;
  const word = name.value
    .split('.')
    .map(placeholderWord)
    .find((found) => found !== undefined);
  return word === undefined ? name : unknownField(name, word);
}

/** One of a few texts; the API server refuses any other, an empty one too where `read` is {@link pointerText}. */
export function choice(
  reading: Reading,
  parent: Node | undefined,
  key: string,
  choices: readonly [string, string, ...string[]],
  read: typeof text = text,
): Stated<string> | undefined {
  const found = read(reading, parent, key);
  const node = child(parent, key);
  if (found?.value === undefined || node === undefined || choices.includes(found.value)) return found;
  return wrongType(reading, node, key, `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`);
}
