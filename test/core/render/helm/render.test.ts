import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { RenderCache } from '../../../../src/core/render/helm/cache.ts';
import { loadChart } from '../../../../src/core/render/helm/chart.ts';
import { manifestsOf } from '../../../../src/core/render/helm/manifests.ts';
import { opaqueMark } from '../../../../src/core/render/helm/opaque.ts';
import { renderChart } from '../../../../src/core/render/helm/render.ts';
import type { Origin } from '../../../../src/core/render/origin/origin.ts';
import { sourceOfSpan } from '../../../../src/core/render/origin/span-source.ts';
import { RenderError } from '../../../../src/core/render/problem.ts';
import { chartOf, render } from './small-chart.ts';

const head = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';

/** A chart of one template and some values. */
const one = (template: string, values = '', more: Readonly<Record<string, string>> = {}) => ({
  files: { 'Chart.yaml': head, 'values.yaml': values, 'templates/a.yaml': template, ...more },
});

/** What stands at an origin of a chart. */
function said({ files }: ReturnType<typeof one>, origin: Origin | undefined): string | undefined {
  const name = origin?.file.replace(/^chart\//, '') as keyof typeof files | undefined;
  return name === undefined ? undefined : files[name]?.slice(origin?.start, origin?.end);
}

suite('what cannot be rendered', () => {
  test('a file that fails is left out, at its own line, and the others are rendered', () => {
    const small = one('a: 1\n', '', {
      'templates/broken.yaml': 'x: {{ .Values.a | nope }}\n',
      'templates/failing.yaml': 'x: 1\ny: {{ .Values.a.b.c }}\n',
    });
    const { files, problems } = render(small);
    assert.deepEqual(
      files.map(({ name }) => name),
      ['shop/templates/a.yaml'],
    );
    const [parse, run] = problems.toSorted((a, b) => a.message.length - b.message.length);
    assert.match(parse?.message ?? '', /^template: shop\/templates\/broken.yaml:1: function "nope" not defined$/);
    assert.match(run?.message ?? '', /shop\/templates\/failing.yaml:2:.*nil pointer evaluating interface \{\}\.b/);
    assert.match(said(small, run?.at) ?? '', /^\.Values\.a\.b\.c|^\{\{/);
  });

  test('required and fail go on as lint mode does, and say what is lacking where it is asked for', () => {
    const small = one(
      'a: "{{ required "needs a name" .Values.name }}"\nb: {{ if true }}{{ fail "never" }}{{ end }}2\n',
    );
    const { text, problems } = render(small);
    assert.equal(text, '---\n# Source: shop/templates/a.yaml\na: ""\nb: 2\n');
    assert.deepEqual(
      problems.map(({ kind, message }) => [kind, message]),
      [
        ['lacking', 'needs a name'],
        ['lacking', 'never'],
      ],
    );
    assert.equal(said(small, problems[0]?.at)?.startsWith('{{ required'), true);
  });

  test('templates of subcharts that are not here are opaque', () => {
    const dependency = 'dependencies:\n- name: common\n  version: 1.x.x\n';
    const { files, problems, missing } = render({
      files: {
        'Chart.yaml': head + dependency,
        'templates/a.yaml':
          'kind: Service\nmetadata:\n  name: {{ include "common.name" . | trunc 63 | quote }}\n  labels: {{- include "common.labels" . | nindent 4 }}\n    own: label\nspec: {ports: [{port: 80}]}\n',
      },
    });
    const [manifest] = manifestsOf(files);
    assert.equal(manifest?.mistake, undefined);
    assert.equal(
      manifest?.text.text,
      `kind: Service\nmetadata:\n  name: "${opaqueMark}"\n  labels:\n    ${opaqueMark}: ""\n    own: label\nspec: {ports: [{port: 80}]}\n`,
    );
    assert.deepEqual(
      missing.map(({ name }) => name),
      ['common'],
    );
    assert.equal(problems.length, 1);
    const { file, start, end } = problems[0]?.at ?? { file: '', start: 0, end: 0 };
    assert.equal(file, 'chart/Chart.yaml');
    assert.match((head + dependency).slice(start, end), /^name: common/);
  });

  test('without anything missing an unknown template is what Helm says', () => {
    const { problems } = render(one('a: {{ include "nope" . }}\n'));
    assert.match(problems[0]?.message ?? '', /no template "nope" associated with template "gotpl"/);
  });

  test('what is no YAML says so where the template wrote it', () => {
    const small = one('a: 1\nb: {{ .Values.text }}\n', 'text: "x: y: z"\n');
    const [manifest] = manifestsOf(render(small).files);
    assert.match(manifest?.mistake?.message ?? '', /^YAML parse error on shop\/templates\/a.yaml: .* line 2: /);
    assert.equal(said(small, manifest?.mistake?.at), '{{ .Values.text }}');
  });

  test('a chart for another Kubernetes is rendered, and says so', () => {
    const small = {
      files: { 'Chart.yaml': `${head}kubeVersion: ">=1.20.0 <1.30.0"\n`, 'templates/a.yaml': 'a: 1\n' },
    };
    const { files, problems } = render(small);
    assert.equal(files.length, 1);
    assert.equal(
      problems[0]?.message,
      'chart requires kubeVersion: >=1.20.0 <1.30.0 which is incompatible with Kubernetes v1.37.0',
    );
    assert.equal(problems[0]?.at?.file, 'chart/Chart.yaml');
    assert.deepEqual(render(small, { kubeVersion: 'v1.29.4-gke.1' }).problems, []);
  });

  test('hostile templates end with a message', () => {
    for (const hostile of [
      '{{ range until 30000000 }}x{{ end }}',
      '{{ $x := "x" }}{{ range until 40 }}{{ $x = print $x $x }}{{ end }}',
      '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
      '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toYaml $d }}{{ $d | toString }}',
      '{{ range $i := until 2000 }}{{ range until 2000 }}{{ end }}{{ end }}',
      '{{ .Capabilities.constructor.constructor "x" }}',
    ]) {
      const { problems, files } = render(one(hostile, '', { 'templates/b.yaml': 'b: 1\n' }));
      assert.equal(
        files.some(({ name }) => name === 'shop/templates/b.yaml'),
        true,
        hostile,
      );
      assert.equal(problems.length, 1, hostile);
    }
    assert.equal(render(one('a: {{ .Files.constructor }}{{ .Values.constructor }}\n')).files[0]?.text.text, 'a: \n');
    const long = `${'a'.repeat(5000)}!`;
    assert.equal(render(one(`a: {{ regexMatch "^(a+)+$" .Values.x }}\n`, `x: ${long}\n`)).problems.length, 0);
  });

  test('values that are no YAML leave the chart with none', () => {
    const { files, problems } = render(one('a: {{ .Values.x | default 1 }}\n', 'x: [\n'));
    assert.equal(files[0]?.text.text, 'a: 1\n');
    assert.match(problems[0]?.message ?? '', /^cannot load values.yaml: /);
  });

  test('a folder without Chart.yaml is no chart', () => {
    assert.throws(
      () => loadChart('x', { files: new Map() }),
      (error) => error instanceof RenderError,
    );
  });
});

suite('where rendered text comes from', () => {
  const small = one(
    'kind: Service\nmetadata:\n  name: {{ include "name" . }}\n  labels: {{- include "labels" . | nindent 4 }}\nspec:\n  ports:\n  {{- toYaml .Values.ports | nindent 2 }}\n  x: {{ .Values.port }}\n',
    'ports:\n- port: 80\n  name: "http"\nport: 8080\n',
    {
      'templates/_helpers.tpl':
        '{{ define "name" }}{{ .Chart.Name }}-web{{ end }}{{ define "labels" }}app: {{ .Values.port | quote }}{{ end }}',
    },
  );
  const text = render(small).files[0]?.text;
  const at = (what: string) => {
    assert.ok(text !== undefined);
    const start = text.text.indexOf(what);
    assert.notEqual(start, -1, what);
    return sourceOfSpan(text, start, start + what.length);
  };

  test('literal text is its own characters', () => {
    const source = at('Service');
    assert.deepEqual(
      [said(small, source?.at), source?.fidelity, source?.callSite],
      ['Service', 'characters', undefined],
    );
  });

  test('an action is what prints, and names the entry of the values', () => {
    const source = at('8080\n');
    assert.equal(said(small, source?.at), '{{ .Values.port }}');
    assert.equal(said(small, source?.values), '8080');
  });

  test('each line of toYaml has its own entry', () => {
    assert.equal(said(small, at('80\n')?.values), '80');
    assert.equal(said(small, at('http')?.values), 'http');
    assert.equal(said(small, at('http')?.at), '{{- toYaml .Values.ports | nindent 2 }}');
  });

  test('what a helper writes lies in the helper, and is called by the file', () => {
    const label = at('"8080"');
    assert.equal(said(small, label?.at), '{{ .Values.port | quote }}');
    assert.equal(said(small, label?.callSite), '{{- include "labels" . | nindent 4 }}');
    assert.equal(said(small, label?.values), '8080');
    assert.equal(said(small, at('shop')?.values), 'shop');
    assert.equal(said(small, at('-web')?.at), '-web');
  });
});

suite('rendering again', () => {
  test('gives the same with what was kept', () => {
    const cache = new RenderCache();
    const chart = chartOf(one('a: {{ .Values.x }}\n{{ $_ := set .Values "x" 2 }}', 'x: 1\n'));
    const texts = [1, 2].map(() => renderChart({ chart, cache }).files[0]?.text.text);
    assert.deepEqual(texts, ['a: 1\n', 'a: 1\n']);
  });

  test('Helm v3 keeps nulls of a chart\u2019s own values, v4 does not', () => {
    const small = one('{{ .Values | toJson }}', 'a: null\nb: {c: null, d: 1}\n');
    const said = (helm: 'v3' | 'v4') => render(small, { helm }).files[0]?.text.text;
    assert.equal(said('v3'), '{"a":null,"b":{"c":null,"d":1}}');
    assert.equal(said('v4'), '{"b":{"d":1}}');
  });
});
