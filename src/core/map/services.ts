import { servingPorts } from '../network/pod.ts';
import { resolvePort } from '../network/ports.ts';
import { isHeadless, serviceSelection } from '../network/service.ts';
import type { Service, ServicePort } from '../resources/core-v1.ts';
import { formatPairs } from '../resources/labels.ts';
import type { ContainerPort, PodMaker } from '../resources/pod-maker.ts';
import { contains } from '../text/span.ts';
import { injectsSidecars } from '../world/gates.ts';
import type { PodMatch } from '../world/world.ts';
import { type MapCollector, placeOf } from './collector.ts';
import type { Verdict } from './model.ts';
import { toExternal } from './outside.ts';
import type { Health } from './verdicts.ts';
import type { PortIds } from './workloads.ts';

/** A Service with the nodes of its ports. */
export interface ServiceNodes {
  readonly service: Service;
  readonly id: string;
  readonly health: Health;
  readonly ports: readonly { readonly port: ServicePort; readonly id: string; readonly health: Health }[];
}

/** Adds Services with a row a port, and what each port reaches. */
export function addServices(map: MapCollector, containerPorts: PortIds): ReadonlyMap<Service, ServiceNodes> {
  const result = new Map<Service, ServiceNodes>();
  const meant = new MeantWorkloads(map);
  for (const service of map.world.all('service')) result.set(service, addService(map, service, meant, containerPorts));
  return result;
}

function addService(
  map: MapCollector,
  service: Service,
  meantWorkloads: MeantWorkloads,
  containerPorts: PortIds,
): ServiceNodes {
  const id = map.idOf(service);
  const { selects, pods: found, unknown } = map.world.derive(serviceSelection, service);
  // The picture does not depend on where in the files a workload stands.
  const pods = found.toSorted((a, b) => (map.idOf(a.maker) < map.idOf(b.maker) ? -1 : 1));
  const missed = selects === 'pods' && pods.length === 0;
  const meant = missed ? meantWorkloads.of(service) : pods.map(({ maker }) => maker);
  const health = missed ? healthWithoutPods(map, service, meant, unknown) : ({ verdict: 'ok' } as const);
  map.add(
    {
      id,
      kind: 'service',
      label: service.name?.value ?? '?',
      detail: typeOf(service),
      parent: map.namespaceIdOf(service),
      place: placeOf(service, service.name ?? service.kindSpan),
      docks: meant.map((maker) => map.idOf(maker)),
      explanation: explain(service, unknown),
      ...health,
    },
    { resource: service, span: service.span },
  );
  const ports = service.ports.map((port, position) => {
    const added = addPort(map, service, id, port, position, pods, containerPorts);
    return { port, ...added };
  });
  if (missed)
    for (const maker of meant)
      map.connect({
        kind: 'selects',
        from: id,
        to: map.idOf(maker),
        label: '',
        verdict: health.verdict,
        evidence: [placeOf(service, service.selector)],
      });
  const { serviceType, externalName } = service;
  if (serviceType.value === 'ExternalName' && externalName?.value !== undefined)
    toExternal(map, id, externalName.value, service, externalName);
  return { service, id, health, ports };
}

function addPort(
  map: MapCollector,
  service: Service,
  parent: string,
  port: ServicePort,
  position: number,
  pods: readonly PodMatch[],
  containerPorts: PortIds,
): { readonly id: string; readonly health: Health } {
  const number = port.port?.value ?? '?';
  const protocol = port.protocol.value ?? '?';
  const label = `${number}${protocol === 'TCP' ? '' : `/${protocol}`}`;
  const target = `${port.targetPort?.value ?? port.port?.value ?? '?'}`;
  const id = map.childId(parent, `${number}/${protocol}`);
  const reached = pods.map((match) => reach(map, port, match));
  const health = healthOfPort(reached, target, protocol);
  map.add(
    {
      id,
      kind: 'port',
      order: position,
      label,
      detail: target,
      parent,
      place: placeOf(service, port),
      explanation: [
        ...(port.name?.value === undefined ? [] : [`named ${port.name.value}`]),
        ...(port.nodePort?.value === undefined ? [] : [`node port ${port.nodePort.value}`]),
      ],
      ...health,
    },
    { resource: service, span: port },
  );
  for (const { maker, declared, verdict } of reached) {
    const containerPort = declared === undefined ? undefined : containerPorts.get(declared);
    if (containerPort !== undefined) map.use(containerPort);
    map.connect({
      kind: 'selects',
      from: id,
      to: containerPort ?? map.idOf(maker),
      label: `${label} → ${target}`,
      verdict,
      evidence: [placeOf(service, port.targetPort ?? port)],
    });
  }
  return { id, health };
}

interface Reached {
  readonly maker: PodMaker;
  readonly declared: ContainerPort | undefined;
  readonly verdict: Verdict;
}

/** What a Service port comes to on the pods of one workload; not known where the pods may be others than the text shows. */
function reach(map: MapCollector, port: ServicePort, { maker, match }: PodMatch): Reached {
  const resolved = resolvePort(port, maker.template);
  if (resolved.kind === 'port')
    return { maker, declared: resolved.declared?.port, verdict: match === 'yes' ? 'ok' : 'unknown' };
  const certain = resolved.kind === 'missing' && match === 'yes' && injectsSidecars(map.world, maker) === undefined;
  return { maker, declared: undefined, verdict: certain ? 'broken' : 'unknown' };
}

function healthOfPort(reached: readonly Reached[], target: string, protocol: string): Health {
  const broken = reached.filter(({ verdict }) => verdict === 'broken');
  // The name may be there, of a port that speaks another protocol.
  const others = broken.flatMap(({ maker }) => [...servingPorts(maker.template)].map(({ port }) => port));
  const other = others.find(({ name }) => name?.value === target)?.protocol.value;
  const reason = other === undefined ? `no port named ${target}` : `${target} is ${other}, not ${protocol}`;
  if (broken.length > 0 && broken.length === reached.length) return { verdict: 'broken', reason };
  if (reached.some(({ verdict }) => verdict === 'unknown')) return { verdict: 'unknown' };
  return broken.length > 0 ? { verdict: 'degraded', reason } : { verdict: 'ok' };
}

const selectorCodes: ReadonlySet<string> = new Set(['KN201', 'KN202', 'KN203']);

/** Workloads that the findings about a Service's selector point at. */
class MeantWorkloads {
  readonly #map: MapCollector;
  readonly #makers = new Map<PodMaker['document'], PodMaker[]>();

  constructor(map: MapCollector) {
    this.#map = map;
    for (const maker of map.world.all('podMaker')) {
      const known = this.#makers.get(maker.document);
      if (known === undefined) this.#makers.set(maker.document, [maker]);
      else known.push(maker);
    }
  }

  of(service: Service): readonly PodMaker[] {
    const found = new Set<PodMaker>();
    for (const { code, related } of this.#map.findingsAt(service, service.span))
      if (selectorCodes.has(code))
        for (const { location } of related)
          for (const maker of this.#makers.get(location.document) ?? [])
            if (contains(maker.span, location)) found.add(maker);
    return [...found].sort((a, b) => (this.#map.idOf(a) < this.#map.idOf(b) ? -1 : 1));
  }
}

/** How a Service is that selects no pod: broken where its files show which were meant, else not known. */
function healthWithoutPods(
  map: MapCollector,
  service: Service,
  meant: readonly PodMaker[],
  unknown: string | undefined,
): Health {
  if (unknown !== undefined) return { verdict: 'unknown', reason: 'its pods are not in these files' };
  const elsewhere = meant.map((maker) => map.world.namespaceOf(maker).name);
  const [namespace] = elsewhere.filter((name) => name !== map.world.namespaceOf(service).name);
  if (namespace !== undefined) return { verdict: 'broken', reason: `its pods are in ${namespace}` };
  const pairs = formatPairs(service.selector);
  const what = pairs.length > 40 ? 'these labels' : pairs;
  // Without a sign of which pods were meant, something else may make them.
  if (meant.length === 0) return { verdict: 'unknown', reason: `no workload here has ${what}` };
  return { verdict: 'broken', reason: `no pod has ${what}` };
}

function typeOf(service: Service): string {
  if (isHeadless(service)) return 'headless';
  return service.serviceType.value ?? '?';
}

function explain(service: Service, unknown: string | undefined): readonly string[] {
  const lines: string[] = [];
  if (service.selector.pairs.length > 0) lines.push(`selects ${formatPairs(service.selector)}`);
  else if (service.serviceType.value === 'ExternalName')
    lines.push(`is another name of ${service.externalName?.value ?? '?'}`);
  else lines.push('has no selector: its endpoints come from elsewhere');
  if (unknown !== undefined) lines.push(`pods may exist that these files do not show: ${unknown}`);
  return lines;
}
