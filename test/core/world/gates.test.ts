import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from '../../../src/core/world/create-world.ts';
import {
  hasSelector,
  hiddenPods,
  injectsSidecars,
  inVersions,
  isExternalName,
  isSystem,
  operatorOf,
  surelyDiffer,
} from '../../../src/core/world/gates.ts';
import type { World } from '../../../src/core/world/world.ts';
import { deployment, find, service, stacksOf } from './workspace.ts';

function worldOf(...texts: readonly string[]): World {
  const [stack] = stacksOf({ 'all.yaml': texts.map((text) => `${text}---\n`).join('') });
  assert.ok(stack !== undefined);
  return createWorld(stack);
}

function hidden(world: World): string | undefined {
  return hiddenPods(world, find([world.stack], 'service', 'web'));
}

test('G1, G5, G7: what the stack does not show', () => {
  const { stack } = worldOf(service('web'));
  assert.equal(hidden(createWorld(stack)), undefined);
  assert.equal(hidden(createWorld({ ...stack, unknowns: { objects: 'a reason' } })), 'a reason');
});

test('G4: operators by the keys of the selector', () => {
  assert.match(hidden(worldOf(service('web', 'cnpg.io/cluster: main'))) ?? '', /CloudNativePG/);
  const keys = (selector: string) =>
    operatorOf(find(stacksOf({ 'a.yaml': service('s', selector) }), 'service', 's').selector);
  assert.equal(keys('strimzi.io/kind: Kafka'), 'Strimzi');
  assert.equal(keys('elasticsearch.k8s.elastic.co/cluster-name: x'), 'the Elastic operator');
  assert.equal(keys('notcnpg.io/x: y'), undefined);
  assert.equal(keys('app: cnpg.io'), undefined);
});

test('G4: a custom resource of an unknown kind, when the selector carries its name', () => {
  const custom = (name: string, namespace = 'default') =>
    `apiVersion: db.example.com/v1\nkind: Database\nmetadata: { name: ${name}, namespace: ${namespace} }\n`;
  assert.match(hidden(worldOf(service('web', 'db: main'), custom('main'))) ?? '', /Database "main" may create them/);
  assert.equal(hidden(worldOf(service('web', 'db: main'), custom('other'))), undefined);
  assert.equal(hidden(worldOf(service('web', 'db: main'), custom('main', 'elsewhere'))), undefined);
});

test('G2 and G3: Services that select nothing', () => {
  const [none, empty, alias, open] = worldOf(
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: {}\n',
    'apiVersion: v1\nkind: Service\nmetadata: { name: b }\nspec: { selector: {} }\n',
    'apiVersion: v1\nkind: Service\nmetadata: { name: c }\nspec: { type: ExternalName, externalName: x.y }\n',
    'apiVersion: v1\nkind: Service\nmetadata: { name: d }\nspec: { type: "<TYPE>", selector: { a: b } }\n',
  ).all('service');
  assert.ok(none !== undefined && empty !== undefined && alias !== undefined && open !== undefined);
  assert.deepEqual([none, empty, alias, open].map(hasSelector), ['no', 'no', 'no', 'yes']);
  assert.deepEqual([none, empty, alias, open].map(isExternalName), ['no', 'no', 'yes', 'unknown']);
});

test('G6: only stated namespaces surely differ', () => {
  const stated = (name: string) => ({ name, assumed: false, unknown: undefined });
  assert.equal(surelyDiffer(stated('a'), stated('b')), true);
  assert.equal(surelyDiffer(stated('a'), stated('a')), false);
  assert.equal(surelyDiffer(stated('a'), { name: 'default', assumed: true, unknown: undefined }), false);
  assert.equal(surelyDiffer(stated('a'), { name: '(unknown: x)', assumed: false, unknown: 'x' }), false);
});

test('G8: what the control plane keeps itself', () => {
  const system = (text: string) => worldOf(text).resources.map(isSystem)[0];
  assert.equal(system(service('kubernetes')), true);
  assert.equal(system(service('kubernetes', 'a: b', ', namespace: shop')), false);
  assert.equal(system(service('dns', 'a: b', ', namespace: kube-system')), true);
  assert.equal(
    system(
      'apiVersion: v1\nkind: Endpoints\nmetadata: { name: x, annotations: { control-plane.alpha.kubernetes.io/leader: "{}" } }\n',
    ),
    true,
  );
  assert.equal(system(service('web')), false);
});

test('G9: pods and namespaces that ask for sidecars', () => {
  const pod = (annotations: string) =>
    deployment('web').replace(
      'metadata: { labels: { app: web } }',
      `metadata: { labels: { app: web }, annotations: { ${annotations} } }`,
    );
  const injected = (...texts: readonly string[]) => {
    const world = worldOf(...texts);
    return injectsSidecars(world, find([world.stack], 'podMaker', 'web'));
  };
  const namespace = (labels: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: default, labels: { ${labels} } }\n`;
  assert.equal(injected(deployment('web')), undefined);
  assert.match(injected(pod('linkerd.io/inject: enabled')) ?? '', /Linkerd/);
  assert.equal(injected(pod('linkerd.io/inject: disabled')), undefined);
  assert.match(injected(deployment('web'), namespace('istio-injection: enabled')) ?? '', /Istio/);
  assert.equal(injected(pod('linkerd.io/inject: disabled'), namespace('linkerd.io/inject: enabled')), undefined);
});

test('G12: versions from and until', () => {
  assert.deepEqual(
    [
      [30, 28],
      [27, 28],
      [30, undefined],
    ].map(([minor, since]) => inVersions(minor ?? 0, since)),
    [true, false, true],
  );
  assert.equal(inVersions(30, 28, 30), false);
});
