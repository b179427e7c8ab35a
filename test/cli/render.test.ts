import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { LineIndex } from '../../src/core/text/line-index.ts';
import { type JsonPlace, runMain } from '../support/cli.ts';
import { makeFolder, service } from '../support/folder.ts';
import { schemaErrors } from '../support/schemas.ts';

interface Report {
  readonly documents: readonly { object: object | null; file: string; value: unknown }[];
  readonly origins: readonly {
    document: number;
    pointer: string;
    template: JsonPlace;
    callSite: JsonPlace | null;
    values: JsonPlace | null;
  }[];
  readonly opaque: readonly { document: number; pointer: string; reason: string }[];
  readonly problems: readonly { message: string; file: string | null }[];
}

const chart = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'port: 80\n',
  'shop/templates/_helpers.tpl': '{{ define "name" }}{{ .Release.Name }}-web{{ end }}',
  'shop/templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ include "name" . }}
  namespace: {{ .Release.Namespace }}
spec:
  ports:
    - port: {{ .Values.port }}
`,
  'prod.yaml': 'port: 8080\n',
  'overlay/kustomization.yaml': 'namePrefix: a-\n',
};

async function renderJson(cwd: string, ...args: readonly string[]) {
  const ran = await runMain(['render', '--format', 'json', ...args], cwd);
  assert.ok(ran.out !== '', ran.err);
  const report: Report = JSON.parse(ran.out);
  assert.deepEqual(schemaErrors('render', report), []);
  /** The text of a place. */
  const said = (place: JsonPlace | null | undefined) => {
    if (place == null) return place;
    const text = readFileSync(join(cwd, place.file), 'utf8');
    const index = new LineIndex(text);
    return text.slice(index.offset(place.range.start), index.offset(place.range.end));
  };
  const origin = (pointer: string) => {
    const found = report.origins.find((each) => each.pointer === pointer);
    return [said(found?.template), said(found?.callSite), said(found?.values)];
  };
  return { ...ran, report, origin };
}

suite('portolan render', () => {
  test('prints a chart as helm template does', async (t) => {
    const { path } = makeFolder(t, chart);
    const args = ['shop', '--values', 'prod.yaml', '--release', 'blue', '--namespace', 'eu'];
    const { code, out, err } = await runMain(['render', ...args], path);
    assert.deepEqual([code, err], [0, '']);
    assert.equal(
      out,
      `---
# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: blue-web
  namespace: eu
spec:
  ports:
    - port: 8080
`,
    );
  });

  test('names in JSON the template, the call and the values of every value', async (t) => {
    const { path } = makeFolder(t, chart);
    const { code, report, origin } = await renderJson(path, 'shop', '--values', 'prod.yaml');
    assert.equal(code, 0);
    assert.deepEqual(report.documents, [
      {
        object: { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'release-name-web' },
        file: 'shop/templates/service.yaml',
        value: {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'release-name-web', namespace: 'default' },
          spec: { ports: [{ port: 8080 }] },
        },
      },
    ]);
    assert.deepEqual(origin('/kind'), ['Service', null, null]);
    assert.deepEqual(origin('/metadata/name'), ['{{ .Release.Name }}', '{{ include "name" . }}', null]);
    assert.deepEqual(origin('/spec/ports/0/port'), ['{{ .Values.port }}', null, '8080']);
  });

  test('says what is left out, and ends with 1', async (t) => {
    const { path } = makeFolder(t, {
      ...chart,
      'shop/Chart.yaml': `${chart['shop/Chart.yaml']}dependencies: [{ name: common, version: 1.0.0 }]\n`,
      'shop/templates/broken.yaml': 'a: {{ .Values.port | nope }}\n',
      'shop/templates/opaque.yaml': 'kind: ConfigMap\nmetadata: { name: "{{ include "common.name" . }}" }\n',
    });
    const { code, err, report } = await renderJson(path, 'shop');
    assert.equal(code, 1);
    assert.deepEqual(
      report.opaque.map(({ pointer }) => pointer),
      ['/metadata/name'],
    );
    assert.deepEqual(report.problems.map(({ file }) => file).toSorted(), [
      'shop/Chart.yaml',
      'shop/templates/broken.yaml',
    ]);
    assert.match(err, /^shop\/templates\/broken\.yaml:1:\d+: template: .*function "nope" not defined$/m);
    assert.match(
      err,
      /^shop\/Chart\.yaml:4:\d+: found in Chart\.yaml, but missing in charts\/ directory: common 1\.0\.0$/m,
    );
  });

  test('takes dependencies from where file:// says, and from the folder beside', async (t) => {
    const child = (name: string) => ({
      [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
      [`${name}/templates/a.yaml`]: `kind: ConfigMap\nmetadata: { name: ${name} }\n`,
    });
    const { path } = makeFolder(t, {
      'apps/shop/Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- { name: db, version: ~1, repository: "file://../../lib/db" }\n- { name: mail, version: 1.x, repository: "https://example.org" }\n',
      ...Object.fromEntries(Object.entries(child('db')).map(([name, text]) => [`lib/${name}`, text])),
      ...Object.fromEntries(Object.entries(child('mail')).map(([name, text]) => [`apps/${name}`, text])),
    });
    const { code, out, err } = await runMain(['render', 'apps/shop'], path);
    assert.deepEqual([code, err], [0, '']);
    assert.deepEqual(out.match(/^# Source: .*/gm), [
      '# Source: shop/charts/db/templates/a.yaml',
      '# Source: shop/charts/mail/templates/a.yaml',
    ]);
  });

  test('builds a kustomization, with the charts that it names', async (t) => {
    const { path } = makeFolder(t, {
      'kustomization.yaml':
        'resources: [service.yaml]\nnamePrefix: eu-\nhelmGlobals: { chartHome: . }\nhelmCharts: [{ name: shop, releaseName: blue, valuesInline: { port: 81 } }]\n',
      'service.yaml': service('web', 'web', '8080'),
      ...chart,
    });
    const { code, report, origin } = await renderJson(path, '.');
    assert.equal(code, 0);
    assert.deepEqual(report.documents.map(({ object }) => (object as { name: string }).name).toSorted(), [
      'eu-blue-web',
      'eu-web',
    ]);
    assert.equal(origin('/spec/selector/app')[0], 'web');
  });

  for (const [args, message] of [
    [[], /^Say what to render/],
    [['nowhere'], /^nowhere does not exist/],
    [['.'], /^\. holds neither Chart\.yaml nor kustomization\.yaml/],
    [['shop', 'shop'], /^One chart or kustomization at a time/],
    [['shop', '--values', 'none.yaml'], /^none\.yaml cannot be read: /],
    [['overlay', '--values', 'prod.yaml'], /^--values is for charts, and overlay holds a kustomization/],
    [['shop', '--kube-version', 'new'], /^--kube-version takes a version/],
    [['shop', '--format', 'xml'], /^--format takes yaml, json/],
    [['shop', '--values', 'shop/templates/_helpers.tpl'], /^shop\/templates\/_helpers\.tpl:1:\d+: /],
  ] as const)
    test(`render ${args.join(' ')} says what is wrong and ends with 2`, async (t) => {
      const { path } = makeFolder(t, chart);
      const { code, out, err } = await runMain(['render', ...args], path);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, message);
    });
});
