import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { corpusLacking, corpusWorkspace } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';
import { Random } from '../support/random.ts';
import { judge, mutationsOf, operators } from './mutation.ts';

suite('single mistakes in manifests that work', () => {
  test('97 of 100 are found on their own line, of every kind', (context) => {
    if (corpusLacking !== undefined) return lacking(context, corpusLacking);
    const workspace = corpusWorkspace();
    const before = workspace.snapshot.allFindings().length;
    const verdicts = mutationsOf(workspace.snapshot, new Random(3)).map((mutation) => judge(workspace, mutation));
    assert.ok(verdicts.length >= 300, `${verdicts.length} mutations`);
    for (const operator of operators) {
      const own = verdicts.filter(({ mutation }) => mutation.operator === operator);
      const found = own.filter((verdict) => verdict.found !== undefined).length;
      assert.ok(found / own.length >= 0.969, `${operator}: ${found} of ${own.length}`);
    }
    assert.equal(workspace.snapshot.allFindings().length, before, 'mending a mistake takes its findings back');
  });
});
