import { type PolicyOptions, type PolicyPod, standardOptions } from '../../core/network/policy/model.ts';
import {
  allPorts,
  noPorts,
  type PortSet,
  portRange,
  protocols,
  rangesOf,
  unite,
} from '../../core/network/policy/ports.ts';
import { PolicyEngine } from '../../core/network/policy/verdict.ts';
import { resolvePort } from '../../core/network/ports.ts';
import { type Connection, type Reach, reachability } from '../../core/network/reach.ts';
import { serviceSelection } from '../../core/network/service.ts';
import type { Service } from '../../core/resources/core-v1.ts';
import { type Address, formatAddress } from '../../core/resources/ip.ts';
import type { PodMaker } from '../../core/resources/pod-maker.ts';
import { byText } from '../../core/text/words.ts';
import { createWorld } from '../../core/world/create-world.ts';
import type { Stack } from '../../core/world/stack.ts';
import type { World } from '../../core/world/world.ts';

/*
 * The conventions of np-guard/netpol-analyzer's `list` command, for comparing with its output: workloads by the controller
 * that owns them, the IPv4 addresses cut at every boundary, pods never matched by addresses, rows of an ingress controller.
 */

/** One row: who, whom, and the connections in that tool's words. */
export interface AnalyzerRow {
  readonly src: string;
  readonly dst: string;
  readonly conn: string;
}

const options: PolicyOptions = {
  ...standardOptions,
  podIPsMatchIPBlock: false,
  hostNetworkPods: 'pod',
  missingNamespaces: 'unlabelled',
  namedPorts: 'containers',
  hiddenPolicies: 'ignore',
  unknownNodes: 'nothing',
};

/** Everything that the stacks hold as one cluster, as that tool reads a folder. */
export function wholeWorld(stacks: readonly Stack[]): World | undefined {
  const [first] = stacks;
  if (first === undefined) return undefined;
  return createWorld({
    ...first,
    name: 'all',
    namespace: undefined,
    files: [...new Set(stacks.flatMap(({ files }) => files))],
    resources: [...new Set(stacks.flatMap(({ resources }) => resources))],
    unknowns: { objects: undefined },
  });
}

/** The rows of a world, sorted by source and destination. */
export function analyzerRows(world: World): readonly AnalyzerRow[] {
  // It reads no custom kinds.
  const makers = world.all('podMaker').filter(({ workload }) => workload !== 'PodTemplate' && workload !== 'custom');
  const reach = reachability(world, options, makers);
  const peers = new Map<string, number[]>();
  for (const maker of makers) {
    const name = peerOf(world, maker);
    const number = reach.classOf(maker);
    const numbers = peers.get(name) ?? [];
    peers.set(name, numbers);
    if (number !== undefined && !numbers.includes(number)) numbers.push(number);
  }
  const rows: AnalyzerRow[] = [];
  const add = (src: string, dst: string, ports: PortSet) => {
    if (ports.length > 0) rows.push({ src, dst, conn: wordsOf(ports) });
  };
  const sources = externalRanges(world, reach, 'ingress');
  const targets = externalRanges(world, reach, 'egress');
  for (const [name, numbers] of peers) {
    for (const [other, others] of peers)
      if (name !== other)
        add(name, other, union(numbers.flatMap((from) => others.map((to) => reach.connection(from, to)))));
    for (const { name: range, number } of sources)
      add(range, name, union(numbers.map((to) => reach.connection(number, to))));
    for (const { name: range, number } of targets)
      add(name, range, union(numbers.map((from) => reach.connection(from, number))));
  }
  for (const [name, ports] of fromIngressController(world)) add('{ingress-controller}', name, ports);
  return rows.sort((a, b) => byText(a.src, b.src) || byText(a.dst, b.dst));
}

function union(connections: readonly Connection[]): PortSet {
  return connections.reduce<PortSet>((ports, { allowed }) => unite(ports, allowed), noPorts);
}

/** `ns/owner[Kind]`: the controller that owns a pod, else the object itself. */
function peerOf(world: World, maker: PodMaker): string {
  const namespace = world.namespaceOf(maker).name;
  const owner = maker.owners.find(({ controller }) => controller);
  if (owner !== undefined) return `${namespace}/${owner.name}[${owner.kind === '' ? 'Pod' : owner.kind}]`;
  return `${namespace}/${maker.name?.value ?? ''}[${maker.kind}]`;
}

/** The IPv4 addresses, cut where any block of a direction's rules begins or ends, with the region that holds each part. */
function externalRanges(
  world: World,
  reach: Reach,
  direction: 'ingress' | 'egress',
): readonly { readonly name: string; readonly number: number }[] {
  const starts = new Set<bigint>([0n]);
  const { policies } = new PolicyEngine(world, options);
  for (const policy of policies.all)
    for (const { peers } of policy[direction].rules)
      for (const peer of peers ?? []) {
        if (peer.kind !== 'addresses') continue;
        for (const { address, prefix } of [peer.block, ...peer.except]) {
          if (address.family !== 'IPv4') continue;
          const rest = BigInt(32 - prefix);
          const first = (address.bits >> rest) << rest;
          starts.add(first);
          starts.add(first + (1n << rest));
        }
      }
  const sorted = [...starts].filter((start) => start < 1n << 32n).sort((a, b) => (a < b ? -1 : 1));
  return sorted.map((start, index) => {
    const end = (sorted[index + 1] ?? 1n << 32n) - 1n;
    const address = (bits: bigint): Address => ({ family: 'IPv4', bits });
    return {
      name: `${formatAddress(address(start))}-${formatAddress(address(end))}[External]`,
      number: reach.classes.length + reach.regionsOf.of(address(start)),
    };
  });
}

/** `All Connections`, or the ports by protocol in the order of their names. */
function wordsOf(ports: PortSet): string {
  if (ports.join() === allPorts.join()) return 'All Connections';
  const ranges = rangesOf(ports);
  return [...protocols]
    .sort()
    .flatMap((protocol) => {
      const own = ranges.filter((range) => range.protocol === protocol);
      const words = own.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
      return own.length === 0 ? [] : [`${protocol} ${words.join(',')}`];
    })
    .join(',');
}

/**
 * What an ingress controller may open to workloads: the declared target ports of Services that an Ingress or Route of the
 * same namespace names, as far as policies let in a pod that is in no namespace.
 */
function fromIngressController(world: World): ReadonlyMap<string, PortSet> {
  const engine = new PolicyEngine(world, options);
  const found = new Map<string, PortSet>();
  for (const { service, port } of backendsOf(world)) {
    // A port is meant by its name, its number or its target; of several that fit the first counts.
    const named = service.ports.find(
      ({ name, port: number, targetPort }) =>
        name?.value === port || number?.value === port || targetPort?.value === port,
    );
    const wanted = port === undefined ? service.ports : named === undefined ? [] : [named];
    for (const { maker } of world.derive(serviceSelection, service).pods)
      for (const each of wanted) {
        const resolved = resolvePort({ ...each, protocol: { value: 'TCP', start: 0, end: 0 } }, maker.template);
        if (resolved.kind !== 'port' || resolved.declared === undefined) continue;
        const { number } = resolved;
        const to = engine.pod(maker);
        const question = { from: controllerPod(to), to, port: number, protocol: 'TCP' };
        if (engine.direction(question, 'ingress').allowed !== 'yes') continue;
        const name = peerOf(world, maker);
        found.set(name, unite(found.get(name) ?? noPorts, portRange('TCP', number, number)));
      }
  }
  return found;
}

/** A pod without labels in a namespace without labels, made after one that is there. */
function controllerPod(like: PolicyPod): PolicyPod {
  const none = { pairs: [], start: 0, end: 0 };
  return {
    ...like,
    maker: { ...like.maker },
    namespace: { name: '(ingress controller)', assumed: false, unknown: undefined },
    labels: none,
    namespaceLabels: none,
    addresses: [],
  };
}

function backendsOf(
  world: World,
): readonly { readonly service: Service; readonly port: number | string | undefined }[] {
  const backends: { service: Service; port: number | string | undefined }[] = [];
  const add = (namespace: string, name: string | undefined, port: number | string | undefined) => {
    if (name === undefined) return;
    for (const service of world.named('service', namespace, name)) backends.push({ service, port });
  };
  for (const ingress of world.all('ingress')) {
    const namespace = world.namespaceOf(ingress).name;
    for (const backend of [
      ingress.defaultBackend,
      ...ingress.rules.flatMap(({ paths }) => paths.map((path) => path.backend)),
    ])
      add(namespace, backend?.service?.value, backend?.port?.value);
  }
  for (const route of world.all('route')) {
    if (route.kind !== 'Route') continue;
    for (const { backends: references } of route.rules)
      for (const { kind, name, port } of references)
        if (kind === 'Service') add(world.namespaceOf(route).name, name?.value, port?.value);
  }
  return backends;
}
