import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { proxyConfiguration } from '../../src/core/network/kube-proxy/configuration.ts';
import type { ProxySettings } from '../../src/core/network/kube-proxy/settings.ts';
import { lacking } from '../support/needs.ts';
import { Random } from '../support/random.ts';
import { workspaceOf } from '../support/workspace.ts';
import { goLacking } from './build.ts';
import type { ApiObject } from './client.ts';
import { ClusterNetwork, networkLacking, type ProxyFile, probe } from './cluster-network.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { clusterCIDR, type GeneratedService, generatedNodes, generateService, outside } from './generate-services.ts';
import { inParallel } from './in-parallel.ts';
import { type Packet, type Prediction, Predictor } from './predict-packet.ts';
import { PacketTracer } from './trace-packet.ts';

const lacks = goLacking() ?? networkLacking();
const services = 100;
const [node] = generatedNodes;

/** How kube-proxy is configured in each round. */
const configurations: readonly ProxyFile[] = [
  { clusterCIDR },
  { clusterCIDR, nftables: { masqueradeAll: true }, nodePortAddresses: ['172.31.1.0/24'] },
  {},
].map((fields) => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode: 'nftables',
  ...fields,
}));

/** A connection to an entry point of a Service, or close to one. */
interface Case extends GeneratedService {
  readonly packet: Packet;
}

suite('packets', { timeout: 240_000 }, () => {
  let plane: ControlPlane;
  let network: ClusterNetwork;

  before(async () => {
    if (lacks !== undefined) return;
    plane = await startControlPlane({});
    network = await ClusterNetwork.start(plane);
  });

  after(async () => {
    await network?.stop();
    await plane?.stop();
  });

  test('go where we say, through a real kube-proxy, for generated Services', async (context) => {
    if (lacks !== undefined) return lacking(context, lacks);
    const random = new Random(23);
    const options = { affinity: true, hints: true };
    const generated = Array.from({ length: services }, (_, i) => generateService(i, random, options));
    await apply(generated);
    const differences: string[] = [];
    const met = new Map<string, number>();
    for (const configuration of configurations) {
      await network.runProxy(configuration);
      const predictor = new Predictor(generated, node, settingsOf(configuration));
      const tracer = new PacketTracer(generated, configuration);
      for (const [each, actual] of await connectAll(generated.flatMap((one) => generateCases(one, random)))) {
        const prediction = predictor.predict(each.packet);
        const traced = tracer.outcome(each.packet);
        if (!isAsPredicted(actual, each.packet, prediction) || (traced !== undefined && traced !== summaryOf(actual)))
          differences.push(JSON.stringify({ actual, prediction, traced, configuration, ...each }));
        for (const kind of kindsOf(each.packet, prediction, actual, traced)) met.set(kind, (met.get(kind) ?? 0) + 1);
      }
    }
    assert.deepEqual(differences, []);
    assert.ok((met.get('case') ?? 0) >= 200 && (met.get('traced') ?? 0) >= 50, JSON.stringify([...met]));
    for (const kind of ['client', 'node', 'itself', 'several', 'sticky', 'refused', 'timed out', 'unreachable'])
      assert.ok((met.get(kind) ?? 0) >= 10, `${kind}: ${JSON.stringify([...met])}`);
  });

  async function apply(generated: readonly GeneratedService[]): Promise<void> {
    await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    for (const { name, zone, primary } of generatedNodes)
      await create({
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } },
        status: { addresses: [{ type: 'InternalIP', address: primary }] },
      });
    await inParallel(generated, 16, applyService);
    await applyService(probe);
  }

  async function applyService({ service, slice }: GeneratedService): Promise<void> {
    await create(service);
    await create(slice);
    const path = `/api/v1/namespaces/shop/services/${service.metadata.name}/status`;
    const { status } = service;
    const answer = await plane.client.request('PATCH', path, { status }, 'application/merge-patch+json');
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
  }

  async function create(object: ApiObject): Promise<void> {
    const { status, body } = await plane.client.create(object);
    assert.ok(status < 300, `${object.kind} ${object.metadata.name}: ${JSON.stringify(body)}`);
  }

  /** Tries every case at once, for most wait; those that get through as often as it takes to see every pod. */
  async function connectAll(cases: readonly Case[]): Promise<ReadonlyMap<Case, readonly string[]>> {
    const seen = new Map<Case, readonly string[]>();
    await inParallel(cases, cases.length, async (each) => {
      seen.set(each, await network.connect(each.packet, 1));
    });
    const through = cases.filter((each) => seen.get(each)?.[0]?.includes(' saw '));
    await inParallel(through, 8, async (each) => {
      const times = timesFor(each.slice.endpoints.length);
      seen.set(each, [...(seen.get(each) ?? []), ...(await network.connect(each.packet, times))]);
    });
    return new Map([...seen].map(([each, outcomes]) => [each, [...new Set(outcomes.map(withNode))].sort()]));
  }
});

/** How many connections meet each of some pods, each as likely, but for one run in 10¹⁰. */
function timesFor(pods: number): number {
  return pods < 2 ? 2 : Math.ceil(Math.log(pods * 1e10) / -Math.log(1 - 1 / pods));
}

function settingsOf(configuration: ProxyFile): ProxySettings {
  const [world] = workspaceOf({ 'kube-proxy.json': JSON.stringify(configuration) }).snapshot.worlds;
  assert.ok(world);
  return proxyConfiguration(world).settings('nftables');
}

/** To everything that may be an entry point and to something that is none, each from somewhere else: affinity goes by client. */
function generateCases(generated: GeneratedService, random: Random): readonly Case[] {
  const { clusterIP, externalIPs = [], ports } = generated.service.spec;
  const balanced = (generated.service.status.loadBalancer.ingress ?? []).map(({ ip }) => ip);
  const nodePort = ports[0]?.nodePort;
  const destinations = [
    ...[clusterIP, ...externalIPs, ...balanced].map((destination) => ({ destination, port: 80 })),
    ...(nodePort === undefined ? [] : [node.primary, node.second]).map((destination) => ({
      destination,
      port: nodePort ?? 0,
    })),
    random.pick([
      { destination: clusterIP, port: 81 },
      { destination: '10.96.200.200', port: 80 },
    ]),
  ];
  const sources = [...node.pods, node.primary, outside.admitted, outside.other];
  return destinations.map((to) => {
    const [source = ''] = sources.splice(random.below(sources.length), 1);
    return { ...generated, packet: { ...to, source } };
  });
}

/** Whether connections met every pod that they may, and one only with session affinity. */
function isAsPredicted(actual: readonly string[], packet: Packet, prediction: Prediction): boolean {
  const expected = outcomesOf(packet, prediction);
  return prediction.sticky
    ? actual.length === 1 && expected.includes(actual[0] ?? '')
    : expected.join() === actual.join();
}

/** The outcome without who it was that answered. */
function summaryOf(outcomes: readonly string[]): string {
  return [...new Set(outcomes.map((outcome) => (outcome.includes(' saw ') ? 'through' : outcome)))].join();
}

/** What a client and the pods see, in the words of {@link ClusterNetwork.connect}. */
function outcomesOf({ source, destination }: Packet, { kind, picks }: Prediction): readonly string[] {
  switch (kind) {
    case 'REJECT':
      return ['refused'];
    case 'DROP':
      return ['timed out'];
    case 'none':
      return [isNode(destination) ? 'refused' : 'unreachable'];
    default:
      return picks
        .map(({ target, masquerade }) => `${target.split(':')[0]} saw ${masquerade ? node.primary : source}`)
        .map(withNode)
        .sort();
  }
}

/** Which of its addresses the node shows is the kernel's choice. */
function withNode(outcome: string): string {
  const [pod, address] = outcome.split(' saw ');
  return address !== undefined && isNode(address) ? `${pod} saw the node` : outcome;
}

function isNode(address: string): boolean {
  return address === node.primary || address === node.second;
}

/** What a case shows, to see that everything is shown often enough. */
function kindsOf(
  { source }: Packet,
  { kind, picks, sticky }: Prediction,
  outcomes: readonly string[],
  traced: string | undefined,
): readonly string[] {
  return [
    'case',
    ...(traced === undefined ? [] : ['traced']),
    ...(kind === 'pick' ? [] : outcomes),
    ...(isNode(source) ? [] : new Set(picks.map(({ masquerade }) => (masquerade ? 'node' : 'client')))),
    ...(picks.some(({ target }) => target.startsWith(`${source}:`)) ? ['itself'] : []),
    ...(picks.length > 1 ? [sticky ? 'sticky' : 'several'] : []),
  ];
}
