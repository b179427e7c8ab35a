import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, kustomization, membership, service, stacksOf } from './workspace.ts';

test('a chart is one stack, rendered; plain manifests in it and its subcharts belong to it', () => {
  const stacks = stacksOf({
    'chart/Chart.yaml': 'apiVersion: v2\nname: shop\n',
    'chart/values.yaml': 'name: web\n',
    'chart/templates/web.yaml': service('{{ .Values.name }}'),
    'chart/crds/crd.yaml':
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: a.b }\n',
    'chart/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\n',
    'chart/charts/sub/templates/x.yaml': service('x'),
    'other/web.yaml': deployment('web'),
  });
  assert.deepEqual(membership(stacks), {
    chart: [
      'chart/Chart.yaml',
      'chart/charts/sub/Chart.yaml',
      'chart/charts/sub/templates/x.yaml',
      'chart/crds/crd.yaml',
      'chart/templates/web.yaml',
      'chart/values.yaml',
    ],
    other: ['other/web.yaml'],
  });
  assert.equal(stacks[0]?.kind, 'helm');
  assert.deepEqual(
    stacks[0]?.resources.map(({ kind, name }) => `${kind}/${name?.value}`),
    ['Service/x', 'CustomResourceDefinition/a.b', 'Service/web'],
  );
  assert.equal(stacks[0]?.unknowns.objects, undefined);
});

test('stated stacks win, with the namespace they state', () => {
  const texts = {
    'deploy/base/web.yaml': deployment('web'),
    'deploy/prod/svc.yaml': service('web'),
    'deploy/test/svc.yaml': service('web'),
  };
  const stacks = stacksOf(texts, [{ name: 'prod', paths: ['deploy/base', './deploy/prod/'], namespace: 'shop' }]);
  assert.deepEqual(membership(stacks), {
    prod: ['deploy/base/web.yaml', 'deploy/prod/svc.yaml'],
    'deploy/test': ['deploy/test/svc.yaml'],
  });
  assert.equal(stacks[0]?.kind, 'stated');
  assert.equal(stacks[0]?.namespace, 'shop');
});

test('a stated stack takes kustomizations as they build, and patterns', () => {
  const texts = {
    'k/base/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
    'k/base/web.yaml': deployment('web'),
    'k/prod/kustomization.yaml': kustomization('resources: [../base]\nnamespace: shop\npatches: [{ path: p.yaml }]\n'),
    'k/prod/p.yaml': deployment('web'),
    'extra/svc.yaml': service('web', 'app: web', ', namespace: shop'),
  };
  const [stack, ...others] = stacksOf(texts, [{ name: 'all', paths: ['k/**', 'extra'], namespace: undefined }]);
  assert.deepEqual(others, []);
  assert.deepEqual(
    stack?.resources.map(({ kind, namespace }) => [kind, namespace?.value]),
    [
      ['Service', 'shop'],
      ['Deployment', 'shop'],
    ],
  );
});

test('names of stacks are unique', () => {
  const texts = {
    'a/web.yaml': deployment('web'),
    'b/kustomization.yaml': kustomization('resources: [x.yaml]\n'),
    'b/x.yaml': deployment('x'),
  };
  const names = stacksOf(texts, [
    { name: 'a', paths: ['nowhere'], namespace: undefined },
    { name: 'b', paths: ['nowhere'], namespace: undefined },
  ]).map(({ name }) => name);
  assert.deepEqual(names, ['a', 'b', 'b (kustomization)', 'a (other files)']);
});

test('a template in a plain folder may make any object', () => {
  const [stack] = stacksOf({
    'k8s/web.yaml': service('web'),
    'k8s/job.yaml': '{{- if .x }}\napiVersion: v1\nkind: Pod\nmetadata: { name: x }\n{{- end }}\n',
  });
  assert.equal(stack?.unknowns.objects, 'job.yaml is a template that is not rendered here');
});
