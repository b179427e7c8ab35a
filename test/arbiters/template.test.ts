import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cases } from '../core/render/template/cases.ts';
import { type Case, type Outcome, run } from '../core/render/template/engine.ts';
import { generate } from '../core/render/template/generate.ts';
import { lacking } from '../support/needs.ts';
import { askGo, templatesLacking } from './template.ts';

const lacks = templatesLacking();

/** Where Go and we differ, those cases aside that the engine's first lines name. */
function differences(asked: readonly Case[]): readonly { one: Case; go: Outcome; ours: Outcome }[] {
  const answers = askGo(asked);
  return asked.flatMap((one, index) => {
    const answer = answers[index] ?? {};
    // A byte of a string is a uint8 there.
    const go = answer.error === undefined ? answer : { error: answer.error.replaceAll('uint8', 'int') };
    const ours = run(one);
    const isDeeper = go.error?.includes('exceeded maximum template depth') === true && ours.error !== undefined;
    const isImaginary = /illegal number syntax: "[^"]*i"$/.test(ours.error ?? '');
    const isEqual = go.text === ours.text && go.error === ours.error;
    return isEqual || isDeeper || isImaginary ? [] : [{ one, go, ours }];
  });
}

suite('text/template of Go', { timeout: 300_000 }, () => {
  test('makes of the cases made by hand what we make of them', async (context) => {
    if (lacks !== undefined) return lacking(context, lacks);
    assert.deepEqual(differences(cases), []);
  });

  test('makes of generated templates what we make of them, messages included', async (context) => {
    if (lacks !== undefined) return lacking(context, lacks);
    assert.deepEqual(differences([...generate(7, 4000)]), []);
  });
});
