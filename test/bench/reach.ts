import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { hasPort } from '../../src/core/network/policy/ports.ts';
import { type Reach, reachability } from '../../src/core/network/reach.ts';
import { isAllowed } from '../support/naive-policies.ts';
import { type Cluster, toObjects } from '../support/plain-cluster.ts';
import { Random } from '../support/random.ts';
import { makerOf, manifestsOf, worldOf } from '../support/world.ts';
import { largeCluster } from './large-cluster.ts';
import { median, timeOf } from './measure.ts';

const seed = 11;
const objectsOfFile = 1000;

/** What all pairs of a large cluster cost. */
export interface ReachMeasure {
  readonly pods: number;
  readonly policies: number;
  /** Classes of pods that are alike to every policy. */
  readonly classes: number;
  /** Pairs of classes that may connect. */
  readonly connected: number;
  /** Milliseconds from a world to the answers of all pairs of classes, median. */
  readonly milliseconds: number;
  /** What the world and all answers hold in memory, above what there was before. */
  readonly bytes: number;
}

/** Milliseconds that a naive evaluator needs for a sample of pairs of pods, and how often all pairs at once said another thing. */
export interface NaiveMeasure {
  readonly pairs: number;
  readonly milliseconds: number;
  readonly differences: number;
}

/** All pairs of a cluster of some workloads with a NetworkPolicy for each. */
export function measureReach(policies: number, podsOfEach: number, rounds: number): ReachMeasure {
  const cluster = largeCluster(policies, podsOfEach, seed);
  const objects = textsOf(cluster);
  const before = liveBytes();
  let first: Omit<ReachMeasure, 'milliseconds'> | undefined;
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // A world remembers what was derived from it, so every round has its own; what was left by reading it is not its cost.
    const world = worldOf(objects);
    collectGarbage();
    const started = performance.now();
    const reach = reachability(world);
    const connected = countConnected(reach);
    times.push(performance.now() - started);
    first ??= {
      pods: cluster.pods.length,
      policies,
      bytes: liveBytes() - before,
      classes: reach.classes.length,
      connected,
    };
  }
  if (first === undefined) throw new Error('There was no round.');
  return { ...first, milliseconds: median(times) };
}

/** The same questions to the evaluator that the tests hold against, pair by pair. */
export function compareWithNaive(policies: number, podsOfEach: number, pairs: number): NaiveMeasure {
  const cluster = largeCluster(policies, podsOfEach, seed);
  const world = worldOf(textsOf(cluster));
  const reach = reachability(world);
  const classes = new Map(
    cluster.pods.map((pod) => [pod, reach.classOf(makerOf(world, `${pod.namespace}/${pod.name}`)) ?? -1]),
  );
  const random = new Random(5);
  let milliseconds = 0;
  let differences = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const from = random.pick(cluster.pods);
    const to = random.pick(cluster.pods);
    if (from === to) continue;
    const port = random.pick([80, 8000, 8001, 9050]);
    let expected = false;
    milliseconds += timeOf(() => {
      expected = isAllowed(cluster, from, to, port, 'TCP');
    });
    const { allowed } = reach.connection(classes.get(from) ?? -1, classes.get(to) ?? -1);
    if (hasPort(allowed, 'TCP', port) !== expected) differences++;
  }
  return { pairs, milliseconds, differences };
}

function textsOf(cluster: Cluster): readonly string[] {
  const objects = toObjects(cluster);
  const texts: string[] = [];
  for (let first = 0; first < objects.length; first += objectsOfFile)
    texts.push(manifestsOf(objects.slice(first, first + objectsOfFile)));
  return texts;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in memory and in use; whatever is not is given up first. */
function liveBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function countConnected(reach: Reach): number {
  let connected = 0;
  reach.forEachConnected(() => {
    connected++;
  });
  return connected;
}
