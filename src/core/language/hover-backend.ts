import type { WayIn } from '../network/exposure/way-in.ts';
import { waysIntoService } from '../network/exposure.ts';
import { type Attachment, attachedRoutes, listenerProblems, routeAttachments } from '../network/gateway/attach.ts';
import { type RouteTarget, routeTargets } from '../network/gateway/backends.ts';
import { backendsOf, ingressController } from '../network/ingress.ts';
import { portOf } from '../network/service.ts';
import type { Service } from '../resources/core-v1.ts';
import type { BackendReference, Gateway, Listener, Route, RouteRule } from '../resources/gateway-api.ts';
import { describe } from '../resources/kinds.ts';
import type { Ingress, IngressBackend } from '../resources/networking-v1.ts';
import type { Resource } from '../resources/resource.ts';
import type { World } from '../world/world.ts';
import { type HoverLine, type HoverPart, link, perhapsElsewhere, type Topic } from './hover-line.ts';
import { aliasOf, hasEndpoints, podsLines, waysOf } from './hover-service.ts';

const signs = { ok: '✓', unknown: '?', broken: '✗' } as const;

/** An Ingress as a whole, and each of its backends. */
export function ingressTopics(ingress: Ingress, world: World): readonly Topic[] {
  return [
    ...wholeTopics(ingress, () => ingressLines(ingress, world)),
    ...[...backendsOf(ingress)].map(({ backend, address }) => ({
      span: backend,
      lines: () => backendLines(ingress, backend, address, world),
    })),
  ];
}

/** A route as a whole, and each of its backends. */
export function routeTopics(route: Route, world: World): readonly Topic[] {
  return [
    ...wholeTopics(route, () => routeLines(route, world)),
    ...route.rules.flatMap((rule) =>
      rule.backends.map((backend) => ({ span: backend, lines: () => routeBackendLines(route, rule, backend, world) })),
    ),
  ];
}

/** A Gateway (or ListenerSet) as a whole, and each of its listeners. */
export function gatewayTopics(gateway: Gateway & Resource, world: World): readonly Topic[] {
  return [
    ...wholeTopics(gateway, () => gateway.listeners.flatMap((listener) => listenerLines(gateway, listener, world, 1))),
    ...gateway.listeners.map((listener) => ({
      span: listener,
      lines: () => listenerLines(gateway, listener, world, Number.POSITIVE_INFINITY),
    })),
  ];
}

function wholeTopics(resource: Resource, lines: () => readonly HoverLine[]): readonly Topic[] {
  return [resource.kindSpan, ...(resource.name === undefined ? [] : [resource.name])].map((span) => ({ span, lines }));
}

/** Who handles an Ingress, and one line a backend: where it leads in the end. */
function ingressLines(ingress: Ingress, world: World): readonly HoverLine[] {
  const { unknown, words, controller } = ingressController(world, ingress);
  const first =
    unknown === undefined ? `${words} takes it${controller === undefined ? '' : ` (${controller})`}` : `? ${unknown}`;
  return [
    [first],
    ...[...backendsOf(ingress)].flatMap(({ backend, address }) =>
      backendLines(ingress, backend, address, world).slice(0, 1),
    ),
  ];
}

/** Where a backend of an Ingress leads: to one port of a Service and on to its pods. */
function backendLines(ingress: Ingress, backend: IngressBackend, address: string, world: World): readonly HoverLine[] {
  const name = backend.service?.value;
  if (name === undefined) return [];
  const [service] = world.named('service', world.namespaceOf(ingress).name, name);
  return service === undefined
    ? [[`? ${address} → Service ${name} is not in this stack${perhapsElsewhere(world)}`]]
    : chainLines(`${address} `, service, backend.port?.value, world);
}

/** `shop.example.com/pay → Service "pay", port 80/TCP → http → 8080 · container main`, then the pods. */
function chainLines(
  head: string,
  service: Service,
  wanted: number | string | undefined,
  world: World,
): readonly HoverLine[] {
  const to = (sign: string): readonly HoverPart[] => [`${sign}${head}→ `, link(service)];
  if (service.serviceType.value === 'ExternalName') return [[...to(''), ` · ${aliasOf(service)}`]];
  const pods = podsLines(service, world);
  if (wanted === undefined) return [to(''), ...pods];
  const port = portOf(service, wanted);
  if (port === undefined) {
    const offers = service.ports.map(
      (each) => `${each.port?.value ?? '?'}${each.name?.value ? ` (${each.name.value})` : ''}`,
    );
    return service.portsOpen === undefined
      ? [[...to('✗ '), ` has no port ${wanted}; it has ${offers.join(', ') || 'none'}`]]
      : [[...to('? '), ` states no port ${wanted}; ${service.portsOpen}`]];
  }
  if (!hasEndpoints(service, world)) return [[...to(''), `, port ${port.port?.value ?? wanted}`], ...pods];
  const [first = [], ...more] = waysOf(service, port, world);
  return [[...to(''), ', ', ...first], ...more, ...pods];
}

/** Where a route is attached, and one line a backend: where it leads in the end. */
function routeLines(route: Route, world: World): readonly HoverLine[] {
  const backends = route.rules.flatMap((rule) =>
    rule.backends.flatMap((backend) => routeBackendLines(route, rule, backend, world).slice(0, 1)),
  );
  return [...attachmentLines(route, world), ...backends];
}

function attachmentLines(route: Route, world: World): readonly HoverLine[] {
  const lines = new Map<string, HoverLine>();
  for (const { verdict, reason } of world.derive(routeAttachments, route)) {
    const line = `${signs[verdict]} ${reason}`;
    lines.set(line, [line]);
  }
  return [...lines.values()];
}

/** What a client calls to come to a backend of a route, and where that leads. */
function routeBackendLines(
  route: Route,
  rule: RouteRule,
  backend: BackendReference,
  world: World,
): readonly HoverLine[] {
  const target = routeTargets(world, route, rule).find((own) => own.backend === backend);
  if (target === undefined) return [];
  const { service, verdict, reason, port } = target;
  if (verdict !== 'ok' || service === undefined) return [[`${signs[verdict]} ${reason}`]];
  const ways = world.derive(waysIntoService, service).filter((way) => comesBy(way, route, target));
  const [way] = ways.filter((each) => each.verdict === 'ok');
  const refused = way === undefined ? ways[0] : undefined;
  const more = ways.length > 1 ? ` and ${ways.length - 1} more` : '';
  const part = target.share === undefined || target.share >= 1 ? '' : `${Math.round(target.share * 1000) / 10} % of `;
  const chain = chainLines(`${part}${(way ?? refused)?.address ?? 'its requests'}${more} `, service, port, world);
  return refused === undefined ? chain : [[`${signs[refused.verdict]} ${refused.reason}`], ...chain];
}

/** Whether a way in is one by this very backend. */
function comesBy(way: WayIn, route: Route, { backend }: RouteTarget): boolean {
  return (
    way.entry === route &&
    way.evidence.some(
      ({ resource, start, end }) => resource === route && start === backend.start && end === backend.end,
    )
  );
}

/** What a listener takes, and by which routes; routes beyond `most` are counted. */
function listenerLines(
  gateway: Gateway & Resource,
  listener: Listener,
  world: World,
  most: number,
): readonly HoverLine[] {
  const { name, port, protocol, hostname } = listener;
  const head = `${name?.value ?? '?'}: ${protocol?.value ?? '?'} on ${port?.value ?? '?'} for ${hostname === undefined ? 'every host' : (hostname.value ?? '?')}`;
  const problem = world.derive(listenerProblems, gateway).get(listener);
  if (problem !== undefined) return [[`${signs[problem.verdict]} ${head}: ${problem.reason}`]];
  const attachments = world.derive(attachedRoutes, gateway).filter((each) => each.listener === listener);
  const taken = attachments.filter(({ verdict }) => verdict !== 'broken');
  if (taken.length === 0) return [[`${head} · no route here is attached`], ...refusals(attachments, most)];
  const shown = taken
    .slice(0, most)
    .flatMap(({ route, verdict }): readonly HoverPart[] => [verdict === 'ok' ? ' · ' : ' · ? perhaps ', link(route)]);
  const rest = taken.length > most ? [` and ${taken.length - most} more`] : [];
  return [[head, ...shown, ...rest], ...refusals(attachments, most)];
}

function refusals(attachments: readonly Attachment[], most: number): readonly HoverLine[] {
  return attachments
    .filter(({ verdict, parent }) => verdict === 'broken' && (parent.sectionName !== undefined || most > 1))
    .map(
      ({ route, reason }): HoverLine => [
        '✗ not ',
        { text: describe(route), to: { document: route.document, ...route.kindSpan } },
        `: ${reason}`,
      ],
    );
}
