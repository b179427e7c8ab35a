import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Node } from '../../src/core/manifest/node.ts';
import { parseText } from '../../src/core/manifest/parse.ts';
import { recoverDocument } from '../../src/core/manifest/recover.ts';
import { relax } from '../../src/core/manifest/relax.ts';
import { corpusLacking, corpusWorkspace } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';

/** A tree as a list of what it says and where. */
function* places(node: Node | undefined, path: string): Generator<string> {
  if (node === undefined) return;
  if (node.type === 'scalar') yield `${path} ${node.start}-${node.end} ${node.style} ${JSON.stringify(node.value)}`;
  else if (node.type === 'sequence')
    for (const [index, item] of node.items.entries()) yield* places(item, `${path}[${index}]`);
  else
    for (const { key, value } of node.entries) {
      yield `${path} key ${key.start}-${key.end} ${JSON.stringify(key.value)}`;
      yield* places(value, `${path}.${key.value}`);
    }
}

suite('the two parsers', () => {
  test('read every manifest of real applications alike, place by place', (context) => {
    if (corpusLacking !== undefined) return lacking(context, corpusLacking);
    let documents = 0;
    for (const { documents: placed, path } of corpusWorkspace().snapshot.files.values())
      for (const { document } of placed) {
        // What kubectl reads although YAML forbids it is known to the fast parser alone.
        if (!document.candidate || document.template || relax(document.text) !== undefined) continue;
        const { root, problems } = parseText(document.text);
        if (problems.some(({ severity }) => severity === 'error')) continue;
        documents++;
        assert.deepEqual([...places(recoverDocument(document.text).root, '')], [...places(root, '')], path);
      }
    assert.ok(documents > 1000, `${documents} documents`);
  });
});
