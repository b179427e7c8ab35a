import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Resource } from '../../../src/core/resources/resource.ts';
import { diffWorlds } from '../../../src/core/world/changes.ts';
import { createWorld } from '../../../src/core/world/create-world.ts';
import { type Seen, SeenChange, WatchedWorld } from '../../../src/core/world/watched-world.ts';
import type { DeriveSlot, FactSlot, KeySlot, World } from '../../../src/core/world/world.ts';
import { deployment, service, stackFile } from './workspace.ts';

/** Objects as `NAMESPACE/NAME`, Services but for names that begin with `pod`; `!` makes another version of it. */
function worldOf(names: readonly string[], known: Map<string, readonly Resource[]>): World {
  const resources = names.flatMap((written) => {
    const [namespace = '', name = ''] = written.replace('!', '').split('/');
    const more = `, namespace: ${namespace}`;
    const text = name.startsWith('pod') ? deployment(name, `app: ${name}`, more) : service(name, `app: ${name}`, more);
    const made =
      known.get(written) ?? stackFile(`${written}.yaml`, written.endsWith('!') ? `${text}# ` : text).resources;
    known.set(written, made);
    return made;
  });
  const unknowns = { objects: undefined };
  return createWorld({
    name: 's',
    kind: 'plain',
    root: '',
    why: '',
    namespace: undefined,
    files: [],
    resources,
    unknowns,
  });
}

/** What of a look from namespace `one` an edit changes, by the edit. */
function hits(look: (world: World) => unknown, edits: Readonly<Record<string, readonly string[]>>) {
  const known = new Map<string, readonly Resource[]>();
  const before = worldOf(start, known);
  const seen = seenOf(before, look);
  return Object.entries(edits).flatMap(([name, after]) => {
    const world = worldOf(after, known);
    const hit = seen && new SeenChange(before, world, diffWorlds(before, world)).hits(seen);
    return hit === undefined ? [] : [`${name}: ${hit === 'all' ? 'all' : [...hit].join(', ')}`];
  });
}

function seenOf(world: World, look: (world: World) => unknown): Seen | undefined {
  const watched = new WatchedWorld(world);
  watched.begin('one');
  look(watched);
  return watched.end();
}

const start = ['one/a', 'two/a', 'two/pod', 'three/b'];
const edits = {
  'in one': ['one/a!', 'two/a', 'two/pod', 'three/b'],
  'in two': ['one/a', 'two/a!', 'two/pod', 'three/b'],
  'a pod in two': ['one/a', 'two/a', 'two/pod!', 'three/b'],
  'in three': ['one/a', 'two/a', 'two/pod', 'three/b!'],
  'a new namespace': ['one/a', 'two/a', 'two/pod', 'three/b', 'four/c'],
};

const byName: KeySlot<'service'> = { type: 'service', keysOf: ({ name }) => [name?.value ?? ''] };
const names: DeriveSlot<Resource, readonly string[]> = {
  name: 'names',
  reach: 'stack',
  compute: (world) => world.inNamespace('service', 'two').map(({ name }) => name?.value ?? ''),
};
let computed = 0;
const pods: FactSlot<number> = {
  name: 'pods',
  reads: ['podMaker'],
  compute(world) {
    computed++;
    return world.all('podMaker').length;
  },
  same: (a, b) => a === b,
};

suite('an edit bears on what was looked at', () => {
  test('not in the own namespace, which is looked at again anyway', () => {
    assert.equal(
      seenOf(worldOf(start, new Map()), (world) => world.inNamespace('service', 'one')),
      undefined,
    );
  });

  const cases: Readonly<Record<string, readonly [look: (world: World) => unknown, hits: readonly string[]]>> = {
    'another namespace': [(world) => world.named('service', 'two', 'a'), ['in two: service', 'a pod in two: podMaker']],
    'a key in the whole stack': [(world) => world.keyed(byName, 'b'), ['in three: service']],
    'a key that something gets': [(world) => world.keyed(byName, 'c'), ['a new namespace: service']],
    'all objects of a type': [
      (world) => world.all('service'),
      ['in one: service', 'in two: service', 'in three: service', 'a new namespace: service'],
    ],
    'the names of the namespaces': [(world) => world.namespaces, ['a new namespace: all']],
    'what is derived from the stack, by whoever asks second too': [
      (world) => {
        const [first] = world.inNamespace('service', 'one');
        assert.ok(first);
        world.derive(names, first);
        assert.deepEqual(world.derive(names, first), ['a']);
      },
      ['in two: service', 'a pod in two: podMaker'],
    ],
    everything: [
      (world) => world.resources,
      ['in one: service', 'in two: service', 'a pod in two: podMaker', 'in three: service', 'a new namespace: service'],
    ],
  };
  for (const [what, [look, expected]] of Object.entries(cases))
    test(what, () => assert.deepEqual(hits(look, edits), expected));

  test('a fact is noted, and stays known while nothing that it reads differs', () => {
    const known = new Map<string, readonly Resource[]>();
    const before = worldOf(start, known);
    const watched = new WatchedWorld(before);
    assert.equal(watched.fact(pods), 1);
    assert.deepEqual([...watched.facts], [pods]);
    const after = (names: readonly string[]) => createWorld(worldOf(names, known).stack, before);
    assert.equal(computed, 1);
    assert.equal(after(edits['in two']).fact(pods), 1);
    assert.equal(computed, 1);
    assert.equal(after([...start, 'three/pod']).fact(pods), 2);
    assert.equal(computed, 2);
  });

  test('what the second of two looks finds derived already counts for it', () => {
    const world = worldOf(start, new Map());
    const watched = new WatchedWorld(world);
    const [first] = world.inNamespace('service', 'one');
    assert.ok(first);
    const look = (home: string) => {
      watched.begin(home);
      watched.derive(names, first);
      return watched.end();
    };
    assert.deepEqual([...(look('one')?.namespaces ?? [])], ['two']);
    assert.deepEqual([...(look('one')?.namespaces ?? [])], ['two']);
    assert.equal(look('two'), undefined);
  });
});
