import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, ingress, membership, service, stacksOf } from './workspace.ts';

test('the manifests of one folder are one stack, files that hold no object left out', () => {
  const stacks = stacksOf({
    'deploy/web.yaml': deployment('web'),
    'deploy/svc.yaml': service('web'),
    'deploy/values.yaml': 'a: 1\n',
  });
  assert.deepEqual(membership(stacks), { deploy: ['deploy/svc.yaml', 'deploy/web.yaml'] });
  assert.equal(stacks[0]?.kind, 'plain');
  assert.equal(stacks[0]?.unknowns.objects, undefined);
});

test('folders are joined where one needs what the other has', () => {
  const stacks = stacksOf({
    'deploy/services/web.yaml': service('web'),
    'deploy/apps/web.yaml': deployment('web'),
    'deploy/other/x.yaml': deployment('x'),
  });
  assert.deepEqual(membership(stacks), {
    'deploy/apps': ['deploy/apps/web.yaml', 'deploy/services/web.yaml'],
    'deploy/other': ['deploy/other/x.yaml'],
  });
  assert.match(stacks[0]?.why ?? '', /Service "web" selects app=web, which pods in deploy\/apps carry/);
  assert.equal(stacks[0]?.root, 'deploy');
});

test('folders that only do not conflict are not joined: a legacy folder beside the current one', () => {
  const stacks = stacksOf({
    'deploy/current/all.yaml': service('web') + deployment('web'),
    'deploy/legacy/old.yaml': deployment('web-old', 'app: web'),
  });
  assert.deepEqual(membership(stacks), {
    'deploy/current': ['deploy/current/all.yaml'],
    'deploy/legacy': ['deploy/legacy/old.yaml'],
  });
});

test('what a folder defines itself is no need', () => {
  const stacks = stacksOf({
    'k8s/a/all.yaml': ingress('edge', 'web') + service('web') + deployment('web'),
    'k8s/b/svc.yaml': service('web', 'app: other'),
  });
  assert.deepEqual(Object.keys(membership(stacks)), ['k8s/a', 'k8s/b']);
});

test('folders that define the same object are never joined', () => {
  const stacks = stacksOf({
    'k8s/a/all.yaml': service('web') + deployment('db'),
    'k8s/b/all.yaml': deployment('web') + deployment('db'),
  });
  assert.deepEqual(Object.keys(membership(stacks)), ['k8s/a', 'k8s/b']);
});

test('the nearest provider counts', () => {
  const stacks = stacksOf({
    'k8s/shop/edge/ingress.yaml': ingress('edge', 'web'),
    'k8s/shop/web/all.yaml': service('web') + deployment('web'),
    'k8s/blog/all.yaml': service('web') + deployment('web'),
  });
  assert.deepEqual(membership(stacks), {
    'k8s/blog': ['k8s/blog/all.yaml'],
    'k8s/shop/edge': ['k8s/shop/edge/ingress.yaml', 'k8s/shop/web/all.yaml'],
  });
});

test('what several could have is in the stack of each', () => {
  const stacks = stacksOf({
    'k8s/edge/ingress.yaml': ingress('edge', 'web'),
    'k8s/prod/all.yaml': service('web') + deployment('web'),
    'k8s/test/all.yaml': service('web') + deployment('web'),
  });
  assert.deepEqual(membership(stacks), {
    'k8s/prod': ['k8s/edge/ingress.yaml', 'k8s/prod/all.yaml'],
    'k8s/test': ['k8s/edge/ingress.yaml', 'k8s/test/all.yaml'],
  });
});

test('what several need that cannot be applied together is in the stack of each', () => {
  const stacks = stacksOf({
    'k8s/base/all.yaml': service('web') + deployment('web'),
    'k8s/prod/ingress.yaml': ingress('edge', 'web'),
    'k8s/test/ingress.yaml': ingress('edge', 'web'),
  });
  assert.deepEqual(membership(stacks), {
    'k8s/prod': ['k8s/base/all.yaml', 'k8s/prod/ingress.yaml'],
    'k8s/test': ['k8s/base/all.yaml', 'k8s/test/ingress.yaml'],
  });
});

test('folders of different applications are not joined, unless they state one namespace', () => {
  const apart = stacksOf({
    'a/k8s/edge.yaml': ingress('edge', 'web'),
    'b/k8s/web.yaml': service('web') + deployment('web'),
  });
  assert.deepEqual(Object.keys(membership(apart)), ['a/k8s', 'b/k8s']);
  const shop = ', namespace: shop';
  const together = stacksOf({
    'a/k8s/edge.yaml': ingress('edge', 'web', shop),
    'b/k8s/web.yaml': service('web', 'app: web', shop) + deployment('web', 'app: web', shop),
  });
  assert.deepEqual(Object.keys(membership(together)), ['a/k8s']);
});

test('folders beside each other at the top are candidates', () => {
  const stacks = stacksOf({
    'backend/all.yaml': service('api') + deployment('api'),
    'frontend/all.yaml': ingress('edge', 'api'),
  });
  assert.deepEqual(Object.keys(membership(stacks)), ['backend']);
});

test('other namespaces do not meet a need', () => {
  const stacks = stacksOf({
    'k8s/a/svc.yaml': service('web', 'app: web', ', namespace: one'),
    'k8s/b/web.yaml': deployment('web', 'app: web', ', namespace: two'),
  });
  assert.equal(stacks.length, 2);
});

test('policies, StatefulSets, ConfigMaps and host names are needs too', () => {
  const policy =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\nspec: { podSelector: { matchLabels: { app: web } } }\n';
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { a: b }\n';
  const pod = (spec: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: p, labels: { app: p } }\nspec: { ${spec} }\n`;
  const stateful =
    'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: db }\nspec: { serviceName: db, selector: { matchLabels: { app: db } }, template: { metadata: { labels: { app: db } }, spec: { containers: [] } } }\n';
  for (const [needy, provider] of [
    [policy, deployment('web')],
    [stateful, service('db')],
    [pod('containers: [{ name: c, envFrom: [{ configMapRef: { name: settings } }] }]'), config],
    [
      pod('containers: [{ name: c, env: [{ name: A, value: "http://user@api:80/x" }] }]'),
      service('api') + deployment('api'),
    ],
    [
      pod('containers: [{ name: c, args: ["--to=api.default.svc.cluster.local"] }]'),
      service('api') + deployment('api'),
    ],
    [pod('containers: [{ name: c, env: [{ name: A, value: "api:3550" }] }]'), service('api') + deployment('api')],
  ] as const)
    assert.equal(stacksOf({ 'k8s/a/needy.yaml': needy, 'k8s/b/provider.yaml': provider }).length, 1, needy);
});

test('objects read from a cluster are a stack of their own', () => {
  const live =
    'apiVersion: v1\nkind: Service\nmetadata: { name: web, uid: 1-2 }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n';
  const stacks = stacksOf({ 'k8s/web.yaml': deployment('web'), 'k8s/live.yaml': live });
  assert.deepEqual(
    stacks.map(({ name, kind }) => [name, kind]),
    [
      ['k8s', 'plain'],
      ['k8s (dump)', 'dump'],
    ],
  );
});

test('what a test of an operator expects to find is applied by nobody', () => {
  const stacks = stacksOf({
    'e2e/00-install.yaml': deployment('web'),
    'e2e/00-assert.yaml': service('web'),
    'e2e/01-errors.yaml': service('old'),
    'e2e/web-assert.yaml': service('other'),
    'e2e/assertive.yaml': service('kept'),
  });
  assert.deepEqual(membership(stacks), { e2e: ['e2e/00-install.yaml', 'e2e/assertive.yaml'] });
});
