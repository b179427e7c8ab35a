import type { Location } from '../manifest/document.ts';
import { resolverOf } from '../network/dns.ts';
import type { PathContext } from '../network/path/path.ts';
import { throughLocalhost } from '../network/path/pod-to-pod.ts';
import { servingPorts } from '../network/pod.ts';
import { type Call, isLocal, isOwnAddress, references, resolveReference } from '../network/references.ts';
import type { Service, ServicePort } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import { type Reference, viaName } from '../resources/references/reference.ts';
import { shortList } from '../text/words.ts';
import type { MapCollector } from './collector.ts';
import { type MapEdge, works } from './model.ts';
import type { ServiceNodes } from './services.ts';
import { callHealth, type Health, healthOf, type LineHealth, worst } from './verdicts.ts';
import type { WorkloadNodes } from './workloads.ts';

/** Names on one line beyond this many are counted. */
const mostNames = 2;
/** Places that one line follows from; a file may name a host many times. */
const mostPlaces = 20;

/** Where a reference leads: a line's goal, and how it is. */
interface Goal {
  readonly kind: 'calls' | 'localhost';
  readonly to: string;
  readonly health: LineHealth;
  /** The port, where the line does not end at it. */
  readonly port?: number;
}

/** One line while its reasons are gathered. */
interface Line extends Goal {
  readonly from: string;
  health: LineHealth;
  readonly names: Set<string>;
  readonly places: Location[];
}

/**
 * Adds what containers say they call: a line from the container to the Service's port, or to a container of its own pod,
 * named by what says so. Whether it works is what a trace of it would answer.
 */
export function addCalls(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  { containers, ports }: WorkloadNodes,
  context: PathContext,
): void {
  const { world, domain } = context;
  for (const maker of world.all('podMaker')) {
    const found = world.derive(references, maker);
    if (found.length === 0) continue;
    const lines = new Map<string, Line>();
    const asked = new Map<string, LineHealth>();
    const resolver = resolverOf(world, maker, domain);
    const goalOf = (reference: Reference): Goal | undefined => {
      if (isLocal(reference)) return withinPod(context, maker, reference, ports);
      const call = resolveReference(world, maker, reference, domain, resolver);
      const target = call.service === undefined ? undefined : services.get(call.service);
      return target === undefined ? undefined : toService(context, maker, call, target, asked);
    };
    for (const reference of found) {
      const goal = isOwnAddress(reference) ? undefined : goalOf(reference);
      if (goal === undefined) continue;
      // Containers that end before the pod serves have no row of their own.
      const from = containers.get(reference.container) ?? map.idOf(maker);
      const line = lines.get(`${from}>${goal.to}`) ?? { ...goal, from, names: new Set<string>(), places: [] };
      lines.set(`${from}>${goal.to}`, line);
      line.health = worst(line.health, goal.health);
      line.names.add(viaName(reference.via));
      const { resource, start, end } = reference.place();
      if (line.places.length < mostPlaces) line.places.push({ document: resource.document, start, end });
    }
    for (const line of lines.values()) map.connect(toEdge(line));
  }
}

function toEdge({ kind, from, to, port, health, names, places }: Line): Omit<MapEdge, 'id'> {
  const label = `${shortList([...names], mostNames)}${port === undefined ? '' : ` → ${port}`}`;
  return { kind, from, to, label, ...health, evidence: [...places, ...health.evidence] };
}

function toService(
  context: PathContext,
  maker: PodMaker,
  { reference, service, port }: Call,
  { id, health, ports }: ServiceNodes,
  asked: Map<string, LineHealth>,
): Goal | undefined {
  if (service === undefined) return undefined;
  const ask = (own: number | string | undefined, protocol = 'TCP') => {
    const key = `${id} ${own}/${protocol}`;
    const known = asked.get(key) ?? callHealth(context, maker, service, own, protocol);
    asked.set(key, known);
    return known;
  };
  const of = (own: ServicePort) => ask(own.port?.value, own.protocol.value);
  const node = ports.find((each) => each.port === port);
  if (node !== undefined)
    return { kind: 'calls', to: node.id, health: unless(worst(health, node.health), () => of(node.port)) };
  const line = () =>
    reference.port !== undefined || ports.length === 0
      ? ask(reference.port)
      : anyOf(ports.map((each) => of(each.port)));
  return { kind: 'calls', to: id, health: unless(health, line) };
}

/** What is wrong with a Service itself is said at the Service, and of all lines to it alike. */
function unless({ verdict, reason }: Health, ask: () => LineHealth): LineHealth {
  if (works(verdict)) return ask();
  return { verdict, ...(reason === undefined ? {} : { reason }), evidence: [] };
}

/** A call that states no port of several is as all of them are, and else not known. */
function anyOf([first, ...others]: readonly LineHealth[]): LineHealth {
  if (first === undefined) return { verdict: 'unknown', evidence: [] };
  if (others.every(({ verdict }) => verdict === first.verdict)) return first;
  return { verdict: 'unknown', reason: 'it depends on which port is meant', evidence: first.evidence };
}

/** To another container of the pod; what a container says to itself, or to a port that none declares, is no line. */
function withinPod(
  context: PathContext,
  maker: PodMaker,
  { port, container }: Reference,
  ports: WorkloadNodes['ports'],
): Goal | undefined {
  const peer = [...servingPorts(maker.template)].find(
    (own) => own.port.containerPort?.value === port && own.port.protocol.value === 'TCP',
  );
  const to = peer === undefined ? undefined : ports.get(peer.port);
  if (port === undefined || to === undefined || peer?.container === container) return undefined;
  const traffic = { port, protocol: 'TCP', fromContainer: container.name?.value };
  return { kind: 'localhost', to, port, health: healthOf(throughLocalhost(context, maker, traffic)) };
}
