import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { helmFunctions } from '../../../../src/core/render/functions/table.ts';
import { builtins, calledFunctions, withoutExpectation } from '../../../arbiters/functions/calls.ts';
import { answer, normalized } from './answer.ts';

/** The name of a function, its arguments as JSON, and what Helm v4.3 answers. */
type Golden = readonly [string, string, string];

const goldens: readonly Golden[] = JSON.parse(readFileSync(new URL('goldens.json', import.meta.url), 'utf8'));

suite('template functions', () => {
  test('answer as those of Helm', () => {
    const wrong = goldens.flatMap(([fn, args, expected]) => {
      const own = normalized(answer({ fn, args: JSON.parse(args) }));
      return own === normalized(expected) ? [] : [{ fn, args, expected, own }];
    });
    assert.deepEqual(wrong, []);
  });

  test('are all called, except for what Helm itself makes at random', () => {
    const called = new Set([...calledFunctions, ...withoutExpectation]);
    assert.deepEqual(
      [...helmFunctions.keys()].filter((name) => !called.has(name)),
      [],
    );
    assert.deepEqual(
      [...called].filter((name) => !helmFunctions.has(name) && !builtins.has(name)),
      [],
    );
  });
});
