import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { pure } from '../../../../src/core/render/functions/parameters.ts';
import { helmFunctions } from '../../../../src/core/render/functions/table.ts';
import { type Source, valuesSource } from '../../../../src/core/render/origin/origin.ts';
import { Text } from '../../../../src/core/render/origin/text.ts';
import { newBudget, RenderError } from '../../../../src/core/render/problem.ts';
import { type ExecuteOptions, execute, parse, TemplateSet } from '../../../../src/core/render/template/index.ts';
import { bare, Dict, type Item, List, Native } from '../../../../src/core/render/value.ts';
import { functions } from './engine.ts';

/** A values file, and the values in it. */
const valuesFile = 'name: web\nport: 80\nlist: [a, b]\ntemplate: "x{{ .name }}y"\n';

function found(text: string, part: string): { start: number; end: number } {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}

function fromValues(part: string): Source {
  return valuesSource({ file: 'values.yaml', ...found(valuesFile, part) }, 'characters');
}

function values(): Item {
  const dict = new Dict();
  dict.set('name', { value: Text.of('web', fromValues('web')), source: fromValues('web') });
  dict.set('port', { value: 80, source: fromValues('80') });
  const template = fromValues('x{{ .name }}y');
  dict.set('template', { value: Text.of('x{{ .name }}y', template), source: template });
  const items = ['a', 'b'].map(
    (letter): Item => ({ value: letter, source: fromValues(`${letter}${letter === 'a' ? ',' : ']'}`) }),
  );
  dict.set('list', bare(new List(items)));
  const members = new Map<string, Item | ((args: readonly Item[]) => Item)>([
    ['Name', bare('native')],
    ['Twice', ([item]) => ({ value: Text.join([asText(item), asText(item)]), source: undefined })],
  ]);
  dict.set('native', bare(new Native('engine.files', members, undefined, new List(items))));
  return bare(dict);
}

function asText(item: Item | undefined): Text {
  return item?.value instanceof Text ? item.value : Text.of(String(item?.value));
}

interface Files {
  readonly [file: string]: string;
}

function render(files: Files, options: Partial<ExecuteOptions> = {}): Text {
  const set = new TemplateSet();
  for (const [file, text] of Object.entries(files)) set.add(parse(file, text, file, functions));
  const name = Object.keys(files)[0] ?? '';
  return execute(set, name, values(), { functions, budget: newBudget(), missingKey: 'zero', ...options });
}

/** The source of a part of what was rendered, its origins as the texts that they point at. */
function sourceOf(files: Files, part: string): Record<string, string | undefined> {
  const text = render(files);
  const at = text.text.indexOf(part);
  assert.ok(at >= 0, text.text);
  const source = text.sourceAt(at);
  assert.ok(source);
  const all: Files = { ...files, 'values.yaml': valuesFile };
  const show = (origin: Source['at'] | undefined) =>
    origin === undefined ? undefined : `${origin.file}: ${all[origin.file]?.slice(origin.start, origin.end)}`;
  return {
    at: show(source.at),
    fidelity: source.fidelity,
    callSite: show(source.callSite),
    values: show(source.values),
  };
}

function failure(files: Files, options: Partial<ExecuteOptions> = {}): RenderError {
  try {
    render(files, options);
  } catch (error) {
    if (error instanceof RenderError) return error;
    throw error;
  }
  throw new Error('It renders.');
}

suite('where rendered text comes from', () => {
  test('literal text is its own source, character by character', () => {
    const files = { t: 'kind: {{ "x" }}\n  port: 80' };
    assert.deepEqual(sourceOf(files, 'port'), {
      at: 't: port: 80',
      fidelity: 'characters',
      callSite: undefined,
      values: undefined,
    });
  });

  test('what an action prints comes from the action, and from the values that it prints', () => {
    const files = { t: 'a: {{ .name }} {{- .port }}' };
    const name = { at: 't: {{ .name }}', fidelity: 'value', callSite: undefined };
    assert.deepEqual(sourceOf(files, 'web'), { ...name, values: 'values.yaml: web' });
    assert.deepEqual(sourceOf(files, '80'), { ...name, at: 't: {{- .port }}', values: 'values.yaml: 80' });
    assert.deepEqual(sourceOf({ t: '{{ 5 }}' }, '5'), { ...name, at: 't: {{ 5 }}', values: undefined });
    assert.equal(sourceOf({ t: '{{ .absent }}' }, '<no value>').at, 't: {{ .absent }}');
  });

  test('items of a loop keep their own values', () => {
    const files = { t: '{{ range $i, $x := .list }}{{ $x }}{{ end }}' };
    assert.equal(sourceOf(files, 'b').values, 'values.yaml: b]');
  });

  test('variables carry the source of what they hold', () => {
    assert.deepEqual(sourceOf({ t: '{{ $x := .name }}{{ printf "%s!" $x }}' }, 'web'), {
      at: 't: {{ printf "%s!" $x }}',
      fidelity: 'value',
      callSite: undefined,
      values: 'values.yaml: web',
    });
  });

  test('helpers name the line in the helper and the action that calls it', () => {
    const files = {
      t: 'labels: {{ include "outer" . | upper }}{{ template "inner" . }}',
      h: '{{ define "outer" }}{{ include "inner" . }}{{ end }}{{ define "inner" }}app: {{ .name }}{{ end }}',
    };
    const untouched = { ...files, t: files.t.replace(' | upper', '') };
    assert.deepEqual(sourceOf(untouched, 'app: '), {
      at: 'h: app: ',
      fidelity: 'characters',
      callSite: 't: {{ include "outer" . }}',
      values: undefined,
    });
    assert.deepEqual(sourceOf(untouched, 'web'), {
      at: 'h: {{ .name }}',
      fidelity: 'value',
      callSite: 't: {{ include "outer" . }}',
      values: 'values.yaml: web',
    });
    const called = { ...files, t: '{{ template "inner" . }}' };
    assert.equal(sourceOf(called, 'web').callSite, 't: {{ template "inner" . }}');
    const twice = { ...files, t: '{{ template "outer" . }}' };
    assert.equal(sourceOf(twice, 'app: ').callSite, 't: {{ template "outer" . }}');
    const thrice = {
      t: '{{ template "third" . }}',
      h: `${files.h}{{ define "third" }}{{ template "inner" . }}{{ end }}`,
    };
    assert.equal(sourceOf(thrice, 'app: ').callSite, 't: {{ template "third" . }}');
  });

  test('a template in a value comes from the action that makes it one, and from the value', () => {
    const files = { t: '{{ tpl .template . }}' };
    const action = { at: 't: {{ tpl .template . }}', fidelity: 'value', callSite: undefined };
    assert.deepEqual(sourceOf(files, 'x'), { ...action, values: 'values.yaml: x{{ .name }}y' });
    assert.deepEqual(sourceOf(files, 'web'), { ...action, values: 'values.yaml: web' });
    assert.deepEqual(sourceOf(files, 'y'), { ...action, values: 'values.yaml: y' });
  });

  test('errors are where they happen, and name the action of the file that is rendered', () => {
    const files = { t: 'a\n{{ include "h" . }}', h: '{{ define "h" }}\n{{ .absent.x }}{{ end }}' };
    const error = failure(files);
    assert.deepEqual(error.at, { file: 'h', ...found(files.h, '.absent.x') });
    assert.deepEqual(error.callSite, { file: 't', ...found(files.t, '{{ include "h" . }}') });
    const parsing = failure({ t: 'a\n{{ if }}' });
    assert.deepEqual(parsing.at, { file: 't', start: 8, end: 10 });
  });
});

suite('sets of templates', () => {
  test('the last definition counts, but an empty one counts only where there is no other', () => {
    const files = {
      t: '{{ template "x" }}{{ template "y" }}|',
      a: '{{ define "x" }}1{{ end }}{{ define "y" }}  {{ end }}',
      b: '{{ define "x" }}2{{ end }}',
      c: '{{ define "x" }} {{/* nothing */}} {{ end }}',
    };
    assert.equal(render(files).text, '2  |');
  });

  test('a template that is not defined may have a stand-in', () => {
    const opaque = (name: string) => (name === 'x' ? { value: 'opaque', source: undefined } : undefined);
    assert.equal(render({ t: '{{ include "x" . | upper }}{{ template "x" . }}' }, { opaque }).text, 'OPAQUEopaque');
    assert.match(
      failure({ t: '{{ include "y" . }}' }, { opaque }).message,
      /no template "y" associated with template "gotpl"/,
    );
  });

  test('a value that is lacking is an error, or what the caller puts in its place', () => {
    const required = new Map(functions).set('required', {
      arity: [2, 2],
      call: ([message], context) => context.lacks(String(message?.value)),
    });
    const set = new TemplateSet();
    set.add(parse('t', '[{{ required "name it" nil }}]', 't', required));
    const options = { functions: required, budget: newBudget() };
    assert.throws(() => execute(set, 't', bare(null), options), /error calling required: name it/);
    const lacks = (message: string) => bare(`(${message})`);
    assert.equal(execute(set, 't', bare(null), { ...options, lacks }).text, '[(name it)]');
  });
});

suite('what templates reach', () => {
  test('objects of the engine have their members and nothing else', () => {
    assert.equal(
      render({ t: '{{ .native.Name }} {{ .native.Twice .name }} {{ .port | .native.Twice }}' }).text,
      'native webweb 8080',
    );
    assert.equal(
      render({ t: '{{ range .native }}{{ . }}{{ end }}{{ len .native }}{{ index .native 1 }}' }).text,
      'ab2b',
    );
    for (const name of ['constructor', 'members', 'toString', '__proto__', 'typeName'])
      assert.match(failure({ t: `{{ .native.${name} }}` }).message, /can't evaluate field \w+ in type/);
    for (const name of ['constructor', '__proto__', 'toString', 'entries'])
      assert.equal(render({ t: `{{ .${name} }}{{ index . "${name}" }}` }).text, '<no value><no value>');
    assert.match(failure({ t: '{{ .list.length }}' }).message, /can't evaluate field length in type interface {}/);
  });

  test('conditions see what objects of the engine hold', () => {
    const dict = new Dict();
    dict.set('files', bare(new Native('engine.files', new Map(), undefined, new Dict())));
    const set = new TemplateSet();
    const text =
      '{{ if .files }}a{{ end }}{{ if mustToDuration "0s" }}b{{ end }}{{ if mustToDuration "1s" }}c{{ end }} {{ empty .files }}';
    set.add(parse('t', text, 't', helmFunctions));
    assert.equal(execute(set, 't', bare(dict), { functions: helmFunctions, budget: newBudget() }).text, 'c true');
  });

  test('functions of the caller stand before the builtin ones', () => {
    const own = new Map(functions).set(
      'len',
      pure(['any'], () => 'mine'),
    );
    const set = new TemplateSet();
    set.add(parse('t', '{{ len . }}', 't', own));
    assert.equal(execute(set, 't', bare(null), { functions: own, budget: newBudget() }).text, 'mine');
  });
});
