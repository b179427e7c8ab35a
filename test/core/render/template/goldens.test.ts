import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cases } from './cases.ts';
import { type Golden, run } from './engine.ts';

/** What Go's text/template answered; `node test/arbiters/template.ts` asks it again. */
const goldens: readonly Golden[] = JSON.parse(readFileSync(new URL('goldens.json', import.meta.url), 'utf8'));

test('every template gives what Go gives, texts and messages', () => {
  assert.ok(goldens.length > 800);
  const different = goldens.filter((golden) => {
    const { text, error } = run(golden);
    return text !== golden.gives.text || error !== golden.gives.error;
  });
  assert.deepEqual(different, []);
});

test('the answers are those to the cases that stand here', () => {
  const answered = new Set(goldens.map(({ text }) => text));
  assert.deepEqual(
    cases.filter(({ text }) => !answered.has(text)),
    [],
  );
});
