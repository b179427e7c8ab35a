import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { hasPort, isProtocol } from '../../../src/core/network/policy/ports.ts';
import { type Change, changesBetween } from '../../../src/core/network/reach/changes.ts';
import { reachability } from '../../../src/core/network/reach.ts';
import { blockHas, parseAddress, parseBlock } from '../../../src/core/resources/ip.ts';
import type { World } from '../../../src/core/world/world.ts';
import { isAllowed, type PlainEnd } from '../../support/naive-policies.ts';
import { type Cluster, toObjects } from '../../support/plain-cluster.ts';
import { Random } from '../../support/random.ts';
import { manifestsOf, worldOf } from '../../support/world.ts';
import { addresses, arbitraryCluster, traffic } from './arbitrary-cluster.ts';

const worldFrom = (cluster: Cluster, hides?: () => boolean) => worldOf(manifestsOf(toObjects(cluster, hides)));
const nameOf = (end: PlainEnd) => (typeof end === 'string' ? end : `${end.namespace}/${end.name}`);

/** Two states of a cluster: other policies and labels of namespaces, and some pods that only one state has. */
function twoStates() {
  return fc
    .tuple(arbitraryCluster(), arbitraryCluster(), fc.nat(6), fc.nat(6))
    .map(([first, second, gone, come]): readonly [Cluster, Cluster] => {
      const pods = first.pods.map((pod) => ({ ...pod, hostNetwork: false }));
      return [
        { ...first, pods: pods.filter((_, index) => index !== come) },
        { ...second, pods: pods.filter((_, index) => index !== gone) },
      ];
    });
}

/** Everything that may connect in one state, question by question. */
function allowedIn(cluster: Cluster): ReadonlySet<string> {
  const ends: readonly PlainEnd[] = [...cluster.pods, ...addresses];
  const found = new Set<string>();
  for (const from of ends)
    for (const to of ends)
      if (from !== to && (typeof from !== 'string' || typeof to !== 'string'))
        for (const { port, protocol } of traffic)
          if (isAllowed(cluster, from, to, port, protocol))
            found.add(`${nameOf(from)} → ${nameOf(to)} ${port}/${protocol}`);
  return found;
}

/** The same questions as changes answer them. */
function asked(changes: readonly Change[], worlds: readonly World[], clusters: readonly Cluster[]): readonly string[] {
  const cidrs = worlds.flatMap((world) => reachability(world).regions.map(({ cidr }) => cidr));
  const names = [...new Set(clusters.flatMap(({ pods }) => pods.map(nameOf)))];
  const ends = [...names, ...addresses];
  const found: string[] = [];
  for (const from of ends)
    for (const to of ends) {
      const [sources, targets] = [placesOf(from, cidrs), placesOf(to, cidrs)];
      const own = changes.filter((change) => sources.includes(change.from) && targets.includes(change.to));
      for (const { port, protocol } of traffic)
        if (isProtocol(protocol) && own.some(({ ports }) => hasPort(ports, protocol, port)))
          found.push(`${from} → ${to} ${port}/${protocol}`);
    }
  return found.sort();
}

/** What changes may call an end: itself, or the smallest block that holds it. */
function placesOf(end: string, cidrs: readonly string[]): readonly string[] {
  const address = parseAddress(end);
  if (address === undefined) return [end];
  const prefix = (cidr: string) => parseBlock(cidr)?.prefix ?? 0;
  const holding = cidrs.filter((cidr) => {
    const block = parseBlock(cidr);
    return block !== undefined && blockHas(block, address);
  });
  const [smallest = ''] = holding.sort((a, b) => prefix(b) - prefix(a));
  return prefix(smallest) === 0 ? [smallest, 'internet'] : [smallest];
}

const run = { seed: 5, numRuns: 60 };

suite('changes between generated clusters', () => {
  test('are what is allowed on one side only, pair by pair', () => {
    const count = { opened: 0, closed: 0, kept: 0 };
    fc.assert(
      fc.property(twoStates(), ([first, second]) => {
        const worlds = [worldFrom(first), worldFrom(second)] as const;
        const [before, after] = [allowedIn(first), allowedIn(second)];
        const changes = changesBetween([worlds[0]], [worlds[1]]);
        const opened = [...after].filter((question) => !before.has(question)).sort();
        const closed = [...before].filter((question) => !after.has(question)).sort();
        assert.deepEqual(asked(changes.opened, worlds, [first, second]), opened, 'opened');
        assert.deepEqual(asked(changes.closed, worlds, [first, second]), closed, 'closed');
        count.opened += opened.length;
        count.closed += closed.length;
        count.kept += before.size - closed.length;
      }),
      run,
    );
    assert.ok(Math.min(...Object.values(count)) > 5000, 'everything comes up often enough to mean something');
  });

  test('are the same backwards, and none to itself, whatever is not known', () => {
    let count = 0;
    fc.assert(
      fc.property(twoStates(), fc.integer(), ([first, second], seed) => {
        const random = new Random(seed);
        const hides = () => random.next() < 0.1;
        const [a, b] = [worldFrom(first, hides), worldFrom(second, hides)];
        const [there, back] = [changesBetween([a], [b]), changesBetween([b], [a])];
        assert.deepEqual([there.opened, there.closed], [back.closed, back.opened]);
        assert.equal(there.unsure, back.unsure);
        count += there.opened.length;
        const none = changesBetween([a], [a]);
        assert.deepEqual([none.opened, none.closed, none.unsure], [[], [], 0]);
      }),
      run,
    );
    assert.ok(count > 500);
  });

  test('are certain where facts are missing', () => {
    let count = 0;
    fc.assert(
      fc.property(twoStates(), fc.integer(), ([first, second], seed) => {
        const random = new Random(seed);
        const hides = () => random.next() < 0.1;
        const worlds = [worldFrom(first, hides), worldFrom(second, hides)] as const;
        const [before, after] = [allowedIn(first), allowedIn(second)];
        const changes = changesBetween([worlds[0]], [worlds[1]]);
        const wrong = [
          ...asked(changes.opened, worlds, [first, second]).filter((question) => before.has(question)),
          ...asked(changes.closed, worlds, [first, second]).filter((question) => after.has(question)),
        ];
        assert.deepEqual(wrong, []);
        count += changes.opened.length + changes.closed.length;
      }),
      run,
    );
    assert.ok(count > 500);
  });
});
