import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hover } from '../../../src/core/language/hover.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { edited, shop, shopWith } from './charts.ts';
import type { Files } from './edits.ts';
import { placeText, plain } from './view.ts';

/** What the hover says where `at` stands in a file, `offset` characters on, with where its links lead. */
function hovered(files: Files, file: string, at: string, offset = 0) {
  const { snapshot } = workspaceOf(files);
  const text = files.get(file) ?? '';
  assert.ok(text.includes(at), `${file} has ${at}`);
  const lines = new LineIndex(text);
  const found = hover(snapshot, file, lines.position(text.indexOf(at) + offset));
  const links = found?.lines.flatMap((line) =>
    line.flatMap((part) =>
      typeof part === 'string' ? [] : [placeText(snapshot.locate(part.to)).replace(/:\d+-.*/, '')],
    ),
  );
  const { start, end } = found?.range ?? {};
  return {
    lines: found?.lines.map(plain) ?? [],
    links: links ?? [],
    underlined: start && end && text.slice(lines.offset(start), lines.offset(end)),
  };
}

const template = 'shop/templates/config.yaml';
const values = 'shop/values.yaml';

/** The chart with a ConfigMap, about which the network has nothing to say. */
const config = (data: string, more: Readonly<Record<string, string>> = {}) =>
  shopWith({
    'templates/config.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n${data}`,
    ...more,
  });

suite('hover of an action', () => {
  test('says what it writes and where the value comes from', () => {
    const files = config('  port: {{ .Values.service.port | quote }}\n');
    assert.deepEqual(hovered(files, template, '.Values'), {
      lines: ['writes "80" · from values.yaml:3'],
      links: ['shop/values.yaml:3'],
      underlined: '{{ .Values.service.port | quote }}',
    });
  });

  test('counts from its first brace to its last one', () => {
    const files = config('  port: x{{ .Values.service.port }}y\n');
    assert.deepEqual(hovered(files, template, '{{').lines, ['writes 80 · from values.yaml:3']);
    assert.deepEqual(hovered(files, template, '}}', 1).lines, ['writes 80 · from values.yaml:3']);
    for (const [at, offset] of [
      ['x{{', 0],
      ['}}y', 2],
    ] as const)
      assert.deepEqual(hovered(files, template, at, offset).lines, [], at);
  });

  test('what a helper writes is shown line by line, the beginning of it, without the indentation that all lines have', () => {
    const helper = '{{- define "shop.labels" -}}\na: "1"\nb:\n  c: {{ .Values.app }}\nd: 2\ne: 3\nf: 4\n{{- end }}\n';
    const files = config('  {{- include "shop.labels" . | nindent 2 }}\n', { 'templates/_helpers.tpl': helper });
    const { lines, links } = hovered(files, template, 'include');
    assert.deepEqual(lines, [
      'writes these lines · from values.yaml:1 · by templates/_helpers.tpl:2',
      'a: "1"',
      'b:',
      '\u00a0\u00a0c: web',
      'd: 2',
      'and 2 more lines',
    ]);
    assert.deepEqual(links, ['shop/values.yaml:1', 'shop/templates/_helpers.tpl:2']);
  });

  test('an action of a loop says what each turn writes', () => {
    const files = config('{{- range $i, $_ := .Values.all }}\n  k{{ $i }}: {{ . }}\n{{- end }}\n', {
      'values.yaml': 'app: web\nservice: { port: 80, targetPort: http }\nall: [a, b, c, a, d, e]\n',
    });
    assert.deepEqual(hovered(files, template, '{{ . }}').lines, ['writes a, b, c, d and 1 more · from values.yaml:3']);
  });

  test('an action inside of a helper says what it writes wherever it is called', () => {
    assert.deepEqual(hovered(shop, 'shop/templates/_helpers.tpl', '.Values.app').lines, [
      'writes web · from values.yaml:1',
    ]);
  });

  test('actions that write nothing, and literal text, have none', () => {
    const files = config('{{- if .Values.app }}\n  a: b\n{{- end }}\n');
    for (const at of ['if .Values', 'end }}', 'a: b']) assert.deepEqual(hovered(files, template, at).lines, [], at);
  });

  test('what the network says comes first', () => {
    const { lines, underlined } = hovered(shop, 'shop/templates/service.yaml', '.Values.service.targetPort');
    assert.match(lines[0] ?? '', /^port 80\/TCP → http → 8080/);
    assert.equal(lines.at(-1), 'writes http · from values.yaml:4');
    assert.equal(underlined, '{{ .Values.service.targetPort }}');
  });

  test('other values for the same chart are counted, the first that differs is named', () => {
    const data = '  port: {{ .Values.service.port }}\n  app: {{ .Values.app }}\n';
    const one = config(data, { 'values-prod.yaml': 'service: { port: 443 }\n' });
    assert.deepEqual(hovered(one, template, '.Values.service').lines, [
      'writes 80 · from values.yaml:3',
      '443 in stack shop (values-prod.yaml)',
    ]);
    assert.deepEqual(hovered(one, template, '.Values.app').lines, [
      'writes web · from values.yaml:1',
      'the same in 1 other stack',
    ]);
    const two = config(data, { 'values-prod.yaml': 'service: { port: 443 }\n', 'values-dev.yaml': 'app: dev\n' });
    assert.equal(
      hovered(two, template, '.Values.service').lines[1],
      '443 in stack shop (values-prod.yaml); 1 of 2 other stacks differs',
    );
  });

  test('what a value holds is no markup of a terminal, and one line stays one line', () => {
    const files = config(
      '  a: {{ .Values.app | quote }}\n',
      edited('values.yaml', 'app: web', 'app: "a\\u001b[31m\\u202eb"'),
    );
    const [line = ''] = hovered(files, template, '.Values.app').lines;
    assert.doesNotMatch(line, /[\p{Cc}\p{Bidi_Control}]/u);
  });
});

suite('hover of a value', () => {
  test('its key and its scalar lead to the templates that print it, each line once', () => {
    const used = {
      lines: ['printed by templates/service.yaml:9'],
      links: ['shop/templates/service.yaml:9'],
    };
    assert.deepEqual(hovered(shop, values, 'port: 80'), { ...used, underlined: 'port' });
    assert.deepEqual(hovered(shop, values, '80'), { ...used, underlined: '80' });
  });

  test('what a helper prints leads to the templates that call it', () => {
    assert.deepEqual(hovered(shop, values, 'web').links, [
      'shop/templates/deployment.yaml:8',
      'shop/templates/deployment.yaml:12',
      'shop/templates/service.yaml:7',
    ]);
  });

  test('a map is whatever prints something of it', () => {
    assert.deepEqual(hovered(shop, values, 'service:').lines, [
      'printed by templates/service.yaml:9, templates/service.yaml:10',
    ]);
    assert.deepEqual(hovered(shop, values, 'service:', 'service:'.length).lines, []);
  });

  test('more than eight places are counted', () => {
    const data = Array.from({ length: 11 }, (_, index) => `  k${index}: {{ .Values.app }}\n`).join('');
    const [line = ''] = hovered(config(data), values, 'web').lines;
    assert.equal(line.match(/config\.yaml:/g)?.length, 8);
    assert.match(line, / and 6 more$/);
  });

  test('a value that nothing prints, a comment and a file that is no values have none', () => {
    const files = shopWith({ 'values.yaml': `${shop.get(values)}spare: 1 # why\n`, 'README.yaml': 'port: 80\n' });
    for (const at of ['spare', '1 #', 'why']) assert.deepEqual(hovered(files, values, at).lines, [], at);
    assert.deepEqual(hovered(files, 'shop/README.yaml', 'port').lines, []);
  });

  test('values of another file are told apart from those that they replace', () => {
    const files = shopWith({ 'values-prod.yaml': 'service:\n  port: 443\n' });
    assert.deepEqual(hovered(files, 'shop/values-prod.yaml', '443').links, ['shop/templates/service.yaml:9']);
    assert.deepEqual(hovered(files, values, '80').links, ['shop/templates/service.yaml:9']);
  });
});
