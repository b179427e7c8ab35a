import { serviceEndpoints } from '../network/endpoints.ts';
import { resolvePort } from '../network/ports.ts';
import { isHeadless, selectingServices } from '../network/service.ts';
import type { Service, ServicePort } from '../resources/core-v1.ts';
import { formatPairs } from '../resources/labels.ts';
import type { Container, ContainerPort, PodMaker } from '../resources/pod-maker.ts';
import { selectsPods } from '../world/pod-labels.ts';
import type { ServiceMatch, World } from '../world/world.ts';
import { dnsName, type HoverLine, type HoverPart, link, perhapsElsewhere } from './hover-line.ts';
import { publishesAll } from './hover-service.ts';
import { at } from './place.ts';

/** Which Services send to the pods of a workload. */
export function workloadLines(maker: PodMaker, world: World): readonly HoverLine[] {
  const services = world.derive(selectingServices, maker);
  if (services.length === 0) return [[...nobody(`no Service of this stack selects these pods`, world)]];
  return services.map(({ service, match }) => [
    match === 'yes' ? 'selected by ' : '? perhaps selected by ',
    link(service),
    `${isHeadless(service) ? ' (headless)' : ''}, ${portsOf(service.ports.map(({ port }) => port?.value))}${state(service, maker, world)}`,
  ]);
}

/** That something is not there: a fact, or a question where the stack may hold more than its text shows. */
function nobody(text: string, world: World): HoverLine {
  const elsewhere = perhapsElsewhere(world);
  return [`${elsewhere === '' ? '' : '? '}${text}${elsewhere}`];
}

/** `port 80`, `ports 80, 443`. */
function portsOf(numbers: readonly (number | undefined)[]): string {
  if (numbers.length === 0) return 'no ports';
  return `port${numbers.length === 1 ? '' : 's'} ${numbers.map((number) => number ?? '?').join(', ')}`;
}

/** What keeps pods from taking a Service's traffic. */
function state(service: Service, maker: PodMaker, world: World): string {
  const { endpoints, leftOut } = world.derive(serviceEndpoints, service);
  const left = leftOut.find((each) => each.maker === maker);
  if (left !== undefined) return ` ✗ no traffic: ${left.why}`;
  return endpoints.some(({ origin, ready }) => origin === maker && ready === false) ? ' ✗ no traffic: not ready' : '';
}

/** Which Services select by one of the pods' labels. */
export function labelLines(maker: PodMaker, key: string, world: World): readonly HoverLine[] {
  return world
    .derive(selectingServices, maker)
    .filter(({ service }) => service.selector.pairs.some((pair) => pair.key === key))
    .map(({ service, match }) => [
      match === 'yes' ? '' : '? perhaps ',
      link(service),
      ` selects by this label: ${formatPairs(service.selector)}`,
    ]);
}

/** Which Services send to the ports of a container, and what it meets on localhost. */
export function containerLines(maker: PodMaker, container: Container, world: World): readonly HoverLine[] {
  const { containers, initContainers } = maker.template;
  const sidecars = initContainers.filter(({ role }) => role === 'sidecar');
  if (container.role === 'init') {
    const started = sidecars.filter((sidecar) => initContainers.indexOf(sidecar) < initContainers.indexOf(container));
    return [['ends before the pod serves: no Service sends here'], ...started.flatMap(localhostLine)];
  }
  const others = [...containers, ...sidecars].filter((other) => other !== container);
  return [
    ...container.ports.flatMap((port) => containerPortLines(maker, port, world)),
    ...others.flatMap(localhostLine),
  ];
}

function localhostLine({ name, ports }: Container): readonly HoverLine[] {
  const numbers = ports.map(({ containerPort }) => containerPort?.value);
  return ports.length === 0 ? [] : [[`on localhost: container ${name?.value ?? '?'}, ${portsOf(numbers)}`]];
}

/** Which Services send to a container port. */
export function containerPortLines(maker: PodMaker, port: ContainerPort, world: World): readonly HoverLine[] {
  const name = port.name?.value === undefined ? '' : `${port.name.value} `;
  const head = `${name}${port.containerPort?.value ?? '?'}/${port.protocol.value ?? '?'}`;
  const lines = world
    .derive(selectingServices, maker)
    .flatMap((selecting) =>
      selecting.service.ports.flatMap((servicePort) => senderLine(head, selecting, servicePort, maker, port)),
    );
  return lines.length > 0 ? lines : [nobody(`${head} ← no Service of this stack sends here`, world)];
}

function senderLine(
  head: string,
  { service, match }: ServiceMatch,
  servicePort: ServicePort,
  maker: PodMaker,
  port: ContainerPort,
): readonly HoverLine[] {
  if (servicePort.protocol.value !== port.protocol.value) return [];
  const resolved = resolvePort(servicePort, maker.template);
  const name = service.name?.value ?? '?';
  const link = (number: number | undefined): HoverPart => ({
    text: `${name}:${number ?? '?'}`,
    to: at(service, servicePort),
  });
  if (resolved.kind === 'unknown')
    return [[`? ${head} ← perhaps `, link(servicePort.port?.value), `, because ${resolved.reason}`]];
  if (resolved.kind === 'missing' || resolved.number !== port.containerPort?.value) return [];
  // Clients of a headless Service connect to the pods themselves, so the pods' own number counts.
  const number = isHeadless(service) ? resolved.number : servicePort.port?.value;
  return [
    [match === 'yes' ? `${head} ← ` : `? ${head} ← perhaps `, link(number), isHeadless(service) ? ' (headless)' : ''],
  ];
}

/** What the Service that governs a StatefulSet gives its pods: names of their own, if it is headless and selects them. */
export function governingLines(
  maker: PodMaker,
  serviceName: string,
  world: World,
  domain: string,
): readonly HoverLine[] {
  const pod = (ordinal: number) => `${maker.name?.value ?? '?'}-${ordinal}.${serviceName}`;
  const first = dnsName(pod(maker.firstOrdinal), maker, world, domain);
  const [service] = world.named('service', world.namespaceOf(maker).name, serviceName);
  if (service === undefined)
    return [
      [`? Service ${serviceName} is not in this stack: ${first} resolves only with it${perhapsElsewhere(world)}`],
    ];
  if (service.serviceType.value === 'ExternalName')
    return [['✗ ', link(service), ` is an alias (ExternalName): ${first} does not resolve`]];
  const { pairs, open } = service.selector;
  if (pairs.length === 0 && open === undefined)
    return [['? ', link(service), ` has no selector: ${first} resolves only if an EndpointSlice says so`]];
  const match = selectsPods(service.selector, maker);
  if (match === 'no')
    return [
      ['✗ ', link(service), ` selects ${formatPairs(service.selector)}, not these pods: ${first} does not resolve`],
    ];
  const last = maker.firstOrdinal + (maker.replicas?.value ?? 1) - 1;
  const range = last > maker.firstOrdinal ? ` … ${pod(last)}` : '';
  const perhaps = match === 'yes' ? '' : '? perhaps ';
  if (!isHeadless(service))
    return [
      [`${perhaps}${first}${range} · `, link(service)],
      ['not headless (clusterIP: None): whether names of single pods resolve depends on the DNS server'],
    ];
  return [
    [`${perhaps}${first}${range} · `, link(service)],
    [
      `each resolves while its pod ${publishesAll(service) ? 'runs, ready or not' : 'is ready'}${state(service, maker, world)}`,
    ],
  ];
}
