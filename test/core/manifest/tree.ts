import assert from 'node:assert/strict';
import type { ManifestProblem } from '../../../src/core/manifest/document.ts';
import { child, type Node } from '../../../src/core/manifest/node.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';

/** What a tree says, as plain data; of keys that stand twice the last one. */
export function plainValue(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.type === 'scalar') return node.value;
  if (node.type === 'sequence') return node.items.map(plainValue);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, plainValue(value)]));
}

/** What a text that has to be free of problems says. */
export function read(text: string): unknown {
  const { root, problems } = parseText(text);
  assert.deepEqual(problems, [], text);
  return plainValue(root);
}

/** The node at a path of keys and positions; the text has to hold it. */
export function nodeAt(text: string, ...path: readonly (string | number)[]): Node {
  let node = parseText(text).root;
  for (const step of path)
    node = typeof step === 'string' ? child(node, step) : node?.type === 'sequence' ? node.items[step] : undefined;
  assert.ok(node !== undefined, `${path.join('.')} is in ${JSON.stringify(text)}`);
  return node;
}

/** The keys and values of a tree as they are written, in the order of the tree. */
export function* writtenIn(text: string, node: Node | undefined): Generator<string> {
  if (node?.type === 'scalar') yield text.slice(node.start, node.end);
  else if (node?.type === 'sequence') for (const item of node.items) yield* writtenIn(text, item);
  else
    for (const { key, value } of node?.entries ?? []) {
      yield text.slice(key.start, key.end);
      yield* writtenIn(text, value);
    }
}

/** A problem in short: `KN001 error app: the message`, with the text that is underlined. */
export function brief(text: string, { code, severity, start, end, message }: ManifestProblem): string {
  return `${code} ${severity} ${text.slice(start, end)}: ${message}`;
}
