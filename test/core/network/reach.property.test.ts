import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type PolicyOptions, type PolicyPeerEnd, standardOptions } from '../../../src/core/network/policy/model.ts';
import { hasPort, isProtocol } from '../../../src/core/network/policy/ports.ts';
import { PolicyEngine } from '../../../src/core/network/policy/verdict.ts';
import { type Reach, reachability } from '../../../src/core/network/reach.ts';
import { parseAddress } from '../../../src/core/resources/ip.ts';
import type { World } from '../../../src/core/world/world.ts';
import { isAllowed, type PlainEnd } from '../../support/naive-policies.ts';
import { type Cluster, toObjects } from '../../support/plain-cluster.ts';
import { Random } from '../../support/random.ts';
import { makerOf, manifestsOf, worldOf } from '../../support/world.ts';
import { addresses, arbitraryCluster, traffic } from './arbitrary-cluster.ts';

/** Answers by question; the questions are all pairs of pods and addresses with all traffic. */
type Answers = ReadonlyMap<string, string>;

function answers(
  cluster: Cluster,
  ask: (from: PlainEnd, to: PlainEnd, port: number, protocol: string) => string,
): Answers {
  const ends: readonly PlainEnd[] = [...cluster.pods, ...addresses];
  const found = new Map<string, string>();
  // A pod always reaches itself, and nobody asks about addresses outside among themselves.
  for (const from of ends)
    for (const to of ends)
      if (from !== to && (typeof from !== 'string' || typeof to !== 'string'))
        for (const { port, protocol } of traffic)
          found.set(`${nameOf(from)} → ${nameOf(to)} ${port}/${protocol}`, ask(from, to, port, protocol));
  return found;
}

function nameOf(end: PlainEnd): string {
  return typeof end === 'string' ? end : `${end.namespace}/${end.name}`;
}

function byNaive(cluster: Cluster): Answers {
  return answers(cluster, (from, to, port, protocol) => (isAllowed(cluster, from, to, port, protocol) ? 'yes' : 'no'));
}

function byEngine(cluster: Cluster, world: World, options: PolicyOptions): Answers {
  const engine = new PolicyEngine(world, options);
  const end = (place: PlainEnd): PolicyPeerEnd =>
    typeof place === 'string'
      ? { kind: 'outside', address: parseAddress(place) }
      : engine.pod(makerOf(world, nameOf(place)));
  return answers(
    cluster,
    (from, to, port, protocol) => engine.ask({ from: end(from), to: end(to), port, protocol }).allowed,
  );
}

function byReach(cluster: Cluster, world: World, options: PolicyOptions): Answers {
  const reach = reachability(world, options);
  const number = (place: PlainEnd) => numberOf(reach, world, place);
  return answers(cluster, (from, to, port, protocol) => {
    const { allowed, unknown } = reach.connection(number(from), number(to));
    assert.ok(isProtocol(protocol));
    return hasPort(allowed, protocol, port) ? 'yes' : hasPort(unknown, protocol, port) ? 'unknown' : 'no';
  });
}

function numberOf(reach: Reach, world: World, place: PlainEnd): number {
  if (typeof place !== 'string') return reach.classOf(makerOf(world, nameOf(place))) ?? -1;
  const address = parseAddress(place);
  assert.ok(address !== undefined);
  return reach.classes.length + reach.regionsOf.of(address);
}

/** Questions that two give other answers to. */
function differing(a: Answers, b: Answers): readonly string[] {
  return [...a].flatMap(([question, answer]) =>
    b.get(question) === answer ? [] : [`${question}: ${answer}, ${b.get(question)}`],
  );
}

const variants: readonly PolicyOptions[] = [
  standardOptions,
  {
    ...standardOptions,
    podIPsMatchIPBlock: false,
    hostNetworkPods: 'pod',
    networkPolicyDecides: 'pod',
    missingNamespaces: 'unlabelled',
  },
];

const run = { seed: 4, numRuns: 60 };

suite('reachability of generated clusters', () => {
  test('is what the API and the plugins say, one by one and all at once', () => {
    const count: Record<string, number> = { yes: 0, no: 0 };
    fc.assert(
      fc.property(arbitraryCluster(), (cluster) => {
        const world = worldOf(manifestsOf(toObjects(cluster)));
        const expected = byNaive(cluster);
        for (const answer of expected.values()) count[answer] = (count[answer] ?? 0) + 1;
        assert.deepEqual(differing(expected, byEngine(cluster, world, standardOptions)), [], 'one by one');
        assert.deepEqual(differing(expected, byReach(cluster, world, standardOptions)), [], 'all at once');
      }),
      run,
    );
    assert.ok(Math.min(count.yes ?? 0, count.no ?? 0) > 10_000, 'both answers come up often enough to mean something');
  });

  test('where facts are missing: what is certain is true, and all at once is as much as one by one', () => {
    const count: Record<string, number> = { yes: 0, no: 0, unknown: 0 };
    fc.assert(
      fc.property(arbitraryCluster(), fc.integer(), (cluster, seed) => {
        const expected = byNaive(cluster);
        const random = new Random(seed);
        const world = worldOf(manifestsOf(toObjects(cluster, () => random.next() < 0.12)));
        const given = byEngine(cluster, world, standardOptions);
        const wrong = differing(given, expected).filter((difference) => !difference.includes(': unknown'));
        assert.deepEqual(wrong, []);
        for (const answer of given.values()) count[answer] = (count[answer] ?? 0) + 1;
        for (const options of variants)
          assert.deepEqual(differing(byEngine(cluster, world, options), byReach(cluster, world, options)), []);
      }),
      run,
    );
    const certain = (count.yes ?? 0) + (count.no ?? 0);
    assert.ok(Math.min(certain, count.unknown ?? 0) > 10_000, 'both come up often enough to mean something');
  });

  test('with the switches of implementations all at once is as much as one by one', () => {
    fc.assert(
      fc.property(arbitraryCluster(), (cluster) => {
        const world = worldOf(manifestsOf(toObjects(cluster)));
        for (const options of variants)
          assert.deepEqual(differing(byEngine(cluster, world, options), byReach(cluster, world, options)), []);
      }),
      run,
    );
  });

  test('whatever stands in the policies: nothing throws, and all at once is as much as one by one', () => {
    fc.assert(
      fc.property(arbitraryCluster(), fc.integer(), (cluster, seed) => {
        const random = new Random(seed);
        const objects = toObjects(cluster).map((object, index) =>
          index < cluster.namespaces.length + cluster.pods.length ? object : spoiled(object, random),
        );
        const world = worldOf(manifestsOf(objects));
        const given = byEngine(cluster, world, standardOptions);
        assert.deepEqual(differing(given, byReach(cluster, world, standardOptions)), []);
      }),
      run,
    );
  });
});

const junk: readonly unknown[] = [
  null,
  '',
  'x',
  "app == 'x' ||",
  '((((',
  '999.1.1.1/33',
  '::/0',
  '2001:db8::/129',
  -1,
  1.5,
  65536,
  1e300,
  true,
  [],
  {},
  [[]],
  [{}],
  [null],
  { matchLabels: [] },
  { matchExpressions: [{ key: 'app', operator: 'Near', values: [1] }] },
  '__proto__',
];

/** An object with some of the values of its spec replaced by what cannot be there. */
function spoiled(object: unknown, random: Random): unknown {
  const spoil = (value: unknown): unknown => {
    if (random.next() < 0.06) return random.pick(junk);
    if (Array.isArray(value)) return value.map(spoil);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, spoil(item)]));
  };
  return typeof object === 'object' && object !== null && 'spec' in object
    ? { ...object, spec: spoil(object.spec) }
    : object;
}

suite('worlds that are odd or large', () => {
  const pod = (name: string, ip: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'a', name },
    spec: { containers: [{ name: 'c', image: 'i' }] },
    status: { phase: 'Running', podIPs: [{ ip }] },
  });
  const policy = (from: readonly unknown[]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: 'a', name: 'p' },
    spec: { podSelector: {}, ingress: [{ from }] },
  });
  /** Answers to addresses, one by one and all at once alike. */
  const answersTo = (objects: readonly unknown[], from: readonly string[]) => {
    const world = worldOf(manifestsOf(objects));
    const engine = new PolicyEngine(world);
    const reach = reachability(world);
    const maker = makerOf(world, 'a/p');
    return from.map((text) => {
      const end: PolicyPeerEnd = { kind: 'outside', address: parseAddress(text) };
      const one = engine.ask({ from: end, to: engine.pod(maker), port: 80, protocol: 'TCP' }).allowed;
      const { allowed } = reach.connection(numberOf(reach, world, text), reach.classOf(maker) ?? -1);
      assert.equal(hasPort(allowed, 'TCP', 80) ? 'yes' : 'no', one);
      return one;
    });
  };

  test('an IPv6-only cluster, which blocks of IPv4 say nothing about', () => {
    const objects = [
      pod('p', '2001:db8::1'),
      policy([{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '2001:db8:1::/48' } }]),
    ];
    assert.deepEqual(answersTo(objects, ['2001:db8:1::9', '2001:db8:2::9']), ['yes', 'no']);
  });

  test('blocks that do not parse match nothing', () => {
    const objects = [
      pod('p', '10.0.0.1'),
      policy([{ ipBlock: { cidr: '10.0.0.0/99' } }, { ipBlock: { cidr: 'all' } }]),
    ];
    assert.deepEqual(answersTo(objects, ['10.0.0.2']), ['no']);
  });

  test('100,000 blocks, inside each other and apart', () => {
    const blocks = Array.from({ length: 100_000 }, (_, i) => ({
      ipBlock: {
        cidr: `${11 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.0/24`,
        except: [`${11 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.8/29`],
      },
    }));
    const objects = [pod('p', '10.0.0.1'), policy(blocks)];
    assert.deepEqual(answersTo(objects, ['11.7.7.7', '11.7.7.9', '9.9.9.9']), ['yes', 'no', 'no']);
  });
});
