import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, ingress, membership, service, stacksOf } from './workspace.ts';

test('files of one folder that define the same object are alternatives, each with the rest of the folder', () => {
  const stacks = stacksOf({
    'manifests/install.yaml': service('web') + deployment('web'),
    'manifests/namespace-install.yaml': service('web') + deployment('web'),
    'manifests/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n',
  });
  assert.deepEqual(membership(stacks), {
    'manifests (install.yaml)': ['manifests/config.yaml', 'manifests/install.yaml'],
    'manifests (namespace-install.yaml)': ['manifests/config.yaml', 'manifests/namespace-install.yaml'],
  });
  assert.match(stacks[0]?.why ?? '', /install\.yaml and namespace-install\.yaml in manifests define the same objects/);
});

test('an alternative takes along what it needs from other alternatives', () => {
  const stacks = stacksOf({
    'k8s/all.yaml': service('web') + deployment('web'),
    'k8s/pods.yaml': deployment('web'),
    'k8s/services.yaml': service('web'),
  });
  // The two halves make the whole once, not one stack each.
  assert.deepEqual(membership(stacks), {
    'k8s (all.yaml)': ['k8s/all.yaml'],
    'k8s (services.yaml)': ['k8s/pods.yaml', 'k8s/services.yaml'],
  });
});

test('a Namespace that several files define makes no alternatives', () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n---\n';
  const stacks = stacksOf({ 'k8s/a.yaml': namespace + deployment('a'), 'k8s/b.yaml': namespace + deployment('b') });
  assert.deepEqual(Object.keys(membership(stacks)), ['k8s']);
});

test('the same name in two namespaces is two objects', () => {
  const stacks = stacksOf({
    'k8s/a.yaml': service('web', 'app: web', ', namespace: a'),
    'k8s/b.yaml': service('web', 'app: web', ', namespace: b'),
  });
  assert.deepEqual(Object.keys(membership(stacks)), ['k8s']);
});

test('a folder that needs one of the alternatives is with each of them', () => {
  const stacks = stacksOf({
    'k8s/v/install.yaml': service('web') + deployment('web'),
    'k8s/v/minimal.yaml': service('web') + deployment('web'),
    'k8s/edge/ingress.yaml': ingress('edge', 'web'),
  });
  assert.deepEqual(membership(stacks), {
    'k8s/v (install.yaml)': ['k8s/edge/ingress.yaml', 'k8s/v/install.yaml'],
    'k8s/v (minimal.yaml)': ['k8s/edge/ingress.yaml', 'k8s/v/minimal.yaml'],
  });
});

test('in a collection of examples only what is needed goes with an example', () => {
  const texts: Record<string, string> = { 'ex/common.yaml': service('web'), 'ex/unrelated.yaml': deployment('zzz') };
  for (let i = 0; i < 50; i++) texts[`ex/example-${i}.yaml`] = ingress('edge', i === 7 ? 'web' : `none-${i}`);
  const stacks = membership(stacksOf(texts));
  assert.equal(Object.keys(stacks).length, 51);
  assert.deepEqual(stacks['ex (example-7.yaml)'], ['ex/common.yaml', 'ex/example-7.yaml']);
  assert.deepEqual(stacks['ex (example-8.yaml)'], ['ex/example-8.yaml']);
});
