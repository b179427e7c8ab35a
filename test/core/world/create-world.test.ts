import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Service } from '../../../src/core/resources/core-v1.ts';
import type { Resource } from '../../../src/core/resources/resource.ts';
import { diffWorlds } from '../../../src/core/world/changes.ts';
import { createWorld } from '../../../src/core/world/create-world.ts';
import type { Stack } from '../../../src/core/world/stack.ts';
import type { DeriveSlot, World } from '../../../src/core/world/world.ts';
import { deployment, service, stackFile } from './workspace.ts';

function stackOf(resources: readonly Resource[], more: Partial<Stack> = {}): Stack {
  return {
    name: 's',
    kind: 'plain',
    root: '',
    why: '',
    namespace: undefined,
    files: [],
    resources,
    unknowns: { objects: undefined },
    ...more,
  };
}

function resourcesOf(...texts: readonly string[]): readonly Resource[] {
  return texts.flatMap((text, i) => stackFile(`${i}.yaml`, text).resources);
}

const namespaced = (name: string, namespace: string) => service(name, `app: ${name}`, `, namespace: ${namespace}`);
const namespaceObject = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: one }\n';

test('objects are found by type, namespace and name, in stack order', () => {
  const resources = resourcesOf(
    namespaced('b', 'one'),
    namespaced('a', 'one'),
    namespaced('a', 'two'),
    deployment('a', 'app: a', ', namespace: one'),
    namespaceObject,
  );
  const world = createWorld(stackOf(resources));
  assert.deepEqual(world.namespaces, ['one', 'two']);
  assert.deepEqual(
    world.inNamespace('service', 'one').map(({ name }) => name?.value),
    ['b', 'a'],
  );
  assert.deepEqual(
    world.all('service').map(({ name }) => name?.value),
    ['b', 'a', 'a'],
  );
  assert.equal(world.named('service', 'two', 'a')[0], resources[2]);
  assert.deepEqual(world.named('service', 'three', 'a'), []);
  assert.equal(world.inNamespace('namespace', '').length, 1);
});

test('an absent namespace is the one of the stack, else default and assumed', () => {
  const resources = resourcesOf(service('a'));
  const [first] = resources;
  assert.ok(first !== undefined);
  assert.deepEqual(createWorld(stackOf(resources)).namespaceOf(first), {
    name: 'default',
    assumed: true,
    unknown: undefined,
  });
  assert.deepEqual(createWorld(stackOf(resources, { namespace: 'shop' })).namespaceOf(first), {
    name: 'shop',
    assumed: false,
    unknown: undefined,
  });
});

test('objects with one placeholder as namespace meet each other and nothing else', () => {
  const resources = resourcesOf(
    namespaced('a', '"<NS>"'),
    deployment('a', 'app: a', ', namespace: "<NS>"'),
    deployment('b', 'app: a', ', namespace: "<OTHER>"'),
    deployment('c', 'app: a'),
  );
  const world = createWorld(stackOf(resources));
  const [a, b, c, d] = resources.map((resource) => world.namespaceOf(resource));
  assert.notEqual(a?.unknown, undefined);
  assert.equal(a?.name, b?.name);
  assert.notEqual(a?.name, c?.name);
  assert.notEqual(a?.name, d?.name);
});

const countPods = (reach: 'namespace' | 'stack', counter: { calls: number }): DeriveSlot<Service, number> => ({
  name: 'pods',
  reach,
  compute(world: World, key: Service) {
    counter.calls++;
    return reach === 'stack'
      ? world.all('podMaker').length
      : world.inNamespace('podMaker', world.namespaceOf(key).name).length;
  },
});

test('an edit keeps the indexes and what was derived in other namespaces', () => {
  const before = resourcesOf(
    namespaced('a', 'one'),
    namespaced('b', 'two'),
    deployment('b', 'app: b', ', namespace: two'),
  );
  const world = createWorld(stackOf(before));
  const near = { calls: 0 };
  const far = { calls: 0 };
  const nearSlot = countPods('namespace', near);
  const farSlot = countPods('stack', far);
  const [a, b] = world.all('service');
  assert.ok(a !== undefined && b !== undefined);
  for (let i = 0; i < 2; i++) for (const key of [a, b]) for (const slot of [nearSlot, farSlot]) world.derive(slot, key);
  assert.deepEqual([near.calls, far.calls], [2, 2]);
  const after = [
    ...before.slice(0, 2),
    ...resourcesOf(deployment('b', 'app: b', ', namespace: two') + deployment('c', 'app: c', ', namespace: two')),
  ];
  const next = createWorld(stackOf(after), world);
  assert.equal(next.derive(nearSlot, a), 0);
  assert.equal(near.calls, 2, 'namespace one did not change');
  assert.equal(next.derive(nearSlot, b), 2);
  assert.equal(next.derive(farSlot, a), 2);
  assert.equal(far.calls, 3);
});

test('what bears on the whole stack, and Namespace objects, make everything new', () => {
  const before = resourcesOf(namespaced('a', 'one'), namespaceObject);
  const world = createWorld(stackOf(before));
  const counter = { calls: 0 };
  const slot = countPods('namespace', counter);
  const [a] = world.all('service');
  assert.ok(a !== undefined);
  world.derive(slot, a);
  createWorld(stackOf(before, { unknowns: { objects: 'x' } }), world).derive(slot, a);
  assert.equal(counter.calls, 2);
  createWorld(stackOf([...before.slice(0, 1), ...resourcesOf(namespaceObject)]), world).derive(slot, a);
  assert.equal(counter.calls, 3);
  createWorld(stackOf(before), world).derive(slot, a);
  assert.equal(counter.calls, 3);
});

test('an incremental world equals a fresh one after every edit', () => {
  const pool = resourcesOf(...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => namespaced(`s${i}`, `n${i % 3}`)), namespaceObject);
  const lists = [
    [0, 1, 2, 3],
    [0, 1, 2, 3, 4],
    [1, 2, 3, 4],
    [1, 2, 5, 3, 4],
    [4, 3, 2, 1],
    [4, 3, 8, 2, 1],
    [],
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
  ];
  let world = createWorld(stackOf([]));
  for (const list of lists) {
    const stack = stackOf(list.flatMap((i) => pool[i] ?? []));
    world = createWorld(stack, world);
    const fresh = createWorld(stack);
    assert.deepEqual(world.namespaces, fresh.namespaces);
    for (const namespace of ['', 'n0', 'n1', 'n2']) {
      assert.deepEqual(world.inNamespace('service', namespace), fresh.inNamespace('service', namespace));
      assert.deepEqual(world.inNamespace('namespace', namespace), fresh.inNamespace('namespace', namespace));
    }
  }
});

test('the difference of two worlds names what came and went, by namespace', () => {
  const [a, b, c, d] = resourcesOf(
    namespaced('a', 'one'),
    namespaced('b', 'one'),
    deployment('c', 'app: c', ', namespace: two'),
    namespaceObject,
  );
  assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined);
  const change = diffWorlds(createWorld(stackOf([a, b, c])), createWorld(stackOf([c, a, d])));
  assert.deepEqual([...change.removed], [b]);
  assert.deepEqual([...change.added], [d]);
  assert.deepEqual(
    [...change.types],
    [
      ['one', new Set(['service'])],
      ['', new Set(['namespace'])],
    ],
  );
});

test('pods are found by label, also those that only may match', () => {
  const resources = resourcesOf(
    deployment('a', 'app: x, v: "1"'),
    deployment('b', 'app: "<APP>"'),
    deployment('c', 'app: z'),
    service('s', 'app: x'),
    service('t', 'app: x, v: "2"'),
    service('u', 'pod-template-hash: abc'),
    service('w', 'app: z, pod-template-hash: abc'),
  );
  const world = createWorld(stackOf(resources));
  const found = (name: string) => {
    const [subject] = world.named('service', 'default', name);
    return subject === undefined
      ? []
      : world.podsSelectedBy(subject.selector, 'default').map(({ maker, match }) => [maker.name?.value, match]);
  };
  assert.deepEqual(found('s'), [
    ['a', 'yes'],
    ['b', 'unknown'],
  ]);
  assert.deepEqual(found('t'), []);
  assert.deepEqual(found('u'), [
    ['a', 'unknown'],
    ['b', 'unknown'],
    ['c', 'unknown'],
  ]);
  assert.deepEqual(found('w'), [
    ['b', 'unknown'],
    ['c', 'unknown'],
  ]);
});
