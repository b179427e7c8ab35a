import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { RenderCache } from '../../../../src/core/render/helm/cache.ts';
import { loadChart } from '../../../../src/core/render/helm/chart.ts';
import { manifestsOf } from '../../../../src/core/render/helm/manifests.ts';
import { type RenderedChart, type RenderInput, renderChart } from '../../../../src/core/render/helm/render.ts';
import { attempt, RenderError } from '../../../../src/core/render/problem.ts';
import { Random } from '../../../support/random.ts';
import { described } from '../described.ts';
import { charts } from './charts.ts';
import { mutated } from './mutate.ts';
import { bytesOf } from './small-chart.ts';

const map = (name: string, lines: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n${lines}`;

/** A chart with a subchart, of which every part may be edited. */
const files: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: "4"\n',
  'values.yaml': 'port: 80\nname: web\nlabels: {a: b}\nglobal: {zone: here}\ndb: {port: 5432}\n',
  'notes.txt': 'read me\n',
  'templates/_helpers.tpl':
    '{{ define "name" }}{{ .Release.Name }}-{{ .Values.name }}{{ end }}{{ define "more" }}more{{ end }}',
  'templates/a.yaml': map(
    '{{ include "name" . }}',
    '  port: "{{ .Values.port }}"\n  {{- toYaml .Values.labels | nindent 2 }}\n',
  ),
  'templates/b.yaml': `${map('b', '  more: {{ include "more" . }}\n')}---\n${map('c', '  text: {{ .Files.Get "notes.txt" | quote }}\n')}`,
  'templates/c.yaml': map(
    'd',
    '  named: {{ .Template.Name }}\n  version: {{ .Chart.AppVersion | quote }}\n  sub: {{ .Subcharts.db.Template.Name }}\n',
  ),
  'templates/d.yaml': map('{{ required "a name" .Values.needed }}', '  tpl: {{ tpl "{{ .Values.port }}" . }}\n'),
  'templates/NOTES.txt': 'Thanks.\n',
  'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
  'charts/db/values.yaml': 'port: 1\n',
  'charts/db/templates/db.yaml': map('db', '  port: "{{ .Values.port }}"\n  zone: {{ .Values.global.zone }}\n'),
};

type Input = Omit<RenderInput, 'chart' | 'cache'>;

/** Edits of a chart one after the other, each of which is rendered with what those before left, and without. */
class Editing {
  readonly files: Map<string, Uint8Array>;
  readonly #cache = new RenderCache();
  readonly #earlier: { readonly result: RenderedChart | RenderError; readonly was: string }[] = [];

  constructor(contents: ReadonlyMap<string, Uint8Array>) {
    this.files = new Map([...contents].map(([name, bytes]) => [`chart/${name}`, bytes]));
    this.check('as it was');
  }

  edit(name: string, text: string | undefined, what = name): void {
    if (text === undefined) this.files.delete(`chart/${name}`);
    else this.files.set(`chart/${name}`, new TextEncoder().encode(text));
    this.check(what);
  }

  check(what: string, input: Input = {}): void {
    const result = this.#rendered(input, this.#cache);
    const was = seen(result);
    // Not `equal`, which would print all of both.
    assert.ok(was === seen(this.#rendered(input, new RenderCache())), what);
    this.#earlier.push({ result, was });
  }

  /** What was rendered before is what it was then. */
  checkEarlier(): void {
    for (const { result, was } of this.#earlier) assert.ok(seen(result) === was);
  }

  #rendered(input: Input, cache: RenderCache): RenderedChart | RenderError {
    const gunzip = (bytes: Uint8Array) => {
      try {
        return gunzipSync(bytes);
      } catch {
        return undefined;
      }
    };
    return attempt(() =>
      renderChart({ ...input, chart: loadChart('chart', { files: this.files, cache, gunzip }), cache }),
    );
  }
}

function seen(result: RenderedChart | RenderError): string {
  return described(result instanceof RenderError ? result : [result, manifestsOf(result.files)]);
}

suite('a rendering behind an edit is what a first one would be', () => {
  const edits: readonly (readonly [what: string, name: string, from: string | RegExp, to: string])[] = [
    ['a word of a template', 'templates/a.yaml', 'port:', 'door:'],
    ['a line in front of a template', 'templates/a.yaml', /^/, '# comment\n'],
    ['a template that is no template', 'templates/a.yaml', '}}', '}'],
    ['a template that fails', 'templates/a.yaml', '.Values.port', '.Values.port.number'],
    ['a manifest that is no YAML', 'templates/a.yaml', 'data:', 'data: {'],
    ['another kind', 'templates/a.yaml', 'ConfigMap', 'Secret'],
    ['one of two manifests', 'templates/b.yaml', 'name: c', 'name: e'],
    ['a helper', 'templates/_helpers.tpl', '}}more', '}}less'],
    ['a helper in front of another', 'templates/_helpers.tpl', /^/, '{{ define "first" }}{{ end }}\n'],
    ['a helper that is gone', 'templates/_helpers.tpl', '"more"', '"mare"'],
    ['a helper that another file defines too', 'templates/NOTES.txt', /^/, '{{ define "more" }}most{{ end }}'],
    ['a value', 'values.yaml', '80', '81'],
    ['a comment in front of the values', 'values.yaml', /^/, '# comment\n'],
    ['a comment behind the values', 'values.yaml', /$/, '# comment\n'],
    ['the order of values', 'values.yaml', '{a: b}', '{c: d, a: b}'],
    ['minus zero', 'values.yaml', '80', '-0.0'],
    ['a value that was lacking', 'values.yaml', /^/, 'needed: this\n'],
    ['a global value', 'values.yaml', 'here', 'there'],
    ['a value of the subchart', 'charts/db/values.yaml', 'port: 1', 'host: 1'],
    ['a template of the subchart', 'charts/db/templates/db.yaml', 'zone:', 'area:'],
    ['the version of the chart', 'Chart.yaml', '"4"', '"5"'],
    ['a chart for another Kubernetes', 'Chart.yaml', /$/, 'kubeVersion: "<1.10"\n'],
    ['a dependency that is nowhere', 'Chart.yaml', /$/, 'dependencies: [{name: cache, version: "1"}]\n'],
    ['a file that a template reads', 'notes.txt', 'me', 'you'],
    ['a template that changes values', 'templates/d.yaml', /^/, '{{ $_ := set .Values "port" 1 }}'],
    ['a template that takes values away', 'templates/d.yaml', /^/, '{{ $_ := unset .Values "labels" }}'],
    ['a template that merges into values', 'templates/d.yaml', /^/, '{{ $_ := merge .Values.labels (dict "e" "f") }}'],
    [
      'one that merges into what it shares',
      'templates/d.yaml',
      /^/,
      '{{ $_ := merge (dict "labels" .Values.labels) (dict "labels" (dict "e" "f")) }}',
    ],
    ['a template that changes a copy', 'templates/d.yaml', /^/, '{{ $_ := set (deepCopy .Values) "port" 1 }}'],
    ['a template that renames itself', 'templates/d.yaml', /^/, '{{ $_ := set .Template "Name" "x" }}'],
    [
      'a subchart that changes global values',
      'charts/db/templates/db.yaml',
      /^/,
      '{{ $_ := set .Values.global "zone" 1 }}',
    ],
    ['a subchart that changes its name', 'charts/db/templates/db.yaml', /^/, '{{ $_ := set .Template "Name" "x" }}'],
    [
      'a template that takes all there is to take',
      'templates/d.yaml',
      /^/,
      '{{ range until 900000 }}{{ if . }}{{ end }}{{ end }}',
    ],
  ];

  for (const [what, name, from, to] of edits)
    test(what, () => {
      const editing = new Editing(bytesOf({ files }));
      const text = files[name] ?? '';
      assert.notEqual(text.replace(from, to), text);
      // Forth and back, and with another edit in between.
      for (const next of [text.replace(from, to), text, text.replace(from, to)]) editing.edit(name, next, what);
      editing.edit('templates/a.yaml', `${files['templates/a.yaml']}# typed\n`, `${what}, and a comment`);
      editing.checkEarlier();
    });

  test('a file that goes, and comes back', () => {
    for (const name of Object.keys(files)) {
      const editing = new Editing(bytesOf({ files }));
      editing.edit(name, undefined);
      editing.edit(name, files[name]);
    }
  });

  test('a file that comes', () => {
    const editing = new Editing(bytesOf({ files }));
    editing.edit('charts/db/templates/zz.yaml', map('zz', '  a: b\n'));
    editing.edit('templates/e.yaml', '{{ define "more" }}even more{{ end }}');
    editing.edit('.helmignore', 'notes.txt\n');
  });

  test('another release, other values and another Kubernetes', () => {
    const editing = new Editing(bytesOf({ files }));
    const chart = loadChart('chart', { files: editing.files });
    editing.check('a name', { release: { name: 'other' } });
    editing.check('values', { values: [chart.values] });
    editing.check('a namespace', { release: { name: 'other', namespace: 'there' } });
    editing.check('a version', { kubeVersion: '1.20.0' });
    editing.check('API versions', { apiVersions: ['a/v1'] });
    editing.check('none of these');
    editing.checkEarlier();
  });

  test('what all files together may use up', () => {
    const greedy = map('e', '  {{ range until 480000 }}{{ if . }}{{ end }}{{ end }}\n');
    const modest = map('h', '  a: b\n');
    const many = { ...files, ...Object.fromEntries(['e', 'f', 'g'].map((name) => [`templates/${name}.yaml`, greedy])) };
    const editing = new Editing(bytesOf({ files: { ...many, 'templates/h.yaml': modest } }));
    editing.edit('templates/h.yaml', greedy);
    editing.edit('templates/h.yaml', modest);
  });

  test('a file with another name', () => {
    const editing = new Editing(bytesOf({ files }));
    editing.files.delete('chart/charts/db/templates/db.yaml');
    editing.edit('charts/db/templates/dc.yaml', files['charts/db/templates/db.yaml']);
  });

  test('a helper that may be in a file that is no template', () => {
    const editing = new Editing(bytesOf({ files }));
    editing.edit('templates/b.yaml', '{{ include "gone" . }}');
    editing.edit('templates/_more.tpl', '{{ define');
    editing.edit('templates/_more.tpl', '');
  });

  test('a subchart that changes its name behind another change', () => {
    const first = { 'charts/db/templates/zz.yaml': '{{ $_ := set (dict) "a" 1 }}' };
    const second = { 'charts/db/templates/db.yaml': '{{ $_ := set .Template "Name" "x" }}' };
    const editing = new Editing(bytesOf({ files: { ...files, ...first, ...second } }));
    editing.edit('templates/c.yaml', `${files['templates/c.yaml']}# typed\n`);
  });

  test('zero and minus zero', () => {
    const editing = new Editing(bytesOf({ files }));
    for (const port of ['0.00', '-0.0', '0.00']) editing.edit('values.yaml', `port: ${port}\nname: web\nlabels: {}\n`);
  });

  test('one content in two places', () => {
    const editing = new Editing(bytesOf({ files }));
    editing.edit('templates/b.yaml', '{{ .Files.Get "notes.txt" }}{{ .Files.Get "more.txt" }}');
    for (const [name, other] of [
      ['values.yaml', 'charts/db/values.yaml'],
      ['notes.txt', 'more.txt'],
      ['templates/a.yaml', 'templates/f.yaml'],
      ['templates/a.yaml', 'charts/db/templates/a.yaml'],
    ]) {
      const bytes = editing.files.get(`chart/${name}`);
      assert.ok(bytes);
      editing.files.set(`chart/${other}`, bytes);
      editing.check(`${name} as ${other}`);
    }
  });

  test('random edits of all small charts', () => {
    const random = new Random(23);
    for (const chart of Object.values(charts)) {
      const made = bytesOf(chart);
      const editing = new Editing(made);
      for (let round = 0; round < 12; round++) {
        const name = random.pick([...made.keys()]);
        const text = new TextDecoder().decode(made.get(name));
        editing.edit(name, random.pick([mutated(text, random), text, `${text}\n# typed\n`]));
      }
      editing.checkEarlier();
    }
  });
});

test('only the templates that an edit concerns are rendered again', () => {
  const cache = new RenderCache();
  const contents = new Map([...bytesOf({ files })].map(([name, bytes]) => [`chart/${name}`, bytes]));
  const rendered = () => renderChart({ chart: loadChart('chart', { files: contents, cache }), cache }).files;
  const changedBy = (name: string) => {
    const before = rendered();
    contents.set(`chart/${name}`, new TextEncoder().encode(`${files[name]}{{/* typed */}}`));
    return rendered().flatMap((file, index) => (file === before[index] ? [] : [file.name]));
  };
  assert.deepEqual(changedBy('templates/a.yaml'), ['shop/templates/a.yaml']);
  assert.deepEqual(changedBy('templates/_helpers.tpl'), ['shop/templates/b.yaml', 'shop/templates/a.yaml']);
  // All may see all files of the chart.
  assert.deepEqual(changedBy('README.md').length, 5);
});
