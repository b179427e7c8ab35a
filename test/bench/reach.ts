import { PolicyEngine } from '../../src/core/network/policy/verdict.ts';
import { type Reach, reachability } from '../../src/core/network/reach.ts';
import type { World } from '../../src/core/world/world.ts';
import { Random } from '../support/random.ts';
import { manifestsOf, worldOf } from '../support/world.ts';
import { median, timeEach } from './measure.ts';

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
  /** Milliseconds of asking the same one by one: every pair of pods once, for one port; extrapolated from a sample. */
  readonly oneByOne: number;
}

/** 5,000 running pods of 1,000 workloads in 50 namespaces, and a NetworkPolicy for each workload. */
export function measureReach(rounds = 7): ReachMeasure {
  const pods = 5000;
  const policies = 1000;
  let reach: Reach | undefined;
  let connected = 0;
  const times: number[] = [];
  let world: World | undefined;
  for (let round = 0; round < rounds; round++) {
    // A world remembers what was derived from it, so every round has its own.
    const own = worldOf(manifestsOf(clusterObjects(11)));
    world = own;
    times.push(
      ...timeEach(1, () => {
        reach = reachability(own);
        connected = countConnected(reach);
      }),
    );
  }
  if (world === undefined || reach === undefined) throw new Error('There was no round.');
  return {
    pods,
    policies,
    classes: reach.classes.length,
    connected,
    milliseconds: median(times),
    oneByOne: askOneByOne(world, pods),
  };
}

function countConnected({ classes, regions, connection }: Reach): number {
  const ends = classes.length + regions.length;
  let connected = 0;
  for (let from = 0; from < ends; from++)
    for (let to = 0; to < ends; to++)
      if ((from < classes.length || to < classes.length) && connection(from, to).allowed.length > 0) connected++;
  return connected;
}

function askOneByOne(world: World, pods: number): number {
  const sample = 3000;
  const engine = new PolicyEngine(world);
  const random = new Random(5);
  const makers = world.all('podMaker');
  const [milliseconds = 0] = timeEach(1, () => {
    for (let i = 0; i < sample; i++)
      engine.ask({
        from: engine.pod(random.pick(makers)),
        to: engine.pod(random.pick(makers)),
        port: 80,
        protocol: 'TCP',
      });
  });
  return (milliseconds / sample) * pods * pods;
}

function clusterObjects(seed: number): readonly unknown[] {
  const random = new Random(seed);
  const namespaces = Array.from({ length: 50 }, (_, n) => `team-${n}`);
  const apps = Array.from({ length: 20 }, (_, n) => `app-${n}`);
  const objects: unknown[] = namespaces.map((name, n) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { stage: n % 2 === 0 ? 'prod' : 'test', owner: `group-${n % 7}` } },
  }));
  for (const [n, namespace] of namespaces.entries())
    for (const [a, app] of apps.entries()) {
      for (let pod = 0; pod < 5; pod++)
        objects.push({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: {
            namespace,
            name: `${app}-${pod}`,
            uid: `${n}-${a}-${pod}`,
            labels: { app, tier: a % 3 === 0 ? 'web' : 'back', 'pod-template-hash': `${n * 31 + a}` },
          },
          spec: {
            nodeName: `node-${pod}`,
            containers: [{ name: 'main', image: 'i', ports: [{ name: 'http', containerPort: 8000 + (a % 4) }] }],
          },
          status: { phase: 'Running', podIPs: [{ ip: `10.${n}.${a}.${pod}` }] },
        });
      objects.push({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { namespace, name: app },
        spec: {
          podSelector: { matchLabels: { app } },
          policyTypes: ['Ingress', 'Egress'],
          ingress: [
            { from: [{ podSelector: { matchLabels: { app: random.pick(apps) } } }], ports: [{ port: 'http' }] },
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { owner: `group-${random.below(7)}` } },
                  podSelector: { matchLabels: { tier: 'web' } },
                },
              ],
              ports: [{ port: 80 }, { port: 9000, endPort: 9100 }],
            },
          ],
          egress: [
            { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] },
            { to: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { stage: 'prod' } } }] },
            { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }], ports: [{ port: 443 }] },
          ],
        },
      });
    }
  return objects;
}
