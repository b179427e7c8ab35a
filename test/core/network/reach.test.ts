import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type PolicyOptions, type PolicyPeerEnd, standardOptions } from '../../../src/core/network/policy/model.ts';
import { hasPort, isProtocol } from '../../../src/core/network/policy/ports.ts';
import { PolicyEngine } from '../../../src/core/network/policy/verdict.ts';
import { type Reach, reachability } from '../../../src/core/network/reach.ts';
import { parseAddress } from '../../../src/core/resources/ip.ts';
import type { World } from '../../../src/core/world/world.ts';
import { makerOf, manifestsOf, worldOf } from '../../support/world.ts';
import { isAllowed, type PlainEnd } from './naive.ts';
import { addresses, type Cluster, randomCluster, toObjects, traffic } from './random-cluster.ts';

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

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
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

suite('reachability of random clusters', () => {
  test('is what the API says, one by one and all at once', () => {
    let denied = 0;
    let allowed = 0;
    for (const seed of seeds) {
      const cluster = randomCluster(seed);
      const world = worldOf(manifestsOf(toObjects(cluster)));
      const expected = byNaive(cluster);
      for (const answer of expected.values()) answer === 'yes' ? allowed++ : denied++;
      assert.deepEqual(differing(expected, byEngine(cluster, world, standardOptions)), [], `seed ${seed}, one by one`);
      assert.deepEqual(differing(expected, byReach(cluster, world, standardOptions)), [], `seed ${seed}, all at once`);
    }
    assert.ok(Math.min(allowed, denied) > 10_000, 'both answers come up often enough to mean something');
  });

  test('where facts are missing: what is certain is true, and all at once is as much as one by one', () => {
    let unknown = 0;
    let certain = 0;
    for (const seed of seeds) {
      const cluster = randomCluster(seed);
      const expected = byNaive(cluster);
      const world = worldOf(manifestsOf(toObjects(cluster, { share: 0.15, seed })));
      const given = byEngine(cluster, world, standardOptions);
      const wrong = differing(given, expected).filter((difference) => !difference.includes(': unknown'));
      assert.deepEqual(wrong, [], `seed ${seed}`);
      for (const answer of given.values()) answer === 'unknown' ? unknown++ : certain++;
      for (const options of variants)
        assert.deepEqual(
          differing(byEngine(cluster, world, options), byReach(cluster, world, options)),
          [],
          `seed ${seed}, all at once`,
        );
    }
    assert.ok(Math.min(unknown, certain) > 10_000, 'both come up often enough to mean something');
  });

  test('with the switches of implementations all at once is as much as one by one', () => {
    for (const seed of seeds) {
      const cluster = randomCluster(seed);
      const world = worldOf(manifestsOf(toObjects(cluster)));
      for (const options of variants)
        assert.deepEqual(
          differing(byEngine(cluster, world, options), byReach(cluster, world, options)),
          [],
          `seed ${seed}`,
        );
    }
  });
});
