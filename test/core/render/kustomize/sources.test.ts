import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, toText } from '../../../../src/core/render/kustomize/build.ts';
import type { Origin } from '../../../../src/core/render/origin/origin.ts';
import { Dict, type Item, List, sourceOf } from '../../../../src/core/render/value.ts';
import { buildFiles, resourcesOf } from '../../../support/kustomize.ts';

const files = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - {name: main, image: nginx:1.25, env: [{name: A, value: a}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {port: none}}
spec: {ports: [{port: 80}]}
`,
  'over/kustomization.yaml': `resources: [../base]
namePrefix: dev-
namespace: shop
labels: [{pairs: {team: red}}]
images: [{name: nginx, newTag: "2.0"}]
configMapGenerator: [{name: settings, literals: [mode=fast]}]
patches:
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {replicas: 3}
replacements:
- source: {kind: Service, fieldPath: "spec.ports.0.port"}
  targets: [{select: {kind: Service}, fieldPaths: [metadata.labels.port]}]
`,
};

const result = buildFiles(files, 'over');

function at(kind: string, ...path: readonly (string | number)[]): Item {
  let item = result.resources.find(({ value }) => value instanceof Dict && String(value.get('kind')?.value) === kind);
  for (const key of path) {
    const value = item?.value;
    item =
      value instanceof Dict ? value.get(String(key)) : value instanceof List ? value.items[Number(key)] : undefined;
  }
  assert.ok(item, `${kind} has ${path.join('.')}`);
  return item;
}

function written(origin: Origin | undefined): string {
  const text = origin === undefined ? '' : (files[origin.file as keyof typeof files] ?? '');
  return `${origin?.file}: ${text.slice(origin?.start, origin?.end)}`;
}

const where = (item: Item) => written(sourceOf(item)?.at);

test('every value leads to the line that states it', () => {
  assert.deepEqual(result.problems, []);
  assert.equal(where(at('Deployment', 'spec', 'replicas')), 'over/kustomization.yaml: 3');
  assert.equal(where(at('Deployment', 'metadata', 'namespace')), 'over/kustomization.yaml: shop');
  assert.equal(where(at('Service', 'metadata', 'labels', 'team')), 'over/kustomization.yaml: red');
  assert.equal(where(at('Service', 'metadata', 'labels', 'port')), 'base/web.yaml: 80');
  assert.equal(where(at('ConfigMap', 'data', 'mode')), 'over/kustomization.yaml: fast');
  assert.equal(
    where(at('Deployment', 'spec', 'template', 'spec', 'containers', 0, 'env', 0, 'value')),
    'base/web.yaml: a',
  );
  assert.equal(
    where(at('Deployment', 'spec', 'template', 'spec', 'containers', 0, 'image')),
    'over/kustomization.yaml: 2.0',
  );
});

test('a prefixed name keeps the name of the base, and names the prefix beside it', () => {
  const source = sourceOf(at('Service', 'metadata', 'name'));
  assert.equal(written(source?.at), 'base/web.yaml: web');
  assert.equal(written(source?.values), 'over/kustomization.yaml: dev-');
});

test('the text of a resource keeps its sources', () => {
  const [, service] = result.resources.map(toText);
  assert.ok(service);
  const source = service.sourceAt(service.text.indexOf('80'));
  assert.equal(written(source?.at), 'base/web.yaml: 80');
});

test('what lies elsewhere is named as lacking, and the rest is built', () => {
  const { resources, problems, incomplete } = buildFiles(
    {
      'kustomization.yaml': `resources: ['https://example.com/base?ref=v1', service.yaml]
transformers: [program.yaml]
helmCharts: [{name: shop}]
`,
      'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
      'program.yaml': 'apiVersion: example.com/v1\nkind: Program\nmetadata: {name: p}\n',
    },
    '',
  );
  assert.equal(resources.length, 1);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    incomplete.map(({ reason }) => reason),
    [
      'https://example.com/base?ref=v1 is on another machine and never fetched',
      'the chart shop is not rendered',
      'a transformer of the kustomization is a program, which never runs here',
    ],
  );
});

test('charts are rendered by whoever can', () => {
  const [service] = buildFiles(
    {
      'kustomization.yaml': 'resources: [s.yaml]\n',
      's.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
    },
    '',
  ).resources;
  assert.ok(service);
  const kustomization = 'namePrefix: a-\nhelmCharts: [{name: shop, releaseName: r, valuesFile: v.yaml}]\n';
  const built = build('top', (path) => (path === 'top/kustomization.yaml' ? kustomization : undefined), {
    renderHelm: ({ folder, releaseName, valuesFiles }) => {
      assert.deepEqual([folder, releaseName, valuesFiles], ['top/charts/shop', 'r', ['top/v.yaml']]);
      return [service];
    },
  });
  assert.deepEqual(resourcesOf(built), [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a-web' } }]);
});
