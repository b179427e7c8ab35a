import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { renderedView, renderingStacks, sourcesAt, stretchesIn } from '../../../src/core/language/rendered-view.ts';
import type { Snapshot } from '../../../src/core/language/workspace.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { shop, shopWith } from './charts.ts';
import type { Files } from './edits.ts';

const service = 'shop/templates/service.yaml';
const helpers = 'shop/templates/_helpers.tpl';
const values = 'shop/values.yaml';

const snapshotOf = (files: Files): Snapshot => workspaceOf(files).snapshot;

function viewOf(snapshot: Snapshot, file: string, ...preferred: string[]) {
  const view = renderedView(snapshot, file, preferred);
  assert.ok(view, `nothing renders ${file}`);
  return view;
}

/** What a file renders to, without the line that names the stack. */
function rendered(files: Files, file: string): string {
  const { text } = viewOf(snapshotOf(files), file).text;
  return text.slice(text.indexOf('\n') + 1);
}

/** What a stretch of a file wrote, in what a file renders to; behind `|` of `written` the cursor stands instead. */
function wrote(files: Files, file: string, written: string, shown = file): readonly string[] {
  const snapshot = snapshotOf(files);
  const view = viewOf(snapshot, shown);
  const bar = written.indexOf('|');
  const piece = written.replace('|', '');
  const source = snapshot.files.get(file)?.text ?? '';
  const start = source.indexOf(piece);
  assert.ok(start >= 0, `${file} has ${piece}`);
  const lines = snapshot.lines(file);
  const range =
    bar < 0
      ? { start: lines.position(start), end: lines.position(start + piece.length) }
      : { start: lines.position(start + bar), end: lines.position(start + bar) };
  const { ranges, exact } = stretchesIn(snapshot, view, file, range);
  const index = new LineIndex(view.text.text);
  return ranges.map((each) => {
    const [from, to] = [index.offset(each.start), index.offset(each.end)];
    const text = view.text.text.slice(from, to);
    return exact && from < to ? text : `${exact ? '' : 'near '}${index.line(each.start.line)}`;
  });
}

/** Where what stands at a place of what a file renders to is written. */
function writers(files: Files, shown: string, at: string, offset = 0): readonly string[] {
  const snapshot = snapshotOf(files);
  const view = viewOf(snapshot, shown);
  const found = view.text.text.indexOf(at);
  assert.ok(found >= 0, `the rendering has ${at}`);
  const position = new LineIndex(view.text.text).position(found + offset);
  return sourcesAt(snapshot, view, position).map(({ file, range }) => {
    const lines = snapshot.lines(file);
    const text = snapshot.files.get(file)?.text ?? '';
    const [start, end] = [lines.offset(range.start), lines.offset(range.end)];
    return `${file.replace('shop/', '')}: ${start === end ? `before ${text.slice(start, start + 8).trim()}` : text.slice(start, end)}`;
  });
}

suite('what a file renders to', () => {
  test('is, for a template, its manifests as the chart applies them, below a line that names the stack', () => {
    assert.match(viewOf(snapshotOf(shop), service).text.text, /^# Stack shop\napiVersion: v1\n/);
    assert.equal(
      rendered(shop, service),
      `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
`,
    );
  });

  test('several manifests stand as they do in the template, whatever the order in which Helm applies them', () => {
    const files = shopWith({
      'templates/two.yaml': `apiVersion: v1\nkind: Service\nmetadata: { name: a }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n`,
    });
    assert.equal(
      rendered(files, 'shop/templates/two.yaml'),
      `apiVersion: v1\nkind: Service\nmetadata: { name: a }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n`,
    );
  });

  test('is everything for values, helpers and Chart.yaml, with the file of each manifest', () => {
    for (const file of [values, helpers, 'shop/Chart.yaml']) {
      const text = rendered(shop, file);
      assert.deepEqual(
        [...text.matchAll(/^# Source: (.*)$/gm)].map(([, name]) => name),
        ['shop/templates/deployment.yaml', service],
        file,
      );
      assert.equal(text.split('\n').filter((line) => line === '---').length, 1);
    }
  });

  test('a template that writes nothing says so instead of showing the others', () => {
    const files = shopWith({
      'templates/off.yaml': '{{ if .Values.off }}\napiVersion: v1\nkind: Service\n{{ end }}\n',
    });
    const { text, failure } = viewOf(snapshotOf(files), 'shop/templates/off.yaml');
    assert.equal(text.text, '# Stack shop renders nothing from this file.\n');
    assert.equal(failure, undefined);
  });

  test('nothing renders what lies beside charts', () => {
    const files = new Map([...shop, ['plain/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n']]);
    const snapshot = snapshotOf(files);
    assert.deepEqual(renderingStacks(snapshot, 'plain/web.yaml'), []);
    assert.equal(renderedView(snapshot, 'plain/web.yaml', ['shop']), undefined);
  });

  test('a template that fails says why, in its own view and in that of the whole chart, not in those of others', () => {
    const files = shopWith({ 'templates/bad.yaml': 'kind: {{ include "shop.gone" . }}\n' });
    const snapshot = snapshotOf(files);
    const own = viewOf(snapshot, 'shop/templates/bad.yaml');
    assert.match(own.failure ?? '', /shop\.gone/);
    assert.equal(own.text.text, `# Stack shop does not render: ${own.failure}\n`);
    assert.match(viewOf(snapshot, values).failure ?? '', /shop\.gone/);
    assert.equal(viewOf(snapshot, service).failure, undefined);
  });

  test('a helper that fails is said where it is called, on one line', () => {
    const files = shopWith({
      'templates/_helpers.tpl': '{{- define "shop.labels" -}}\napp: {{ index .Values.app 3 }}\n{{- end }}\n',
      'templates/plain.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "a\n  b" }\n',
    });
    const snapshot = snapshotOf(files);
    const { failure, text } = viewOf(snapshot, service);
    assert.match(failure ?? '', /service\.yaml.*shop\.labels/);
    assert.equal(text.text.split('\n').length, 2);
    assert.equal(viewOf(snapshot, 'shop/templates/plain.yaml').failure, undefined);
  });

  test('a helper file that does not parse fails every template, and what it would write is unknown', () => {
    const files = shopWith({
      'templates/_helpers.tpl': '{{- define "shop.labels" -}}\napp: {{ .Values.app \n{{- end }}\n',
    });
    const { failure, text } = viewOf(snapshotOf(files), service);
    assert.match(failure ?? '', /_helpers\.tpl/);
    assert.match(text.text, /^ {2}selector:\n {4}# unknown: /m);
  });

  test('values that cannot be read fail every template', () => {
    const files = shopWith({ 'values.yaml': 'app: [\n' });
    for (const file of [service, 'shop/templates/deployment.yaml', values])
      assert.match(viewOf(snapshotOf(files), file).failure ?? '', /values\.yaml/, file);
  });

  test('what a chart writes that is not here is said to be unknown', () => {
    const files = shopWith({
      'Chart.yaml': `${shop.get('shop/Chart.yaml')}dependencies: [{ name: gone, version: 1.0.0, repository: "https://example.com" }]\n`,
      'templates/service.yaml': `apiVersion: v1\nkind: Service\nmetadata:\n  name: a-{{ include "gone.name" . }}\n  labels:\n    {{- include "gone.labels" . | nindent 4 }}\n`,
    });
    assert.equal(
      rendered(files, service),
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: a-<unknown>\n  labels:\n    # unknown: a chart that this one depends on is not in the workspace\n`,
    );
  });

  test('a helper of another chart is rendered by those that call it', () => {
    const files = new Map([
      ['lib/Chart.yaml', 'apiVersion: v2\nname: lib\ntype: library\nversion: 1.0.0\n'],
      ['lib/templates/_names.tpl', '{{ define "lib.name" }}web{{ end }}\n'],
      [
        'app/Chart.yaml',
        'apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [{ name: lib, version: 1.0.0, repository: "file://../lib" }]\n',
      ],
      ['app/templates/s.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: {{ include "lib.name" . }} }\n'],
    ]);
    assert.deepEqual(
      renderingStacks(snapshotOf(files), 'lib/templates/_names.tpl').map(({ root }) => root),
      ['app'],
    );
    assert.deepEqual(wrote(files, 'lib/templates/_names.tpl', 'web'), ['web']);
  });
});

suite('from a file to what it renders to', () => {
  test('an action is what it wrote', () => {
    assert.deepEqual(wrote(shop, service, '{{ .Values.service.port }}'), ['80']);
    assert.deepEqual(wrote(shop, service, '{{ .Values|.service.port }}'), ['80']);
  });

  test('an action that calls a helper is all that the helper wrote', () => {
    assert.deepEqual(wrote(shop, service, 'include "shop.labels" .'), ['app: web']);
  });

  test('a cursor in what the template trims is all that its line wrote', () => {
    assert.deepEqual(wrote(shop, service, '  |  {{- include'), ['app: web']);
  });

  test('literal text is the very text, as far as it is selected', () => {
    assert.deepEqual(wrote(shop, service, 'Service'), ['Service']);
    assert.deepEqual(wrote(shop, service, '- port: {{ .Values.service.port }}'), ['- port: 80']);
    assert.deepEqual(wrote(shop, service, 'target|Port: {{'), ['      targetPort: http']);
  });

  test('a line of a helper is what it wrote wherever it is called', () => {
    assert.deepEqual(wrote(shop, helpers, '{{ .Values.app }}', service), ['web']);
    assert.deepEqual(wrote(shop, helpers, '{{ .Values.app }}', helpers), ['web', 'web', 'web']);
    assert.deepEqual(wrote(shop, helpers, 'app: ', service), ['app:']);
  });

  test('a value is every place that prints it', () => {
    assert.deepEqual(wrote(shop, values, 'app: w|eb', service), ['web']);
    assert.deepEqual(wrote(shop, values, '80', values), ['80']);
  });

  test('each turn of a loop is a stretch of its own', () => {
    const files = shopWith({
      'values.yaml': 'ports: [80, 81]\n',
      'templates/service.yaml':
        'apiVersion: v1\nkind: Service\nspec:\n  ports:\n  {{- range .Values.ports }}\n  - port: {{ . }}\n  {{- end }}\n',
    });
    assert.deepEqual(wrote(files, service, '{{ . }}'), ['80', '81']);
    assert.deepEqual(wrote(files, values, '81', service), ['81']);
    assert.deepEqual(wrote(files, service, '{{- ra|nge'), ['near   ports:']);
  });

  test('the mark of the byte order moves nothing', () => {
    const files = shopWith({ 'templates/service.yaml': `\ufeff${shop.get(service)}` });
    assert.deepEqual(wrote(files, service, '{{ .Values.service.port }}'), ['80']);
    assert.deepEqual(writers(files, service, 'targetPort'), ['templates/service.yaml: before targetPo']);
  });
});

suite('from what a file renders to, to where it is written', () => {
  test('literal text is written at that very character', () => {
    assert.deepEqual(writers(shop, service, 'targetPort'), ['templates/service.yaml: before targetPo']);
    assert.deepEqual(writers(shop, service, 'targetPort', 6), ['templates/service.yaml: before Port: {{']);
  });

  test('a value is written by its action and comes from the values file', () => {
    const places = ['templates/service.yaml: {{ .Values.service.port }}', 'values.yaml: 80'];
    assert.deepEqual(writers(shop, service, '80'), places);
    assert.deepEqual(writers(shop, service, '80', 1), places);
    // Behind the last character of the line, too.
    assert.deepEqual(writers(shop, service, '80', 2), places);
  });

  test('what a helper writes leads to the action that calls it and to the helper', () => {
    const call = 'templates/service.yaml: {{- include "shop.labels" . | nindent 4 }}';
    assert.deepEqual(writers(shop, service, 'app: web'), [call, 'templates/_helpers.tpl: before app: {{']);
    assert.deepEqual(writers(shop, service, 'app: web', 5), [
      call,
      'templates/_helpers.tpl: {{ .Values.app }}',
      'values.yaml: web',
    ]);
  });

  test('the line that names a file leads to it, and the one that names the stack nowhere', () => {
    assert.deepEqual(writers(shop, values, '# Source: shop/templates/service.yaml'), [
      'templates/service.yaml: before apiVersi',
    ]);
    assert.deepEqual(writers(shop, values, '# Stack'), []);
  });

  test('every position of a view leads into its files, and back to where it came from', () => {
    const snapshot = snapshotOf(shop);
    for (const file of [service, values]) {
      const view = viewOf(snapshot, file);
      const lines = new LineIndex(view.text.text);
      for (let line = 1; line < lines.lineCount; line++)
        for (let character = 0; character < lines.line(line).length; character++) {
          const [source] = sourcesAt(snapshot, view, { line, character });
          // What is written around the text of a line leads somewhere, too, and is nothing to show.
          if (source === undefined || /\s/.test(lines.line(line)[character] ?? '')) continue;
          const { ranges } = stretchesIn(snapshot, view, source.file, source.range);
          const isBack = ranges.some(
            ({ start, end }) =>
              (start.line < line || (start.line === line && start.character <= character)) &&
              (end.line > line || (end.line === line && end.character >= character)),
          );
          assert.ok(isBack || lines.line(line).startsWith('#'), `${file} ${line}:${character}`);
        }
    }
  });
});

suite('what a kustomization comes to', () => {
  const files = new Map([
    ['base/kustomization.yaml', 'resources: [b.yaml, a.yaml]\n'],
    ['base/a.yaml', 'kind: ConfigMap\napiVersion: v1\nmetadata: { name: a } # the first\ndata: { k: v }\n'],
    ['base/b.yaml', 'kind: ConfigMap\napiVersion: v1\nmetadata: { name: b }\n'],
    ['dev/kustomization.yaml', 'resources: [../base]\n'],
    ['prod/kustomization.yaml', 'resources: [../base]\nnamespace: live\npatches: [{ path: p.yaml }]\n'],
    ['prod/p.yaml', 'kind: ConfigMap\napiVersion: v1\nmetadata: { name: a }\ndata: { k: w }\n'],
  ]);

  test('is, for a file of the base, its objects, in the stack that is preferred', () => {
    const snapshot = snapshotOf(files);
    assert.deepEqual(
      renderingStacks(snapshot, 'base/a.yaml').map(({ name }) => name),
      ['dev', 'prod'],
    );
    const text = (...preferred: string[]) => viewOf(snapshot, 'base/a.yaml', ...preferred).text.text;
    assert.equal(text(), '# Stack dev\napiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: a\n');
    assert.equal(
      text('chart', 'prod', 'dev'),
      '# Stack prod\napiVersion: v1\ndata:\n  k: w\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: live\n',
    );
  });

  test('is everything for kustomizations and patches, and each line leads to what set it', () => {
    const snapshot = snapshotOf(files);
    for (const file of ['prod/kustomization.yaml', 'prod/p.yaml']) {
      const view = viewOf(snapshot, file);
      assert.match(view.text.text, /^# Stack prod\n# Source: base\/a\.yaml\n(.*\n)*---\n# Source: base\/b\.yaml\n/);
      const lines = view.text.text.split('\n');
      const setBy = (line: string) => {
        const at = { line: lines.indexOf(line), character: line.length - 1 };
        return sourcesAt(snapshot, view, at).map((source) => `${source.file}:${source.range.start.line + 1}`);
      };
      assert.deepEqual(setBy('  k: w'), ['prod/p.yaml:4']);
      assert.deepEqual(setBy('  namespace: live'), ['prod/kustomization.yaml:2']);
      assert.deepEqual(setBy('  name: a'), ['base/a.yaml:3']);
    }
    assert.deepEqual(wrote(files, 'prod/p.yaml', 'k: w'), ['k: w']);
    assert.deepEqual(wrote(files, 'prod/p.yaml', 'k: |w'), ['  k: w']);
  });
});
