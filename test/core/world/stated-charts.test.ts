import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildStacks } from '../../../src/core/world/stacks.ts';
import { deployment, kustomization, membership, service, stackFile, stackFiles, stacksOf } from './workspace.ts';

const all = (...paths: readonly string[]) => [{ name: 'all', paths, namespace: undefined }];

const shop = {
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\n',
  'charts/shop/values.yaml': 'name: web\n',
  'charts/shop/templates/web.yaml': service('{{ .Values.name }}', 'app: web', ', namespace: {{ .Release.Namespace }}'),
  'charts/shop/crds/plain.yaml': service('plain'),
  'web.yaml': deployment('web'),
};

/** The objects of the first stack. */
function objects(stacks: ReturnType<typeof stacksOf>): readonly string[] {
  return (stacks[0]?.resources ?? []).map(({ kind, name, namespace }) => {
    return `${kind}/${name?.value}${namespace === undefined ? '' : ` in ${namespace.value}`}`;
  });
}

suite('charts of a stated stack', () => {
  test('are rendered into it, and are no stacks of their own', () => {
    const stacks = stacksOf(shop, all('charts', 'web.yaml'));
    assert.deepEqual(membership(stacks), { all: Object.keys(shop).sort() });
    assert.deepEqual(objects(stacks), ['Service/plain', 'Service/web in default', 'Deployment/web']);
    assert.equal(stacks[0]?.unknowns.objects, undefined);
    assert.deepEqual(stacks[0]?.rendering?.problems, []);
  });

  test('are installed into the namespace that it states', () => {
    const stacks = stacksOf(shop, [{ name: 'all', paths: ['charts/shop'], namespace: 'prod' }]);
    assert.ok(objects(stacks).includes('Service/web in prod'));
    assert.equal(stacks[0]?.namespace, 'prod');
    assert.deepEqual(
      stacks.map(({ name }) => name),
      ['all', '.'],
    );
  });

  test('have the first values that the configuration states for them', () => {
    const files = stackFiles({ ...shop, 'prod.yaml': 'name: prod\n', 'dev.yaml': 'name: dev\n' });
    const helmValues = [{ folder: 'charts/shop', variants: [['prod.yaml'], ['dev.yaml']] }];
    const { stacks } = buildStacks({ files, stated: all('charts'), helmValues });
    assert.ok(objects(stacks).includes('Service/prod in default'));
    assert.ok(stacks[0]?.files.includes('prod.yaml'));
  });

  test('are whole where a pattern names their Chart.yaml, and templates alone are not rendered', () => {
    const whole = stacksOf(shop, all('**/Chart.yaml'));
    assert.deepEqual(objects(whole), ['Service/plain', 'Service/web in default']);
    const [part, ...others] = stacksOf(shop, all('charts/shop/templates'));
    assert.deepEqual(part?.resources, []);
    assert.equal(part?.unknowns.objects, 'charts/shop/templates/web.yaml is a template that is not rendered here');
    assert.ok(others.some(({ kind, name }) => kind === 'helm' && name === 'charts/shop'));
  });

  test('that others are made with are not applied a second time', () => {
    const common = {
      'charts/common/Chart.yaml': 'apiVersion: v2\nname: common\n',
      'charts/common/templates/x.yaml': service('x-{{ .Release.Name }}'),
    };
    const depending = {
      ...shop,
      ...common,
      'charts/shop/Chart.yaml': `${shop['charts/shop/Chart.yaml']}dependencies: [{ name: common, repository: "file://../common" }]\n`,
    };
    const found = objects(stacksOf(depending, all('charts')));
    assert.deepEqual(found, ['Service/x-shop', 'Service/plain', 'Service/web in default']);
    const inflated = {
      ...common,
      'k/kustomization.yaml': kustomization('helmGlobals: { chartHome: ../charts }\nhelmCharts: [{ name: common }]\n'),
    };
    assert.equal(objects(stacksOf(inflated, all('.'))).length, 1);
    // A chart that belongs to no stated stack finds those that do.
    const [, free] = stacksOf(depending, all('charts/common'));
    assert.deepEqual([free?.name, free?.unknowns.objects], ['charts/shop', undefined]);
  });

  test('leave open what they may make beside what is known', () => {
    const broken = { ...shop, 'charts/shop/templates/web.yaml': '{{ if' };
    const [stack] = stacksOf(broken, all('.'));
    assert.equal(stack?.unknowns.objects, 'a part of the chart cannot be rendered');
    assert.deepEqual(
      stack?.rendering?.problems.map(({ kind }) => kind),
      ['unparsed'],
    );
  });

  test('change with their files, and with nothing else', () => {
    const files = new Map(stackFiles(shop).map((file) => [file.path, file]));
    const input = () => ({ files: [...files.values()], stated: all('charts') });
    const before = buildStacks(input());
    files.set('web.yaml', stackFile('web.yaml', deployment('other')));
    const same = buildStacks({ ...input(), previous: before });
    assert.equal(same.stacks[0], before.stacks[0]);
    files.set('charts/shop/values.yaml', stackFile('charts/shop/values.yaml', 'name: api\n'));
    const after = buildStacks({ ...input(), previous: same });
    assert.deepEqual(objects(after.stacks), objects(buildStacks(input()).stacks));
    assert.ok(objects(after.stacks).includes('Service/api in default'));
  });
});
