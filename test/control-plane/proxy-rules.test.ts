import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ProxySettings } from '../../src/core/network/kube-proxy/settings.ts';
import { unstatedSettings } from '../../src/core/network/kube-proxy/settings.ts';
import { parseBlock } from '../../src/core/resources/ip.ts';
import { lacking } from '../support/needs.ts';
import { Random } from '../support/random.ts';
import { goLacking } from './build.ts';
import {
  clusterCIDR,
  type GeneratedService,
  generatedNodes,
  generateService,
  outside,
  serviceCIDR,
} from './generate-services.ts';
import { type Packet, Predictor } from './predict-packet.ts';
import { type Round, type TracedMode, tracePackets } from './proxier.ts';

const lacks = goLacking();
const servicesPerRound = 60;
const packetsPerRound = 400;

/** How kube-proxy is set up in each round. */
const setups: readonly Pick<Round, 'clusterCIDR' | 'masqueradeAll' | 'nodePortAddresses'>[] = [
  { clusterCIDR, masqueradeAll: false, nodePortAddresses: [] },
  { clusterCIDR, masqueradeAll: true, nodePortAddresses: ['172.31.1.0/24'] },
  { clusterCIDR: '', masqueradeAll: false, nodePortAddresses: [] },
];

suite('what becomes of a packet', { timeout: 600_000 }, () => {
  for (const mode of ['nftables', 'iptables'] as const)
    test(`is what the rules of the real kube-proxy say in ${mode} mode, for generated Services`, (context) => {
      if (lacks !== undefined) return lacking(context, lacks);
      const random = new Random(11);
      const rounds = setups.flatMap((setup) => generatedNodes.map((node) => generateRound(mode, random, setup, node)));
      const traced = tracePackets(
        mode,
        rounds.map(({ round }) => round),
      );
      const outcomes = new Map<string, number>();
      for (const [i, { round, predictor }] of rounds.entries())
        for (const [j, packet] of round.packets.entries()) {
          const { kind, picks } = predictor.predict(packet);
          const actual = traced[i]?.[j];
          const about = JSON.stringify({
            packet,
            node: round.node,
            setup: setups[i >> 1],
            ...serviceOf(round, packet),
          });
          const outcome = kind === 'pick' ? picks.map(({ target }) => target).join(', ') : kind === 'none' ? '' : kind;
          assert.equal(outcome, actual?.outcome, about);
          // Of several pods the tracer says only whether one of them makes it masquerade.
          const [masquerade, ...mixed] = new Set(picks.map((pick) => pick.masquerade));
          if (kind === 'pick' && mixed.length === 0) assert.equal(masquerade, actual?.masquerade, about);
          const counted = kind === 'pick' ? `pick ${masquerade}` : kind;
          outcomes.set(counted, (outcomes.get(counted) ?? 0) + 1);
        }
      for (const kind of ['pick true', 'pick false', 'REJECT', 'DROP', 'none'])
        assert.ok((outcomes.get(kind) ?? 0) > 40, `${kind}: ${JSON.stringify([...outcomes])}`);
    });
});

/** The Service whose address or port a packet goes to. */
function serviceOf({ services, endpointSlices }: Round, { destination, port }: Packet) {
  const i = services.findIndex((service) => {
    const text = JSON.stringify(service);
    return text.includes(`"${destination}"`) || text.includes(`"nodePort":${port}`);
  });
  return { service: services[i], slice: endpointSlices[i]?.endpoints };
}

function generateRound(
  mode: TracedMode,
  random: Random,
  setup: (typeof setups)[number],
  node: (typeof generatedNodes)[number],
): { readonly round: Round; readonly predictor: Predictor } {
  // The tracer of nftables rules does not know the sets of session affinity.
  const options = { affinity: mode === 'iptables', hints: true };
  const generated = Array.from({ length: servicesPerRound }, (_, i) => generateService(i, random, options));
  // Where iptables mode serves no node ports, its filter still turns away those without endpoints; nothing listens there anyway.
  const addresses =
    mode === 'iptables' && setup.nodePortAddresses.length > 0 ? [node.second] : [node.primary, node.second];
  const blocks = parseBlock(clusterCIDR);
  assert.ok(blocks);
  const settings: ProxySettings = {
    ...unstatedSettings(mode),
    masqueradeAll: setup.masqueradeAll,
    pods: setup.clusterCIDR === '' ? { kind: 'none' } : { kind: 'blocks', blocks: [blocks] },
    nodePortAddresses: setup.nodePortAddresses,
  };
  return {
    predictor: new Predictor(generated, node, settings),
    round: {
      ...setup,
      // kube-proxy itself replaces what nftables mode takes by default before its proxier starts.
      nodePortAddresses:
        mode === 'nftables' && setup.nodePortAddresses.length === 0 ? [`${node.primary}/32`] : setup.nodePortAddresses,
      node: { name: node.name, zone: node.zone, primary: node.primary, addresses: [node.primary, node.second] },
      serviceCIDR,
      services: generated.map(({ service }) => service),
      endpointSlices: generated.map(({ slice }) => slice),
      packets: Array.from({ length: packetsPerRound }, () => generatePacket(generated, node, addresses, random)),
    },
  };
}

/** From everywhere to everything that may be an entry point, and to some that are none. */
function generatePacket(
  generated: readonly GeneratedService[],
  node: (typeof generatedNodes)[number],
  nodeAddresses: readonly string[],
  random: Random,
): Packet {
  const { service } = random.pick(generated);
  const { clusterIP, externalIPs = [], ports } = service.spec;
  const balanced = (service.status.loadBalancer.ingress ?? []).map(({ ip }) => ip);
  const nodePort = ports[0]?.nodePort ?? 30_999;
  const { port, destination } = random.pick([
    { destination: clusterIP, port: 80 },
    ...externalIPs.map((destination) => ({ destination, port: 80 })),
    ...balanced.flatMap((destination) => [
      { destination, port: 80 },
      { destination, port: 80 },
    ]),
    ...nodeAddresses.map((destination) => ({ destination, port: nodePort })),
    random.pick([
      { destination: clusterIP, port: 81 },
      { destination: '10.96.200.200', port: 80 },
    ]),
  ]);
  // A pod of another node is never an endpoint here: the tracer takes each that reaches itself for a hairpin.
  const far = node.name === 'n1' ? '10.244.2.9' : '10.244.1.9';
  const source = random.pick([outside.admitted, outside.other, node.primary, random.pick(node.pods), far]);
  return { source, destination, port };
}
