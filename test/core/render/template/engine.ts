import type { FunctionTable } from '../../../../src/core/render/functions/function.ts';
import { pure, tracked } from '../../../../src/core/render/functions/parameters.ts';
import { isEmpty } from '../../../../src/core/render/go/truth.ts';
import { valuesSource } from '../../../../src/core/render/origin/origin.ts';
import { newBudget, RenderError } from '../../../../src/core/render/problem.ts';
import { execute, parse, TemplateSet } from '../../../../src/core/render/template/index.ts';
import { bare, Dict, type Item, List, type Value } from '../../../../src/core/render/value.ts';

/** A template and how it is executed, as test/arbiters/template reads it. */
export interface Case {
  readonly text: string;
  readonly missingKey: 'default' | 'zero' | 'error';
}

/** What comes of it. */
export interface Outcome {
  readonly text?: string;
  readonly error?: string;
}

/** A case with Go's answer. */
export interface Golden extends Case {
  readonly gives: Outcome;
}

/** Definitions that all cases know. */
export const helpers = `
{{- define "label" -}}app: {{ .Values.name }}{{- end -}}
{{- define "empty" }}  {{/* nothing */}} {{ end -}}
{{- define "fails" -}}
before
{{ .Values.absent.deeper }}
{{- end -}}
{{- define "count" -}}{{ if . }}{{ len . }} {{ template "count" (slice . 1) }}{{ end }}{{- end -}}
{{- define "calls" }}[{{ include "label" . }}]{{ end -}}
{{- define "callsFailing" }}[{{ include "fails" . }}]{{ end -}}
`;

/** Numbers are float64 as in a values file, `int` is Go's. */
const int = (value: number) => ({ int: String(value) });
const map = (entries: Record<string, unknown>) => ({ map: entries });

/** What all cases are executed over. */
export const data = map({
  Values: map({
    name: 'web',
    empty: '',
    port: 80,
    big: 1000000,
    small: 0.5,
    negative: -3,
    zero: 0,
    seven: int(7),
    none: int(0),
    yes: true,
    no: false,
    nothing: null,
    list: ['a', 'b', 'c'],
    numbers: [1, 2, 3],
    ints: [int(1), int(2), int(3)],
    mixed: [int(1), 'x', null, true, map({ k: 'v' }), []],
    emptyList: [],
    map: map({ b: '2', a: '1', c: '3' }),
    emptyMap: map({}),
    nested: map({ deep: map({ deeper: map({ leaf: 'x', none: null }) }) }),
    unicode: 'héllo wörld ☃ 𝄞',
    html: `<a href="x">it's & = \\</a>`,
    lines: 'one\ntwo\n',
    template: '{{ .Values.name }}-{{ include "label" . }}',
    broken: '{{ .Values.name',
    failing: '{{ .Values.absent.deeper }}',
    people: [map({ name: 'ann', age: 31 }), map({ name: 'bob' })],
  }),
  Release: map({ Name: 'rel', Service: 'Helm' }),
  Chart: map({ Name: 'chart', Version: '1.2.3' }),
});

/** The value that tagged data stands for, every part of it with a source of its own. */
export function untagged(tagged: unknown): Item {
  const source = valuesSource({ file: 'values.yaml', start: 0, end: 1 }, 'value');
  if (Array.isArray(tagged)) return { value: new List(tagged.map(untagged)), source };
  if (typeof tagged !== 'object' || tagged === null) return { value: tagged as Value, source };
  if ('int' in tagged) return { value: BigInt(String(tagged.int)), source };
  const dict = new Dict();
  for (const [key, value] of Object.entries((tagged as ReturnType<typeof map>).map)) dict.set(key, untagged(value));
  return { value: dict, source };
}

/** The functions of test/arbiters/template/main.go, and `twice`, which makes large lists. */
export const functions: FunctionTable = new Map([
  ['upper', pure(['string'], (text) => text.toUpperCase())],
  [
    'repeat',
    pure(['int', 'string'], (count, text) => {
      if (count < 0) throw new RenderError('strings: negative Repeat count');
      return text.repeat(count);
    }),
  ],
  ['half', pure(['float64'], (x) => x / 2)],
  ['choose', tracked(['any', 'any', 'bool'], (_, yes, no, which) => (which ? yes : no))],
  ['list', tracked(['...any'], (_, ...items) => bare(new List(items)))],
  ['twice', pure(['any'], (list) => (list instanceof List ? new List([...list.items, ...list.items]) : null))],
  ['size', pure(['map'], (dict) => BigInt(dict.size))],
  [
    'default',
    tracked(['any', '...any'], (_, fallback, given) =>
      given === undefined || isEmpty(given.value) ? fallback : given,
    ),
  ],
  [
    'fail',
    pure(['string'], (message) => {
      throw new RenderError(message);
    }),
  ],
  ['include', tracked(['string', 'any'], (context, name, dot) => context.include(name.text, dot))],
  ['tpl', tracked(['string', 'any'], (context, text, dot) => context.evaluate(text, dot))],
]);

/** Executes a case with our engine. */
export function run({ text, missingKey }: Case, budget = newBudget()): Outcome {
  try {
    const set = new TemplateSet();
    set.add(parse('helpers', helpers, 'helpers', functions));
    set.add(parse('case', text, 'case', functions));
    const { text: made } = execute(set, 'case', untagged(data), { functions, budget, missingKey });
    // JSON, in which Go answers, has no bytes that are not UTF-8.
    return { text: made.toWellFormed() };
  } catch (error) {
    if (error instanceof RenderError) return { error: error.message };
    throw error;
  }
}
