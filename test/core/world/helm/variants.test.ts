import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { renderChart } from '../../../../src/core/render/helm/render.ts';
import type { Origin } from '../../../../src/core/render/origin/origin.ts';
import { Dict } from '../../../../src/core/render/value.ts';
import { deploymentsIn } from '../../../../src/core/world/helm/deployments.ts';
import { ValuesIndex, ValuesWorkspace, type WrittenValues } from '../../../../src/core/world/helm/values-workspace.ts';
import { sameVariant, variantsOf } from '../../../../src/core/world/helm/variants.ts';
import { chartOf } from '../../render/helm/small-chart.ts';
import { names, parts, variantsIn } from './small-workspace.ts';

const chart = { 'charts/shop/Chart.yaml': 'name: shop\n', 'charts/shop/values.yaml': 'port: 80\n' };
const values = 'port: 81\n';

suite('values files', () => {
  test('a chart without any is rendered once, with its own values', () => {
    const [only, ...more] = variantsIn(chart, 'charts/shop');
    assert.deepEqual(more, []);
    assert.deepEqual([only?.name, only?.values, only?.release], ['', [], undefined]);
  });

  test('are found under the chart by their names, each for itself, sorted by path', () => {
    const texts = {
      ...chart,
      'charts/shop/values-prod.yaml': values,
      'charts/shop/values.dev.yml': values,
      'charts/shop/eu-values.yaml': values,
      'charts/shop/us.values.yaml': values,
      'charts/shop/values/test.yaml': values,
      'charts/shop/environments/prod/values.yaml': values,
      'charts/shop/ci/ingress-values.yaml': values,
      'charts/shop/ci/allvalues.yaml': values,
    };
    const found = variantsIn(texts, 'charts/shop');
    assert.deepEqual(names(found), [
      '',
      'ci/allvalues.yaml',
      'ci/ingress-values.yaml',
      'environments/prod/values.yaml',
      'eu-values.yaml',
      'us.values.yaml',
      'values-prod.yaml',
      'values.dev.yml',
      'values/test.yaml',
    ]);
    assert.deepEqual(parts(found[1] ?? assert.fail()), ['charts/shop/ci/allvalues.yaml']);
    assert.match(found[1]?.why ?? '', /^charts\/shop\/ci\/allvalues\.yaml .*\.$/);
    assert.deepEqual(
      names(variantsIn(Object.fromEntries(Object.entries(texts).reverse()), 'charts/shop')),
      names(found),
    );
  });

  test('of subcharts, templates, schemas, tests, objects and secrets are none of a chart', () => {
    const texts = {
      ...chart,
      'charts/shop/charts/db/Chart.yaml': 'name: db\n',
      'charts/shop/charts/db/values.yaml': values,
      'charts/shop/charts/db/values-prod.yaml': values,
      'charts/shop/sub/Chart.yaml': 'name: sub\n',
      'charts/shop/sub/values-prod.yaml': values,
      'charts/shop/templates/values-map.yaml': values,
      'charts/shop/values.schema.json': '{"type": "object"}',
      'charts/shop/values.schema.yaml': 'type: object\n',
      'charts/shop/tests/values_test.yaml': 'suite: a\n',
      'charts/shop/values-map.yaml': 'apiVersion: v1\nkind: ConfigMap\n',
      'charts/shop/values-secret.yaml': 'a: ENC[x]\nsops: { version: 3 }\n',
      'charts/shop/values-broken.yaml': 'a: [\n',
      'charts/shop/values-list.yaml': '- a\n',
      'charts/shop/values-empty.yaml': '# nothing\n',
    };
    assert.deepEqual(names(variantsIn(texts, 'charts/shop')), ['']);
    assert.deepEqual(names(variantsIn(texts, 'charts/shop/charts/db')), ['', 'values-prod.yaml']);
  });

  test('beside a chart count for the only one there, or for the one that they name', () => {
    const beside = {
      'charts/values-prod.yaml': values,
      'charts/shop-values.yaml': values,
      'charts/environments/prod/shop.values.yaml': values,
      'charts/docs/values-old.yaml': values,
    };
    assert.deepEqual(names(variantsIn({ ...chart, ...beside }, 'charts/shop')), [
      '',
      'charts/environments/prod/shop.values.yaml',
      'charts/shop-values.yaml',
      'charts/values-prod.yaml',
    ]);
    const two = { ...chart, ...beside, 'charts/shopping/Chart.yaml': 'name: shopping\n' };
    assert.deepEqual(names(variantsIn(two, 'charts/shop')), [
      '',
      'charts/environments/prod/shop.values.yaml',
      'charts/shop-values.yaml',
    ]);
    assert.deepEqual(names(variantsIn(two, 'charts/shopping')), ['']);
  });

  test('of a chart at the top of the workspace are found', () => {
    assert.deepEqual(names(variantsIn({ 'Chart.yaml': 'name: a\n', 'values-prod.yaml': values }, '')), [
      '',
      'values-prod.yaml',
    ]);
  });
});

suite('stated values', () => {
  const texts = {
    ...chart,
    'charts/shop/values-prod.yaml': values,
    'charts/shop/values-dev.yaml': values,
    'deploy/eu.yaml': values,
    'app.yaml': application('path: charts/shop'),
  };

  test('stand instead of everything that is found', () => {
    const found = variantsIn(texts, 'charts/shop', [['values.yaml'], ['values-prod.yaml']]);
    assert.deepEqual(names(found), ['', 'values-prod.yaml']);
    assert.match(found[1]?.why ?? '', /\.portolan\.yaml/);
  });

  test('are meant from the chart on, or else from the top; several lie over each other', () => {
    const [only] = variantsIn(texts, 'charts/shop', [['values.yaml', './values-prod.yaml', 'deploy/eu.yaml']]);
    assert.deepEqual(only?.name, 'values-prod.yaml + deploy/eu.yaml');
    assert.deepEqual(parts(only ?? assert.fail()), ['charts/shop/values-prod.yaml', 'deploy/eu.yaml']);
    const [above] = variantsIn(texts, 'charts/shop', [['../../deploy/eu.yaml']]);
    assert.deepEqual(parts(above ?? assert.fail()), ['deploy/eu.yaml']);
  });

  test('that do not exist say nothing', () => {
    assert.deepEqual(names(variantsIn(texts, 'charts/shop', [['none.yaml'], ['values-dev.yaml']])), [
      'values-dev.yaml',
    ]);
    assert.equal(variantsIn(texts, 'charts/shop', [['../../../none.yaml']]).length, 4);
  });
});

suite('variants', () => {
  test('are limited in their order: default, deployments, files', () => {
    const texts = { ...chart, 'charts/shop/values-a.yaml': values, 'z/app.yaml': application('path: charts/shop') };
    const of = (limit?: number) => names(variantsIn(texts, 'charts/shop', undefined, limit));
    assert.deepEqual(of(), ['', 'z/app.yaml', 'values-a.yaml']);
    assert.deepEqual(of(2), ['', 'z/app.yaml']);
    assert.deepEqual(of(1), ['']);
  });

  test('that come to the same are one, and a file that a deployment uses is no variant of its own', () => {
    const texts = {
      ...chart,
      'charts/shop/values-prod.yaml': values,
      'apps/a.yaml': application('path: charts/shop, helm: { valueFiles: [values-prod.yaml], valuesObject: { a: 1 } }'),
      'apps/b.yaml': application('path: ./charts/shop/, helm: { valueFiles: [values-prod.yaml], values: "a: 1" }'),
      'apps/c.yaml': application('path: charts/shop, helm: { valueFiles: [values-prod.yaml], valuesObject: { a: 2 } }'),
    };
    const found = variantsIn(texts, 'charts/shop');
    assert.deepEqual(names(found), ['', 'apps/a.yaml', 'apps/c.yaml']);
    assert.deepEqual(parts(found[2] ?? assert.fail()), ['charts/shop/values-prod.yaml', { a: 2 }]);
  });

  test('of one file have names of their own', () => {
    const one = (name: string, a: number) =>
      application(`path: charts/shop, helm: { valuesObject: { a: ${a} } }`, name);
    const texts = { ...chart, 'apps.yaml': ['a', 'b', 'b'].map((name, i) => one(name, i)).join('---\n') };
    assert.deepEqual(names(variantsIn(texts, 'charts/shop')), [
      '',
      'apps.yaml (a)',
      'apps.yaml (b)',
      'apps.yaml (b) (2)',
    ]);
  });
});

test('a variant is the same as long as what it is made of is the same object', () => {
  const settings = 'path: charts/shop, helm: { parameters: [{ name: a, value: b }], valueFiles: [values-prod.yaml] }';
  const read = () => deploymentsIn('app.yaml', application(settings), false);
  const paths = ['app.yaml', 'charts/shop/values-prod.yaml', ...Object.keys(chart)];
  const file = { values: new Dict() };
  const of = (deployments: ReturnType<typeof read>, more: WrittenValues) =>
    variantsOf('charts/shop', new ValuesWorkspace(new ValuesIndex(paths, deployments), () => more), undefined, 8)[1] ??
    assert.fail();
  const deployments = read();
  const before = of(deployments, file);
  assert.deepEqual(parts(before), ['charts/shop/values-prod.yaml', { a: 'b' }]);
  assert.ok(sameVariant(before, of(deployments, file)));
  assert.ok(!sameVariant(before, of(read(), file)), 'the Application was read again');
  assert.ok(!sameVariant(before, of(deployments, { values: new Dict() })), 'the values file was read again');
});

test('what is rendered with inline values knows where they stand', () => {
  const text = application(
    'path: chart, helm: { valuesObject: { port: 8080 }, parameters: [{ name: name, value: web }] }',
  );
  const texts = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'chart/values.yaml': 'port: 80\nname: shop\n',
    'app.yaml': text,
  };
  const { values, release } = variantsIn(texts, 'chart')[1] ?? assert.fail();
  const files = {
    'Chart.yaml': texts['chart/Chart.yaml'],
    'values.yaml': texts['chart/values.yaml'],
    'templates/a.yaml': 'name: {{ .Values.name }}\nport: {{ .Values.port }}\nin: {{ .Release.Namespace }}\n',
  };
  const [file] = renderChart({
    chart: chartOf({ files }),
    values: values.map((part) => part.values),
    release: { name: release?.name ?? '', namespace: release?.namespace ?? '' },
  }).files;
  assert.ok(file !== undefined);
  assert.equal(file.text.text, 'name: web\nport: 8080\nin: prod\n');
  for (const value of ['web', '8080']) {
    const at: Origin | undefined = file.text.sourceAt(file.text.text.indexOf(value))?.values;
    assert.deepEqual([at?.file, text.slice(at?.start, at?.end)], ['app.yaml', value]);
  }
});

/** An Application of Argo CD with a source. */
function application(source: string, name = 'shop'): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec:
  source: { repoURL: https://git.example/shop, ${source} }
  destination: { namespace: prod }
`;
}
