import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { newBudget } from '../../../../src/core/render/problem.ts';
import { Random } from '../../../support/random.ts';
import { roundsOf } from '../../../support/rounds.ts';
import { cases } from './cases.ts';
import { run } from './engine.ts';
import { generate, mutated } from './generate.ts';

const { rounds, seed } = roundsOf({ rounds: 20_000, seed: 5 }, 90_000);

/** What a hostile chart may write: each must end with a message, and soon. */
const hostile: Readonly<Record<string, string>> = {
  'a loop of loops': '{{ range 100000 }}{{ range 100000 }}{{ range 100000 }}x{{ end }}{{ end }}{{ end }}',
  'an empty loop': '{{ range 9000000000000000000 }}{{ end }}',
  'a text that doubles': '{{ $x := "x" }}{{ range 60 }}{{ $x = print $x $x }}{{ end }}{{ $x }}',
  'a text of two sources that doubles':
    '{{ $x := print .Values.name (include "label" .) "x" }}{{ range 60 }}{{ $x = print $x $.Values.port $x }}{{ end }}{{ $x }}',
  'a large list that is cut again and again':
    '{{ $x := slice (list 1 2 3 4) 0 }}{{ range 18 }}{{ $x = twice $x }}{{ end }}{{ range 1000000 }}{{ $y := slice $x 1 }}{{ end }}',
  'a large list whose loop ends at once':
    '{{ $x := list 1 2 3 4 }}{{ range 18 }}{{ $x = twice $x }}{{ end }}{{ range 1000000 }}{{ range $x }}{{ break }}{{ end }}{{ end }}',
  'a large text that is measured again and again':
    '{{ $x := "abcdefgh☃" }}{{ range 20 }}{{ $x = print $x $x }}{{ end }}{{ range 1000000 }}{{ $y := len $x }}{{ end }}',
  'a message that grows with every call': `{{ define "x" }}{{ include "x" (print . "${'y'.repeat(100_000)}") }}{{ end }}{{ include "x" "" }}`,
  'a long template that calls itself': `{{ tpl "{{ tpl . . }}" "${'y'.repeat(100_000)}{{ tpl . . }}" }}`,
  'a list that doubles': '{{ $x := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ print $x }}',
  'a list that doubles and is the output': '{{ $x := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}',
  'a template that calls itself': '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}',
  'an include that calls itself': '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}',
  'an include that calls itself twice':
    '{{ define "x" }}{{ include "x" . }}{{ include "x" . }}{{ end }}{{ include "x" . }}',
  'a text that is its own template': '{{ tpl "{{ tpl . . }}" "{{ tpl . . }}" }}',
  'parentheses without end': `{{ ${'('.repeat(100_000)}`,
  'nested parentheses': `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`,
  'nested blocks': '{{ if true }}'.repeat(20_000) + '{{ end }}'.repeat(20_000),
  'a long chain': `{{ if 0 }}${'{{ else if 0 }}'.repeat(20_000)}{{ end }}`,
  'a long pipeline': `{{ 1${' | print'.repeat(200_000)} }}`,
  'a wide width': '{{ range 1000 }}{{ printf "%1000000d" 1 }}{{ end }}',
};

suite('templates of strangers', { timeout: 1_200_000 }, () => {
  for (const [what, text] of Object.entries(hostile))
    test(`${what} ends within the budget`, () => {
      const budget = newBudget();
      const { error, text: made } = run({ text, missingKey: 'zero' }, budget);
      assert.ok(error !== undefined || (made?.length ?? 0) < 64_000_000);
      assert.ok(error === undefined || error.length < 1_000_000);
    });

  test(`${rounds} changed templates throw nothing but errors of rendering, and soon`, (context) => {
    const random = new Random(seed);
    const written = [...cases, ...generate(seed, 1000)].map(({ text }) => text);
    let slowest = 0;
    for (let i = 0; i < rounds; i++) {
      let text = mutated(random, random.pick(written));
      if (i % 4 === 0) text = mutated(random, text + random.pick(written));
      const budget = newBudget();
      const start = performance.now();
      // What else is thrown goes through.
      run({ text, missingKey: random.pick(['zero', 'default', 'error'] as const) }, budget);
      slowest = Math.max(slowest, performance.now() - start);
      assert.ok(budget.nodes > 1_000_000, `seed ${seed}, template ${i}: ${text}`);
    }
    context.diagnostic(`seed ${seed}, the slowest took ${slowest.toFixed(0)} ms`);
    assert.ok(slowest < 1000, `seed ${seed}: the slowest took ${slowest} ms`);
  });
});
