import type { WayIn } from '../network/exposure/way-in.ts';
import { waysIntoPods, waysIntoService } from '../network/exposure.ts';
import { deliver } from '../network/path/deliver.ts';
import { type Hop, hop, type PathContext, placesOf } from '../network/path/path.ts';
import { toService } from '../network/path/service-to-pod.ts';
import { servingPorts } from '../network/pod.ts';
import type { PolicyPeerEnd } from '../network/policy/model.ts';
import type { Service } from '../resources/core-v1.ts';
import { describe } from '../resources/kinds.ts';
import type { Resource } from '../resources/resource.ts';
import type { Span } from '../text/span.ts';
import { type MapCollector, placeOf } from './collector.ts';
import { works } from './model.ts';
import type { ServiceNodes } from './services.ts';
import { best, type Health, healthOf, type LineHealth, worst } from './verdicts.ts';
import type { WorkloadNodes } from './workloads.ts';

/** Id of the internet's node. */
export const internet = 'Internet';

const anywhere: PolicyPeerEnd = { kind: 'outside', address: undefined };

/**
 * Adds the lines from outside to Services and pods that no Ingress, Gateway or Route stands in: load balancers, node ports,
 * external IPs, host ports and the host's network. Of several ways to one port the best counts.
 */
export function addWaysIn(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  { ports }: WorkloadNodes,
  context: PathContext,
): void {
  const { world } = context;
  const lines = new Map<string, LineHealth>();
  const add = (to: string, own: Health, way: WayIn, behind: () => readonly Hop[]) => {
    const health = throughWay(own, way, behind);
    const known = lines.get(to);
    lines.set(to, known === undefined ? health : best(known, health));
  };
  for (const { service, id, health, ports: rows } of services.values()) {
    const isBalanced = service.serviceType.value === 'LoadBalancer';
    for (const way of world.derive(waysIntoService, service)) {
      // The node ports of a load balancer are its own way to the nodes; rules of entries have lines of their own.
      if ((way.entry !== service && way.kind !== 'other') || (way.kind === 'nodePort' && isBalanced)) continue;
      const row = rows.find(({ port }) => port.port?.value === way.port && port.protocol.value === way.protocol);
      const traffic = { port: way.port, protocol: way.protocol };
      add(row?.id ?? id, row === undefined ? health : worst(health, row.health), way, () =>
        way.port === undefined ? [] : toService(context, anywhere, service, traffic, 'external'),
      );
    }
  }
  for (const maker of world.all('podMaker'))
    for (const way of world.derive(waysIntoPods, maker)) {
      const declared = [...servingPorts(maker.template)].find(
        ({ port }) => port.containerPort?.value === way.port && port.protocol.value === way.protocol,
      );
      const to = (declared === undefined ? undefined : ports.get(declared.port)) ?? map.idOf(maker);
      const traffic = { port: way.port, protocol: way.protocol };
      add(to, { verdict: 'ok' }, way, () => (way.port === undefined ? [] : deliver(context, anywhere, maker, traffic)));
    }
  for (const [to, health] of lines) fromInternet(map, to, health);
}

/** A way in and what is behind it: what is wrong with the Service itself is said at the Service. */
function throughWay(own: Health, way: WayIn, behind: () => readonly Hop[]): LineHealth {
  const { verdict, reason, evidence, entry } = way;
  const isSound = works(own.verdict);
  const first = healthOf([hop('entry', verdict, describe(entry), reason, evidence), ...(isSound ? behind() : [])]);
  const health = isSound ? first : worst(first, { ...own, evidence: [] });
  return { reason, ...health, evidence: [...placesOf(way), ...health.evidence] };
}

/** Adds the line from outside to something that clients reach without the help of the cluster. */
export function fromInternet(map: MapCollector, to: string, health: LineHealth): void {
  if (!map.has(internet))
    map.add({
      id: internet,
      kind: 'internet',
      label: 'Internet',
      detail: '',
      parent: undefined,
      place: undefined,
      verdict: 'ok',
      explanation: ['clients outside the cluster'],
    });
  map.connect({ kind: 'routes', from: internet, to, label: '', ...health });
}

/** Adds the line from something to a host outside the cluster. */
export function toExternal(map: MapCollector, from: string, host: string, entry: Resource, span: Span): void {
  const id = `External/${host}`;
  if (!map.has(id))
    map.add({
      id,
      kind: 'external',
      label: host,
      detail: 'outside the cluster',
      parent: undefined,
      place: undefined,
      verdict: 'ok',
      explanation: ['a name that DNS resolves outside the cluster'],
    });
  map.connect({ kind: 'routes', from, to: id, label: '', verdict: 'ok', evidence: [placeOf(entry, span)] });
}
