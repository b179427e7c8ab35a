import type { Location } from '../manifest/document.ts';
import { resolverOf } from '../network/dns.ts';
import { type Call, isOwnAddress, references, resolveReference } from '../network/references.ts';
import type { Service } from '../resources/core-v1.ts';
import type { Via } from '../resources/references.ts';
import type { MapCollector } from './collector.ts';
import { type Health, type ServiceNodes, worst } from './services.ts';
import type { ContainerIds } from './workloads.ts';

/** Names on one line beyond this many are counted. */
const mostNames = 2;
/** Places that one line follows from; a file may name a host many times. */
const mostPlaces = 20;

/** One line while its reasons are gathered. */
interface Line {
  readonly from: string;
  readonly to: string;
  health: Health;
  readonly names: Set<string>;
  readonly evidence: Location[];
}

/** Adds what containers say they call: a line from the container to the Service's port, named by what says so. */
export function addCalls(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  containers: ContainerIds,
  domain: string,
): void {
  const { world } = map;
  const lines = new Map<string, Line>();
  for (const maker of world.all('podMaker')) {
    const found = world.derive(references, maker);
    if (found.length === 0) continue;
    const resolver = resolverOf(world, maker, domain);
    for (const reference of found) {
      if (isOwnAddress(reference)) continue;
      const call = resolveReference(world, maker, reference, domain, resolver);
      const target = call.service === undefined ? undefined : services.get(call.service);
      if (target === undefined) continue;
      // Containers that end before the pod serves have no row of their own.
      const from = containers.get(reference.container) ?? map.idOf(maker);
      const { to, health } = endOf(call, target);
      const line = lines.get(`${from}>${to}`) ?? { from, to, health, names: new Set<string>(), evidence: [] };
      lines.set(`${from}>${to}`, line);
      line.health = worst(line.health, health);
      line.names.add(nameOf(reference.via));
      const { resource, start, end } = reference.place();
      if (line.evidence.length < mostPlaces) line.evidence.push({ document: resource.document, start, end });
    }
  }
  for (const { from, to, health, names, evidence } of lines.values())
    map.connect({ kind: 'calls', from, to, label: labelOf([...names]), verdict: health.verdict, evidence });
}

function endOf({ port, served }: Call, { id, health, ports }: ServiceNodes): { to: string; health: Health } {
  const node = ports.find((each) => each.port === port);
  if (node !== undefined) return { to: node.id, health: worst(health, node.health) };
  return { to: id, health: served === 'no' ? { verdict: 'broken' } : health };
}

/** What says so: the variable, the file, or where in the container it stands. */
function nameOf(via: Via): string {
  switch (via.kind) {
    case 'env':
      return via.name;
    case 'file':
      return via.key;
    case 'probe':
      return via.name;
    default:
      return via.kind;
  }
}

function labelOf(names: readonly string[]): string {
  const more = names.length - mostNames;
  return more > 0 ? `${names.slice(0, mostNames).join(', ')} and ${more} more` : names.join(', ');
}
