import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { codeActions } from '../../../src/core/language/code-actions.ts';
import { hover } from '../../../src/core/language/hover.ts';
import type { Snapshot } from '../../../src/core/language/workspace.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { edited, shop, shopWith } from './charts.ts';
import type { Files } from './edits.ts';
import { CheckedWorkspace } from './incremental.ts';
import { plain } from './view.ts';

const snapshotOf = (files: Files): Snapshot => workspaceOf(files).snapshot;

/** The text that a place underlines, with its file. */
function underlined(snapshot: Snapshot, location: Parameters<Snapshot['locate']>[0]): string {
  const { file, range } = snapshot.locate(location);
  const lines = snapshot.lines(file);
  const text = snapshot.files.get(file)?.text ?? '';
  return `${file.replace('shop/', '')}: ${text.slice(lines.offset(range.start), lines.offset(range.end))}`;
}

/** Findings with what they underline and what they lead to. */
function findingsOf(files: Files): readonly (readonly string[])[] {
  const snapshot = snapshotOf(files);
  return snapshot
    .allFindings()
    .map(({ code, severity, location, related }) => [
      `${severity} ${code}`,
      underlined(snapshot, location),
      ...related.map((other) => underlined(snapshot, other.location)),
    ]);
}

suite('charts', () => {
  test('a chart whose wires meet has nothing to be said about', () => {
    assert.deepEqual(findingsOf(shop), []);
  });

  test('a value that meets no port underlines the action that prints it, and leads to the values file', () => {
    const files = shopWith(edited('values.yaml', 'targetPort: http', 'targetPort: htpp'));
    const [finding, ...others] = findingsOf(files);
    assert.deepEqual(others, []);
    assert.equal(finding?.[1], 'templates/service.yaml: {{ .Values.service.targetPort }}');
    assert.ok(finding?.includes('values.yaml: htpp'));
    assert.ok(finding?.some((place) => place.startsWith('templates/deployment.yaml: ')));
  });

  test('text of the template is underlined itself', () => {
    const files = shopWith(edited('templates/service.yaml', '{{ .Values.service.targetPort }}', 'htpp'));
    assert.deepEqual(
      findingsOf(files).map(([, place]) => place),
      ['templates/service.yaml: htpp'],
    );
  });

  test('what a helper writes is underlined where the file calls it, and leads to the helper', () => {
    const files = shopWith(
      edited(
        'templates/service.yaml',
        '{{- include "shop.labels" . | nindent 4 }}',
        '{{- include "shop.labels" (dict "Values" (dict "app" "wbe")) | nindent 4 }}',
      ),
    );
    const [finding] = findingsOf(files);
    assert.equal(finding?.[0], 'error KN203');
    assert.equal(
      finding?.[1],
      'templates/service.yaml: {{- include "shop.labels" (dict "Values" (dict "app" "wbe")) | nindent 4 }}',
    );
    assert.ok(finding?.some((place) => place.startsWith('templates/_helpers.tpl: ')));
  });

  test('a fix is made where the file holds the very text, and is not offered elsewhere', () => {
    const literal = snapshotOf(shopWith(edited('templates/service.yaml', '{{ .Values.service.targetPort }}', 'htpp')));
    const [finding] = literal.findings('shop/templates/service.yaml');
    const edits = finding?.fixes().map((fix) => fix.edits.map((edit) => [underlined(literal, edit), edit.newText]));
    assert.deepEqual(edits?.[0], [['templates/service.yaml: htpp', 'http']]);
    const printed = snapshotOf(shopWith(edited('values.yaml', 'targetPort: http', 'targetPort: htpp')));
    const [other] = printed.findings('shop/templates/service.yaml');
    const files = other?.fixes().flatMap((fix) => fix.edits.map((edit) => printed.locate(edit).file));
    assert.deepEqual([...new Set(files)], ['shop/templates/deployment.yaml']);
  });

  test('a comment in a template silences the line below it', () => {
    const wrong = (comment: string) =>
      shopWith(
        edited(
          'templates/service.yaml',
          '      targetPort: {{ .Values.service.targetPort }}',
          `${comment}      targetPort: htpp`,
        ),
      );
    assert.equal(findingsOf(wrong('')).length, 1);
    const [[code = ''] = []] = findingsOf(wrong(''));
    assert.deepEqual(findingsOf(wrong(`      # portolan-ignore ${code.split(' ')[1]}: agreed\n`)), []);
    assert.deepEqual(
      findingsOf(
        shopWith(edited('templates/service.yaml', '  ports:\n', '  # portolan-ignore KN211: nothing\n  ports:\n')),
      ).map(([what]) => what),
      ['info KN004'],
    );
  });

  test('silencing is offered where a comment can stand', () => {
    const snapshot = snapshotOf(shopWith(edited('templates/service.yaml', '{{ .Values.service.targetPort }}', 'htpp')));
    const path = 'shop/templates/service.yaml';
    const [finding] = snapshot.findings(path);
    assert.ok(finding !== undefined);
    const ignoring = codeActions(snapshot, path, snapshot.locate(finding.location).range).filter(
      ({ kind }) => kind === 'ignore',
    );
    assert.deepEqual(
      ignoring.map(({ edits }) => edits.map(({ range, newText }) => [range.start, newText])),
      [[[{ line: 9, character: 0 }, `      # portolan-ignore ${finding.code}: \n`]]],
    );
  });

  test('an action has the hover of what it writes', () => {
    const snapshot = snapshotOf(shop);
    const lines = snapshot.lines('shop/templates/service.yaml');
    const offset = (shop.get('shop/templates/service.yaml') ?? '').indexOf('.Values.service.targetPort');
    const found = hover(snapshot, 'shop/templates/service.yaml', lines.position(offset));
    assert.match(found?.lines.map(plain).join('\n') ?? '', /8080/);
  });

  test('every values file beside the chart is a variant; what holds in some of them only says so', () => {
    const files = shopWith({
      'values-prod.yaml': 'service:\n  targetPort: htpp\n',
      'values-test.yaml': 'service:\n  port: 81\n',
    });
    const snapshot = snapshotOf(files);
    assert.deepEqual(
      snapshot.stacks.map(({ name, variant }) => [name, variant]),
      [
        ['shop', ''],
        ['shop (values-prod.yaml)', 'values-prod.yaml'],
        ['shop (values-test.yaml)', 'values-test.yaml'],
      ],
    );
    const [finding, ...others] = snapshot.allFindings();
    assert.deepEqual(others, []);
    assert.match(finding?.message ?? '', /\(in 1 of 3 variants: values-prod\.yaml\)$/);
    assert.deepEqual(finding?.stacks, ['shop (values-prod.yaml)']);
    assert.ok(finding?.related.some(({ location }) => underlined(snapshot, location) === 'values-prod.yaml: htpp'));
  });

  test('an absence counts only where every variant that has the object misses the partner', () => {
    const files = (values: string) =>
      shopWith({
        ...edited('templates/deployment.yaml', 'apiVersion: apps/v1', '{{- if .Values.web }}\napiVersion: apps/v1'),
        'values-web.yaml': values,
      });
    const ended = (texts: Files) =>
      new Map(
        [...texts].map(([path, text]) => [path, path.endsWith('deployment.yaml') ? `${text}{{- end }}\n` : text]),
      );
    assert.deepEqual(findingsOf(ended(files('web: true\n'))), []);
    assert.equal(findingsOf(ended(files('web: false\n'))).length, 1);
  });

  test('.portolan.yaml states the variants', () => {
    const files = new Map([
      ...shopWith({ 'values-prod.yaml': 'app: web\n', 'values-test.yaml': 'app: web2\n' }),
      ['.portolan.yaml', 'helm: { values: { shop: [values-prod.yaml] } }\n'],
    ]);
    assert.deepEqual(
      snapshotOf(files).stacks.map(({ name }) => name),
      ['shop (values-prod.yaml)'],
    );
  });

  test('a template that does not parse is an error on its own line, and others are still checked', () => {
    const files = shopWith({
      ...edited('templates/deployment.yaml', 'kind: Deployment', 'kind: {{ if }}'),
      'templates/probe.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: { name: other }\nspec: { ports: [{ port: 99999999 }] }\n',
    });
    const found = findingsOf(files);
    assert.ok(
      found.some(([what, place]) => what === 'error KN006' && place?.startsWith('templates/deployment.yaml: ')),
    );
    assert.ok(
      found.some(([what, place]) => what?.startsWith('error KN2') && place?.startsWith('templates/probe.yaml')),
    );
    // Pods may be what the broken template makes.
    assert.ok(!found.some(([, place]) => place?.startsWith('templates/service.yaml')));
  });

  test('a mistake in a helper stands in the helper', () => {
    const [finding] = findingsOf(shopWith(edited('templates/_helpers.tpl', '{{ .Values.app }}', '{{ .Values.app | }')));
    assert.equal(finding?.[0], 'error KN006');
    assert.ok(finding?.[1]?.startsWith('templates/_helpers.tpl: '));
  });

  test('what is asked for and not there is said softly, and nothing is concluded from its absence', () => {
    const lacking = findingsOf(
      shopWith({
        ...edited('templates/service.yaml', 'include "shop.labels" .', 'required "give an app" .Values.none'),
      }),
    );
    assert.deepEqual(
      lacking.map(([what]) => what),
      ['hint KN006'],
    );
    const missing = findingsOf(
      shopWith(
        edited(
          'Chart.yaml',
          'version: 1.0.0\n',
          'version: 1.0.0\ndependencies:\n  - name: db\n    version: 1.0.0\n    repository: https://charts.example\n',
        ),
      ),
    );
    assert.deepEqual(
      missing.map(([what]) => what),
      ['info KN006'],
    );
    assert.match(missing[0]?.[1] ?? '', /^Chart.yaml: name: db/);
  });

  test('a finding moves along with the text above it, and with the values that it leads to', () => {
    const workspace = new CheckedWorkspace(shopWith(edited('values.yaml', 'targetPort: http', 'targetPort: htpp')));
    const service = shop.get('shop/templates/service.yaml') ?? '';
    workspace.update([{ path: 'shop/templates/service.yaml', text: `# first\n${service}` }]);
    workspace.update([
      { path: 'shop/values.yaml', text: '# first\napp: web\nservice:\n  port: 80\n  targetPort: htpp\n' },
    ]);
    workspace.update([{ path: 'shop/values.yaml', text: 'app: web\nservice:\n  port: 80\n  targetPort: http\n' }]);
    workspace.update([{ path: 'shop/values-prod.yaml', text: 'service:\n  targetPort: htpp\n' }]);
    workspace.update([{ path: 'shop/values-prod.yaml', text: 'service:\n\n  targetPort: htpp2\n' }]);
    workspace.update([{ path: 'shop/values-prod.yaml', text: 'service: [\n' }]);
    workspace.update([{ path: 'shop/values-prod.yaml', text: undefined }]);
    workspace.update([{ path: 'shop/Chart.yaml', text: undefined }]);
    workspace.update([{ path: 'shop/Chart.yaml', text: 'apiVersion: v2\nname: shop\nversion: 1.0.0\n' }]);
    workspace.update([
      { path: 'shop/templates/service.yaml', text: service.replace('kind: Service', 'kind: {{ end }}') },
    ]);
    workspace.update([{ path: 'shop/templates/service.yaml', text: service }]);
  });
});
