import { resolvePort } from '../network/ports.ts';
import { isHeadless, serviceSelection } from '../network/service.ts';
import type { Service, ServicePort } from '../resources/core-v1.ts';
import { formatPairs } from '../resources/labels.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Finding } from '../rules/rule.ts';
import { contains } from '../text/span.ts';
import { type MapCollector, placeOf } from './collector.ts';
import type { Verdict } from './model.ts';
import type { PortIds } from './workloads.ts';

/** Id of the internet's node. */
export const internet = 'Internet';

/** A Service with the nodes of its ports. */
export interface ServiceNodes {
  readonly service: Service;
  readonly id: string;
  readonly ports: readonly { readonly port: ServicePort; readonly id: string }[];
}

/** Adds Services with a row a port, and what each port reaches. */
export function addServices(map: MapCollector, containerPorts: PortIds): ReadonlyMap<Service, ServiceNodes> {
  const result = new Map<Service, ServiceNodes>();
  for (const service of map.world.all('service')) result.set(service, addService(map, service, containerPorts));
  return result;
}

function addService(map: MapCollector, service: Service, containerPorts: PortIds): ServiceNodes {
  const id = map.idOf(service);
  const selection = map.world.derive(serviceSelection, service);
  const meant = selection.pods.length > 0 ? selection.pods.map(({ maker }) => maker) : meantWorkloads(map, service);
  const missed = selection.selects === 'pods' && selection.pods.length === 0;
  const reason = missed ? missReason(map, service, meant, selection.unknown) : undefined;
  map.add(
    {
      id,
      kind: 'service',
      label: service.name?.value ?? '?',
      detail: typeOf(service),
      parent: map.namespaceIdOf(service),
      place: placeOf(service, service.name ?? service.kindSpan),
      verdict: !missed ? 'ok' : selection.unknown === undefined ? 'broken' : 'unknown',
      docks: meant.map((maker) => map.idOf(maker)),
      explanation: explain(service, selection.unknown),
      ...(reason === undefined ? {} : { reason }),
    },
    { resource: service, span: service.span },
  );
  const ports = service.ports.map((port, order) => ({
    port,
    id: addPort(
      map,
      service,
      id,
      { port, order },
      selection.pods.map(({ maker }) => maker),
      containerPorts,
    ),
  }));
  if (missed)
    for (const maker of meant)
      map.connect({
        kind: 'selects',
        from: id,
        to: map.idOf(maker),
        label: '',
        verdict: selection.unknown === undefined ? 'broken' : 'unknown',
        evidence: [placeOf(service, service.selector)],
      });
  if (service.serviceType.value === 'ExternalName') addExternal(map, service, id);
  if (service.serviceType.value === 'LoadBalancer' || service.serviceType.value === 'NodePort')
    for (const port of ports.length > 0 ? ports.map((each) => each.id) : [id]) fromInternet(map, port, service);
  return { service, id, ports };
}

/** Adds the line from outside to something that clients reach without the help of the cluster. */
export function fromInternet(
  map: MapCollector,
  to: string,
  { document, kindSpan }: Service | { document: Service['document']; kindSpan: Service['kindSpan'] },
): void {
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
  const evidence = [{ document, start: kindSpan.start, end: kindSpan.end }];
  map.connect({ kind: 'routes', from: internet, to, label: '', verdict: 'ok', evidence });
}

function addPort(
  map: MapCollector,
  service: Service,
  parent: string,
  { port, order }: { readonly port: ServicePort; readonly order: number },
  makers: readonly PodMaker[],
  containerPorts: PortIds,
): string {
  const number = port.port?.value ?? '?';
  const protocol = port.protocol.value ?? '?';
  const id = map.childId(parent, `${number}/${protocol}`);
  const reached = makers.map((maker) => ({ maker, resolved: resolvePort(port, maker.template) }));
  const missing = reached.filter(({ resolved }) => resolved.kind === 'missing').length;
  const unsure = reached.some(({ resolved }) => resolved.kind === 'unknown');
  const verdict: Verdict =
    missing > 0 ? (missing === reached.length ? 'broken' : 'degraded') : unsure ? 'unknown' : 'ok';
  const target = port.targetPort?.value ?? port.port?.value ?? '?';
  const reason = missing > 0 ? `no port named ${target}` : undefined;
  map.add(
    {
      id,
      kind: 'port',
      order,
      label: `${number}${protocol === 'TCP' ? '' : `/${protocol}`}`,
      detail: `${target}`,
      parent,
      place: placeOf(service, port),
      verdict,
      explanation: [
        ...(port.name?.value === undefined ? [] : [`port ${port.name.value}`]),
        ...(port.nodePort?.value === undefined ? [] : [`node port ${port.nodePort.value}`]),
      ],
      ...(reason === undefined ? {} : { reason }),
    },
    { resource: service, span: port },
  );
  for (const { maker, resolved } of reached) {
    const declared = resolved.kind === 'port' ? resolved.declared : undefined;
    const containerPort = declared === undefined ? undefined : containerPorts.get(declared.port);
    if (containerPort !== undefined) map.use(containerPort);
    const edge: Verdict = resolved.kind === 'missing' ? 'broken' : resolved.kind === 'unknown' ? 'unknown' : 'ok';
    map.connect({
      kind: 'selects',
      from: id,
      to: containerPort ?? map.idOf(maker),
      label: '',
      verdict: edge,
      evidence: [placeOf(service, port.targetPort ?? port)],
    });
  }
  return id;
}

/** Workloads that the findings about a Service's selector point at. */
function meantWorkloads(map: MapCollector, service: Service): readonly PodMaker[] {
  const findings = map.findingsAt(service, service.span).filter(({ code }) => selectorCodes.has(code));
  const pointsAt = (maker: PodMaker) =>
    findings.some(({ related }: Finding) =>
      related.some(({ location }) => location.document === maker.document && contains(maker.span, location)),
    );
  return map.world.all('podMaker').filter(pointsAt);
}

/** Why a Service selects nothing, short enough for the picture. */
function missReason(
  map: MapCollector,
  service: Service,
  meant: readonly PodMaker[],
  unknown: string | undefined,
): string {
  if (unknown !== undefined) return 'pods not in these files';
  const elsewhere = meant.map((maker) => map.world.namespaceOf(maker).name);
  const [namespace] = elsewhere.filter((name) => name !== map.world.namespaceOf(service).name);
  if (namespace !== undefined) return `its pods are in ${namespace}`;
  const pairs = formatPairs(service.selector);
  return pairs.length > 30 ? 'no pod has these labels' : `no pod has ${pairs}`;
}

const selectorCodes: ReadonlySet<string> = new Set(['KN201', 'KN202', 'KN203']);

function addExternal(map: MapCollector, service: Service, from: string): void {
  const name = service.externalName?.value;
  if (name === undefined) return;
  const id = `External/${name}`;
  if (!map.has(id))
    map.add({
      id,
      kind: 'external',
      label: name,
      detail: 'outside the cluster',
      parent: undefined,
      place: undefined,
      verdict: 'ok',
      explanation: ['a name that DNS resolves outside the cluster'],
    });
  const evidence = service.externalName === undefined ? [] : [placeOf(service, service.externalName)];
  map.connect({ kind: 'routes', from, to: id, label: '', verdict: 'ok', evidence });
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
