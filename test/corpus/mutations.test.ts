import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { corpusLacking, corpusWorkspace } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';
import { neutrals } from './mutation/neutral.ts';
import { operators } from './mutation/operators/all.ts';
import { share, talliesOf } from './mutation/report.ts';
import { tryAll, tryNeutrals } from './mutation/run.ts';
import { workingWorkspace } from './mutation/sources.ts';

const seed = 3;

suite('single mistakes in manifests that work', () => {
  test('there are many kinds, of every family, each with a name of its own and a target', () => {
    assert.ok(operators.length >= 40, `${operators.length} operators`);
    assert.equal(new Set(operators.map(({ name }) => name)).size, operators.length);
    assert.ok(operators.every(({ target }) => target >= 80 && target <= 100));
  });

  test('the stacks that are broken here have no error and no warning before', () => {
    const findings = workingWorkspace().snapshot.allFindings();
    const loud = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
    assert.deepEqual(
      loud.map(({ message }) => message),
      [],
    );
  });

  test('97 of 100 are found on their own line', async (context) => {
    const sources = [{ name: 'working', workspace: workingWorkspace(), most: 2 }];
    if (corpusLacking === undefined) sources.push({ name: 'corpus', workspace: corpusWorkspace(), most: 2 });
    const before = sources.map(({ workspace }) => workspace.snapshot.allFindings().length);
    const tallies = talliesOf(operators, await tryAll(sources, operators, seed));
    const broken = tallies.flatMap((tally) => tally.broken).length;
    const found = tallies.flatMap((tally) => tally.found).length;
    const missed = tallies.flatMap((tally) =>
      tally.missed.map(({ judged }) => `${tally.operator.name}: ${judged.mutation.file}:${judged.line}`),
    );
    assert.ok(broken >= 100, `${broken} break something`);
    assert.ok(found / broken >= 0.97, `${share(found, broken)} % of ${broken}\n${missed.join('\n')}`);
    assert.deepEqual(
      sources.map(({ workspace }) => workspace.snapshot.allFindings().length),
      before,
      'mending a mistake takes its findings back',
    );
    if (corpusLacking !== undefined) lacking(context, corpusLacking);
  });

  test('what changes nothing brings no error and no warning', () => {
    const sources = [{ name: 'working', workspace: workingWorkspace(), most: 6 }];
    const results = tryNeutrals(sources, neutrals, seed);
    assert.ok(results.length >= 60, `${results.length} changes`);
    assert.deepEqual(
      results
        .filter(({ alarms }) => alarms.length > 0)
        .map(
          ({ judged, alarms }) => `${judged.mutation.operator.name} ${judged.mutation.file}:${judged.line} ${alarms}`,
        ),
      [],
    );
  });
});
