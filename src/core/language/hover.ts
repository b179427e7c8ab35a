import type { Location } from '../manifest/document.ts';
import { type ServiceEndpoint, serviceEndpoints } from '../network/endpoints.ts';
import { resolvePort, servingPorts } from '../network/ports.ts';
import { hasSelector, isHeadless, selectingServices, serviceSelection } from '../network/service.ts';
import type { Service, ServicePort } from '../resources/core-v1.ts';
import { describe } from '../resources/kinds.ts';
import { formatPairs } from '../resources/labels.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource } from '../resources/resource.ts';
import type { Position, Range, Span } from '../text/span.ts';
import type { World } from '../world/world.ts';
import { at, innermost, placeAt } from './place.ts';
import type { Snapshot } from './workspace.ts';

/** A piece of a line: text, or text that leads to a place. */
export type HoverPart = string | { readonly text: string; readonly to: Location };

/** One line of a hover. */
export type HoverLine = readonly HoverPart[];

/** What Portolan knows about a place of the text; the first line is the answer. */
export interface Hover {
  readonly range: Range;
  readonly lines: readonly HoverLine[];
}

/** Lines beyond this many are counted instead of shown. */
const maxLines = 8;

interface Topic {
  readonly span: Span;
  readonly lines: () => readonly HoverLine[];
}

/** The chain from what is under the cursor down to the container, or up to the Services; `undefined` where there is nothing to say. */
export function hover(snapshot: Snapshot, file: string, position: Position): Hover | undefined {
  const place = placeAt(snapshot, file, position);
  if (place === undefined) return undefined;
  const { resource, world, offset, stacks } = place;
  const found = innermost(topicsOf(resource, world, snapshot.settings.clusterDomain), offset);
  if (found === undefined) return undefined;
  const lines = [...found.lines()];
  if (lines.length === 0) return undefined;
  if (stacks.length > 1) lines.push([`in stack ${stacks[0]}; ${stacks.length - 1} more hold this file`]);
  const shown =
    lines.length > maxLines ? [...lines.slice(0, maxLines - 1), [`and ${lines.length - maxLines + 1} more`]] : lines;
  return { range: snapshot.locate(at(resource, found.span)).range, lines: shown };
}

/** The first hover of a line, from left to right. */
export function firstHover(snapshot: Snapshot, file: string, line: number): Hover | undefined {
  const { length } = snapshot.lines(file).line(line);
  for (let character = 0; character <= length; character++) {
    const found = hover(snapshot, file, { line, character });
    if (found !== undefined) return found;
  }
  return undefined;
}

function topicsOf(resource: Resource, world: World, domain: string): readonly Topic[] {
  switch (resource.type) {
    case 'service':
      return serviceTopics(resource, world, domain);
    case 'podMaker':
      return podTopics(resource, world, domain);
    case 'ingress':
      return [
        resource.defaultBackend,
        ...resource.rules.flatMap(({ paths }) => paths.map(({ backend }) => backend)),
      ].flatMap((backend) => {
        const name = backend?.service;
        return backend === undefined || name?.value === undefined
          ? []
          : [{ span: backend, lines: () => backendLines(world, resource, name.value) }];
      });
    default:
      return [];
  }
}

function serviceTopics(service: Service, world: World, domain: string): readonly Topic[] {
  const topics: Topic[] = [
    {
      span: service.kindSpan,
      lines: () => [...nameLines(service, world, domain), ...portsLines(service, world), ...podsLines(service, world)],
    },
  ];
  if (service.name !== undefined) topics.push({ span: service.name, lines: topics[0]?.lines ?? (() => []) });
  if (service.selectorSpan !== undefined)
    topics.push({ span: service.selectorSpan, lines: () => podsLines(service, world) });
  topics.push({ span: service.selector, lines: () => podsLines(service, world) });
  for (const port of service.ports)
    topics.push({ span: port, lines: () => [...chainLines(service, port, world), ...podsLines(service, world)] });
  return topics.filter(({ span }) => span.end > span.start && span !== service.span);
}

function nameLines(service: Service, world: World, domain: string): readonly HoverLine[] {
  const { name, assumed, unknown } = world.namespaceOf(service);
  if (service.name?.value === undefined) return [];
  if (service.serviceType.value === 'ExternalName')
    return [[`${service.name.value} is an alias of ${service.externalName?.value ?? '?'}`]];
  const namespace = unknown === undefined && !assumed ? name : '<namespace>';
  const address = isHeadless(service)
    ? 'headless: answers with the addresses of its pods'
    : `${service.serviceType.value ?? '?'}`;
  return [[`${service.name.value}.${namespace}.svc.${domain} · ${address}`]];
}

function portsLines(service: Service, world: World): readonly HoverLine[] {
  return service.ports.flatMap((port) => chainLines(service, port, world));
}

/** `port 80/TCP → http → 8080 · container api`, once for each way the port resolves. */
function chainLines(service: Service, port: ServicePort, world: World): readonly HoverLine[] {
  const head = `port ${port.port?.value ?? '?'}/${port.protocol.value ?? '?'}`;
  const { pods, selects } = world.derive(serviceSelection, service);
  const target = port.targetPort?.value;
  if (selects === 'nothing') return [[`${head} → ${target ?? port.port?.value ?? '?'}`]];
  const seen = new Set<string>();
  const lines: HoverLine[] = [];
  for (const { maker } of pods) {
    const resolved = resolvePort(port, maker.template);
    const name = typeof target === 'string' ? `${target} → ` : '';
    const key = JSON.stringify(
      resolved.kind === 'port' ? [resolved.number, resolved.declared?.container.name?.value] : resolved,
    );
    if (seen.has(key)) continue;
    seen.add(key);
    if (resolved.kind === 'port') {
      const { declared } = resolved;
      lines.push([
        `${head} → ${name}${resolved.number} · `,
        declared === undefined
          ? 'declared by no container, which is legal'
          : { text: `container ${declared.container.name?.value ?? '?'}`, to: at(maker, declared.port) },
      ]);
    } else if (resolved.kind === 'missing')
      lines.push([
        `${head} → ${resolved.name} ✗ no container port of `,
        link(maker),
        ' has this name: connections are refused',
      ]);
    else lines.push([`${head} → ? ${resolved.reason}`]);
  }
  if (lines.length === 0) lines.push([`${head} → ${target ?? port.port?.value ?? '?'}`]);
  return lines;
}

/** Which workloads stand behind a Service. */
function podsLines(service: Service, world: World): readonly HoverLine[] {
  const { from, endpoints, leftOut, unknown } = world.derive(serviceEndpoints, service);
  if (from === 'alias') return [];
  if (from === 'none') return [['no selector: it selects nothing, its endpoints come from elsewhere']];
  if (endpoints.length === 0 && leftOut.length === 0)
    return [
      [
        unknown === undefined
          ? `✗ no workload of this stack has ${formatPairs(service.selector)}: connections are refused`
          : `? no workload of this stack has ${formatPairs(service.selector)}; ${unknown}`,
      ],
    ];
  const lines: HoverLine[] = [
    ...endpoints.filter(({ match }) => match === 'yes').map(endpointLine),
    ...leftOut.map(({ maker, why }): HoverLine => ['✗ selects ', link(maker), `, which takes no traffic: ${why}`]),
    ...endpoints.filter(({ match }) => match === 'unknown').map(endpointLine),
  ];
  if (unknown !== undefined) lines.push([`? perhaps more: ${unknown}`]);
  return lines;
}

/** `selects Deployment web (3 pods)`, `selects Pod web-1 (10.1.2.3, ready)` or `EndpointSlice db: 192.0.2.7`. */
function endpointLine({ origin, match, addresses, ready, terminating, ports }: ServiceEndpoint): HoverLine {
  const state = ready === undefined ? [] : [terminating === true ? 'terminating' : ready ? 'ready' : 'not ready'];
  const facts = [...addresses, ...state].join(', ');
  if (origin.type === 'podMaker')
    return [
      match === 'yes' ? 'selects ' : '? perhaps ',
      link(origin),
      facts === '' ? replicasOf(origin) : ` (${facts})`,
    ];
  const numbers = ports.flatMap(({ resolved }) => (resolved.kind === 'port' ? [resolved.number] : []));
  return ['sends to ', link(origin), `: ${facts}${numbers.length === 0 ? '' : `, port ${numbers.join(', ')}`}`];
}

function replicasOf(maker: PodMaker): string {
  if (maker.workload === 'DaemonSet') return ' (a pod on every node)';
  const replicas = maker.replicas?.value;
  return replicas === undefined ? '' : ` (${replicas} pod${replicas === 1 ? '' : 's'})`;
}

function podTopics(maker: PodMaker, world: World, domain: string): readonly Topic[] {
  const { template } = maker;
  const overview = () => overviewLines(maker, world);
  const topics: Topic[] = [{ span: maker.kindSpan, lines: overview }];
  if (maker.name !== undefined) topics.push({ span: maker.name, lines: overview });
  for (const pair of template.labels.pairs)
    topics.push({ span: { start: pair.keyStart, end: pair.end }, lines: () => labelLines(maker, pair.key, world) });
  for (const { container, port } of servingPorts(template))
    topics.push({ span: port, lines: () => portLines(maker, container.ports.indexOf(port), container, world) });
  for (const container of [...template.containers, ...template.initContainers])
    if (container.name !== undefined)
      topics.push({ span: container.name, lines: () => containerLines(maker, container, world) });
  const { serviceName } = maker;
  if (serviceName?.value !== undefined)
    topics.push({ span: serviceName, lines: () => governingLines(maker, serviceName.value, world, domain) });
  return topics;
}

function overviewLines(maker: PodMaker, world: World): readonly HoverLine[] {
  const services = world.derive(selectingServices, maker);
  if (services.length === 0) return [['no Service of this stack selects these pods']];
  return services.flatMap(({ service, match }) => [
    [
      match === 'yes' ? 'selected by ' : '? perhaps selected by ',
      link(service),
      `: ${service.ports.map((port) => `${port.port?.value ?? '?'}`).join(', ') || 'no ports'}`,
    ],
  ]);
}

function labelLines(maker: PodMaker, key: string, world: World): readonly HoverLine[] {
  const services = world
    .derive(selectingServices, maker)
    .filter(({ service }) => service.selector.pairs.some((pair) => pair.key === key));
  return services.map(({ service }) => [link(service), ` selects by this label: ${formatPairs(service.selector)}`]);
}

function containerLines(
  maker: PodMaker,
  container: PodMaker['template']['containers'][number],
  world: World,
): readonly HoverLine[] {
  const ports = container.ports.flatMap((_, index) => portLines(maker, index, container, world));
  const others = [
    ...maker.template.containers,
    ...maker.template.initContainers.filter(({ role }) => role === 'sidecar'),
  ].filter((other) => other !== container);
  const local: HoverLine[] = others
    .filter(({ ports }) => ports.length > 0)
    .map((other) => [
      `localhost: container ${other.name?.value ?? '?'} on ${other.ports.map((port) => port.containerPort?.value ?? '?').join(', ')}`,
    ]);
  return [...ports, ...local];
}

/** Which Services send to a container port. */
function portLines(
  maker: PodMaker,
  index: number,
  container: PodMaker['template']['containers'][number],
  world: World,
): readonly HoverLine[] {
  const port = container.ports[index];
  if (port === undefined) return [];
  const name = port.name?.value === undefined ? '' : `${port.name.value} `;
  const head = `${name}${port.containerPort?.value ?? '?'}/${port.protocol.value ?? '?'}`;
  const callers = world.derive(selectingServices, maker).flatMap(({ service }) =>
    service.ports.flatMap((servicePort) => {
      const resolved = resolvePort(servicePort, maker.template);
      return resolved.kind === 'port' &&
        resolved.number === port.containerPort?.value &&
        servicePort.protocol.value === port.protocol.value
        ? [{ service, servicePort }]
        : [];
    }),
  );
  if (callers.length === 0) return [[`${head} ← no Service of this stack sends here`]];
  return callers.map(({ service, servicePort }) => [
    `${head} ← `,
    { text: `${service.name?.value ?? '?'}:${servicePort.port?.value ?? '?'}`, to: at(service, servicePort) },
  ]);
}

function governingLines(maker: PodMaker, name: string, world: World, domain: string): readonly HoverLine[] {
  const [service] = world.named('service', world.namespaceOf(maker).name, name);
  if (service === undefined) return [[`? Service ${name} is not in this stack: pods get no stable names without it`]];
  const { name: namespace, assumed } = world.namespaceOf(maker);
  const first = `${maker.name?.value ?? '?'}-${maker.firstOrdinal}.${name}.${assumed ? '<namespace>' : namespace}.svc.${domain}`;
  return [
    [`${first} · `, link(service)],
    ...(isHeadless(service) && hasSelector(service)
      ? podsLines(service, world)
      : [['not headless: names of single pods may not resolve']]),
  ];
}

function backendLines(world: World, ingress: Resource, name: string): readonly HoverLine[] {
  const [service] = world.named('service', world.namespaceOf(ingress).name, name);
  if (service === undefined) return [[`? Service ${name} is not in this stack`]];
  return [['→ ', link(service)], ...portsLines(service, world), ...podsLines(service, world)];
}

function link(resource: Resource): HoverPart {
  return { text: describe(resource), to: at(resource, resource.name ?? resource.kindSpan) };
}
