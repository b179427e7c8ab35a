import { type Service, type ServicePort, sourceRangesAnnotation } from '../../resources/core-v1.ts';
import { doubtOf, type Stated } from '../../resources/field.ts';
import { type Block, parseAddress, parseBlock } from '../../resources/ip.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Span } from '../../text/span.ts';
import { shortList } from '../../text/words.ts';
import type { EntryVerdict, Judgement } from '../entry.ts';
import { seen } from '../path/path.ts';
import type { WayIn, WayInKind } from './way-in.ts';

/** Load balancer, node ports and external IPs of a Service (core/v1 `ServiceSpec`). */
export function serviceWays(service: Service): readonly WayIn[] {
  const { serviceType, externalIPs, allocateLoadBalancerNodePorts } = service;
  const type = serviceType.value;
  const way = (
    kind: WayInKind,
    port: ServicePort,
    entryPort: Stated<number> | undefined,
    address: string,
    judged: Judgement,
    sources?: readonly string[],
  ): WayIn => ({
    kind,
    entry: service,
    address,
    entryPort: entryPort?.value,
    port: port.port?.value,
    protocol: port.protocol.value ?? 'TCP',
    share: undefined,
    sources,
    ...judged,
  });
  const said = (verdict: EntryVerdict, reason: string, span: Span): Judgement => ({
    verdict,
    reason,
    evidence: [seen(service, span)],
  });
  if (type === undefined)
    return service.ports.map((port) =>
      way(
        'other',
        port,
        undefined,
        '?',
        said('unknown', `its type is not known: ${doubtOf(serviceType)}`, serviceType),
      ),
    );
  const ways: WayIn[] = [];
  for (const port of service.ports) {
    const number = port.port?.value ?? '?';
    if (type === 'LoadBalancer') {
      const address = balancerAddress(service, number);
      ways.push(way('loadBalancer', port, port.port, address, loadBalancer(service, port), sourceRanges(service)));
    }
    const allocates =
      type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts?.value !== false);
    if (allocates || (type === 'LoadBalancer' && port.nodePort !== undefined)) {
      const chosen = port.nodePort?.value;
      const reason =
        chosen === undefined
          ? 'every node listens on a port that the cluster chooses'
          : `every node listens on ${chosen}`;
      const address =
        chosen === undefined ? 'every node, on a port that the cluster chooses' : `every node, port ${chosen}`;
      ways.push(way('nodePort', port, port.nodePort, address, said('ok', reason, port.nodePort ?? serviceType)));
    }
    for (const ip of externalIPs) {
      const judged =
        ip.value === undefined
          ? said('unknown', `an external IP is not known: ${doubtOf(ip)}`, ip)
          : parseAddress(ip.value) === undefined
            ? said('broken', `${ip.value} is no address: the API server refuses it`, ip)
            : said('ok', `packets to ${joined(ip.value, number)} that arrive at a node are for it`, ip);
      ways.push(way('externalIP', port, port.port, joined(ip.value ?? '?', number), judged));
    }
  }
  return ways;
}

/** `203.0.113.7:80` where the status or the text says it, of several the first. */
function balancerAddress({ balancerAddresses, loadBalancerIP }: Service, port: number | string): string {
  const stated = loadBalancerIP?.value === undefined ? [] : [loadBalancerIP.value];
  const addresses = balancerAddresses.length > 0 ? balancerAddresses.map(({ address }) => address) : stated;
  if (addresses.length === 0) return `its load balancer, port ${port}`;
  return shortList(
    addresses.map((address) => joined(address, port)),
    1,
  );
}

/** `203.0.113.7:80`, `[2001:db8::7]:80`. */
function joined(at: string, port: number | string): string {
  return `${at.includes(':') ? `[${at}]` : at}:${port}`;
}

function loadBalancer(service: Service, port: ServicePort): Judgement {
  const { loadBalancerClass } = service;
  const ranges = sourceRanges(service);
  const by =
    loadBalancerClass === undefined ? 'a load balancer' : `a load balancer of class ${loadBalancerClass.value ?? '?'}`;
  const open = service.loadBalancerSourceRanges.flatMap((range) => doubtOf(range) ?? [])[0];
  return {
    verdict: ranges === undefined ? 'ok' : 'unknown',
    reason: `${by} listens on ${port.port?.value ?? '?'}${ranges === undefined ? '' : `, for ${open ?? ranges.join(', ')} only`}`,
    evidence: [seen(service, service.serviceType)],
  };
}

/** The blocks that a load balancer takes connections from; `undefined` where it takes all. */
function sourceRanges(service: Service): readonly string[] | undefined {
  const stated = service.loadBalancerSourceRanges.map(({ value }) => value ?? '?');
  const older = pairOf(service.annotations, sourceRangesAnnotation)?.value;
  const ranges = stated.length > 0 ? stated : (older ?? '').split(',').flatMap((block) => block.trim() || []);
  const isAll = (block: Block | undefined) => block?.prefix === 0;
  return ranges.length === 0 || ranges.some((text) => isAll(parseBlock(text))) ? undefined : ranges;
}
