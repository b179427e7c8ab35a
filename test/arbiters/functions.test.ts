import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answer, normalized } from '../core/render/functions/answer.ts';
import { lacking } from '../support/needs.ts';
import { calledFunctions, generateCalls, isKnownDifference } from './functions/calls.ts';
import { askFunctions, functionsLacking } from './functions.ts';

/** Other than that of the goldens. */
const seeds = [20, 21, 22];

suite('template functions against those of Helm', () => {
  test('calls at random are answered alike', (context) => {
    const lacks = functionsLacking();
    if (lacks !== undefined) return lacking(context, lacks);
    const calls = seeds.flatMap((seed) => generateCalls(seed, 100)).filter((call) => !isKnownDifference(call));
    const answers = askFunctions(calls);
    const wrong = calls.flatMap((call, index) => {
      const [expected, own] = [normalized(answers[index] ?? ''), normalized(answer(call))];
      return own === expected ? [] : [{ ...call, expected, own }];
    });
    assert.deepEqual(wrong, []);
    assert.ok(calls.length > calledFunctions.length * 200);
  });
});
