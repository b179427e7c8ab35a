import type { Service } from '../../resources/core-v1.ts';
import { doubtOf } from '../../resources/field.ts';
import type { Route } from '../../resources/gateway-api.ts';
import { blockHas, parseBlock } from '../../resources/ip.ts';
import { describe } from '../../resources/kinds.ts';
import type { Ingress, IngressBackend } from '../../resources/networking-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import { hiddenService } from '../../world/gates.ts';
import { urlOf, type WebRequest } from '../entry.ts';
import type { WayIn } from '../exposure/way-in.ts';
import { waysIntoPods, waysIntoService } from '../exposure.ts';
import type { RouteTarget } from '../gateway/backends.ts';
import { closeness, compare } from '../gateway/hostnames.ts';
import { resolveOpenShift } from '../gateway/openshift.ts';
import type { RouteAnswer } from '../gateway/rule.ts';
import { resolveGateways } from '../gateway.ts';
import { backendAction, resolveIngress } from '../ingress.ts';
import type { PolicyPeerEnd } from '../policy/model.ts';
import { selectingServices } from '../service.ts';
import { deliver } from './deliver.ts';
import { type Hop, hop, joinHops, type PathContext, type PathVerdict, pathOf, seen, type Traffic } from './path.ts';
import { servicePort, toService, unreached } from './service-to-pod.ts';

export type { WebRequest } from '../entry.ts';

/** Ways in beyond this many are not followed one by one. */
const mostWays = 16;

/** Redirects that a client follows before it gives up; browsers take about as many. */
const mostRedirects = 20;

const ranks: Readonly<Record<PathVerdict, number>> = { ok: 0, degraded: 1, unknown: 2, broken: 3 };

/** From outside to a Service: by the way in that works best, its own ones before those of Ingresses, Gateways and Routes. */
export function outsideToService(
  context: PathContext,
  from: PolicyPeerEnd,
  service: Service,
  traffic: Traffic,
): readonly Hop[] {
  const { world } = context;
  const all = world.derive(waysIntoService, service).map((way) => fromSource(way, from));
  // The node ports of a load balancer are its own way to the nodes.
  const shown = all.filter(({ kind }) => kind !== 'nodePort' || service.serviceType.value === 'NodePort');
  const ways = shown.filter((way) => leadsTo(way, service, traffic));
  const usable = ways.filter(({ verdict }) => verdict !== 'broken');
  const best = bestOf(usable.slice(0, mostWays).map((way) => throughWay(context, from, service, traffic, way, usable)));
  if (best !== undefined) return best;
  const broken = ways[0] ?? shown.find(({ verdict }) => verdict === 'broken');
  const { objects } = world.stack.unknowns;
  const behind = toService(context, from, service, traffic, 'external');
  const entry = broken?.entry ?? service;
  const [other] = shown;
  if (broken !== undefined) return [hop('entry', 'broken', describe(entry), broken.reason, broken.evidence), ...behind];
  if (other !== undefined && isRefused(servicePort(service, traffic)))
    return [hop('entry', other.verdict, describe(other.entry), other.reason, other.evidence), ...behind];
  const why =
    other === undefined
      ? `${describe(service)} is of type ${service.serviceType.value ?? '?'}, and no Ingress, Gateway or Route here leads to it`
      : `nothing leads from outside to ${traffic.port ?? 'this port'}/${traffic.protocol} of ${describe(service)}; ${describe(other.entry)} leads to ${other.port ?? 'another one'}`;
  return [
    hop('entry', objects === undefined ? 'broken' : 'unknown', 'internet', objects ?? why, [
      seen(service, service.serviceType),
    ]),
    ...behind,
  ];
}

/** From outside to the pods of a maker: the host's network and host ports, else the Services that select them. */
export function outsideToPod(
  context: PathContext,
  from: PolicyPeerEnd,
  maker: PodMaker,
  traffic: Traffic,
): readonly Hop[] {
  const { world } = context;
  const own = world
    .derive(waysIntoPods, maker)
    .filter(
      ({ port, entryPort, protocol, kind }) =>
        protocol === traffic.protocol &&
        (kind === 'hostNetwork' || traffic.port === undefined || port === traffic.port || entryPort === traffic.port),
    );
  const direct = own.map((way) => [
    hop('entry', way.verdict, describe(maker), way.reason, way.evidence),
    ...deliver(context, from, maker, way.kind === 'hostPort' ? { ...traffic, port: way.port } : traffic),
  ]);
  const byService = world.derive(selectingServices, maker).flatMap(({ service }) => {
    const leading = service.ports.find(
      ({ port, targetPort }) =>
        traffic.port === undefined ||
        (targetPort?.value ?? port?.value) === traffic.port ||
        port?.value === traffic.port,
    );
    return leading === undefined
      ? []
      : [outsideToService(context, from, service, { ...traffic, port: leading.port?.value })];
  });
  const best = bestOf([...direct, ...byService]);
  if (best !== undefined) return best;
  const { objects } = world.stack.unknowns;
  const why = `nothing leads from outside to ${describe(maker)}: no Service selects it for this port, and it has no host port`;
  return [
    hop('entry', objects === undefined ? 'broken' : 'unknown', 'internet', objects ?? why, [seen(maker)]),
    ...deliver(context, from, maker, traffic),
  ];
}

/** What takes a request at the edge, with how closely its host fits. */
interface Taker {
  readonly entry: Resource;
  readonly fit: readonly number[];
  /** Whether a rule of it says what becomes of the request. */
  readonly takes: boolean;
  readonly hops: readonly Hop[];
}

/** From outside to a URL: through the Ingress, Gateway or Route that takes it; `undefined` when none has to do with the host. */
export function outsideToHost(context: PathContext, request: WebRequest): readonly Hop[] | undefined {
  return follow(context, request, new Set());
}

function follow(context: PathContext, request: WebRequest, before: ReadonlySet<string>): readonly Hop[] | undefined {
  const takers = takersOf(context, request, before);
  const fit = takers.reduce<readonly number[]>((most, taker) => (compare(taker.fit, most) > 0 ? taker.fit : most), []);
  const closest = takers.filter((taker) => compare(taker.fit, fit) === 0);
  // What is for every host and has no rule for the request says nothing about where its host leads.
  const taking = closest.filter(({ takes }) => takes);
  const [first, ...others] = taking.length === 0 ? closest.slice(0, 1) : compare(fit, [0, 0]) === 0 ? taking : closest;
  if (first === undefined) return undefined;
  const { verdict } = pathOf(first.hops);
  const different = others.find(({ hops }) => pathOf(hops).verdict !== verdict);
  if (different === undefined) return first.hops;
  const reason = `${describe(first.entry)} and ${describe(different.entry)} are both for ${urlOf(request)}, and not alike; where the name of the host leads decides`;
  return [
    hop('entry', 'unknown', request.host, reason, [seen(first.entry), seen(different.entry)]),
    ...unreachedBehind,
  ];
}

function takersOf(context: PathContext, request: WebRequest, before: ReadonlySet<string>): readonly Taker[] {
  const { world } = context;
  const ingress = resolveIngress(world, request);
  const openShift = resolveOpenShift(world, request);
  const routes = [...resolveGateways(world, request), ...(openShift === undefined ? [] : [openShift])];
  const takers: Taker[] = routes.map((answer) => ({
    entry: answer.entry,
    fit: answer.fit,
    takes: answer.targets.length > 0 || answer.redirect !== undefined,
    hops: throughRoute(context, answer, request, before),
  }));
  if (ingress !== undefined) {
    const { verdict, reason, evidence, backend } = ingress;
    const entry = hop('entry', verdict, describe(ingress.ingress), reason, evidence);
    const behind = backend === undefined ? unreachedBehind : behindIngress(context, ingress.ingress, backend);
    const takes = backend !== undefined;
    takers.unshift({ entry: ingress.ingress, fit: closeness(ingress.host), takes, hops: [entry, ...behind] });
  }
  return takers;
}

/** Where something at the edge connects to. */
interface Destination {
  /** Who connects, as in "whether it lets in …". */
  readonly by: string;
  readonly verdict: 'ok' | 'unknown' | 'broken';
  readonly reason: string;
  readonly evidence: Hop['evidence'];
  readonly service: Service | undefined;
  readonly name: string;
  readonly port: number | string | undefined;
  readonly protocol: string;
}

/** Behind the edge, where a pod's own ways begin. What stands at the edge is no pod that the text shows. */
const unknownController: PolicyPeerEnd = { kind: 'node', name: undefined, addresses: [] };

const unreachedBehind = unreached(unknownController, ['service', 'endpoints', 'policy-ingress', 'port', 'container']);

function toBackend({ world }: PathContext, ingress: Ingress, backend: IngressBackend): Destination {
  const name = backend.service?.value;
  const namespace = world.namespaceOf(ingress);
  const [service] = name === undefined ? [] : world.named('service', namespace.name, name);
  const unknown =
    doubtOf(backend.service) ??
    doubtOf(backend.port) ??
    (name === undefined
      ? 'it sends to something else than a Service'
      : service === undefined
        ? (backendAction(ingress, backend) ?? namespace.unknown ?? hiddenService(world, namespace.name, name))
        : undefined);
  const missing = `there is no Service ${name} in namespace ${namespace.name}: the controller answers 503`;
  return {
    by: "the Ingress controller's pods",
    verdict: unknown !== undefined ? 'unknown' : service === undefined ? 'broken' : 'ok',
    reason: unknown ?? missing,
    evidence: [seen(ingress, backend)],
    service,
    name: name === undefined ? 'its backend' : `Service "${name}"`,
    port: backend.port?.value,
    protocol: 'TCP',
  };
}

function toTarget(entry: Resource, target: RouteTarget, protocol: string): Destination {
  const { backend, verdict, reason, evidence, service, port } = target;
  const by = entry.type === 'route' ? "the router's pods" : "the Gateway's pods";
  return {
    by,
    verdict,
    reason,
    evidence,
    service,
    name: `${backend.kind} "${backend.name?.value ?? '?'}"`,
    port,
    protocol,
  };
}

/** What is behind a backend of an Ingress, once its controller has taken a request. */
export function behindIngress(context: PathContext, ingress: Ingress, backend: IngressBackend): readonly Hop[] {
  return throughController(context, toBackend(context, ingress, backend));
}

/** What is behind a backend of a route, once its Gateway or router has taken a request. */
export function behindRoute(context: PathContext, route: Route, target: RouteTarget): readonly Hop[] {
  return throughController(context, toTarget(route, target, route.kind === 'UDPRoute' ? 'UDP' : 'TCP'));
}

/** Redirects are followed as a client does; the parts of several backends are joined. */
function throughRoute(
  context: PathContext,
  answer: RouteAnswer,
  request: WebRequest,
  before: ReadonlySet<string>,
): readonly Hop[] {
  const { entry, verdict, reason, evidence, redirect, targets } = answer;
  const first = hop('entry', verdict, describe(entry), reason, evidence);
  if (redirect !== undefined) {
    const visited = new Set(before).add(urlOf(request));
    const to = urlOf(redirect);
    if (visited.has(to) || visited.size > mostRedirects)
      return [
        hop('entry', 'broken', describe(entry), `${reason}: the client goes in circles`, evidence),
        ...unreachedBehind,
      ];
    const nowhere = hop('entry', 'unknown', to, 'nothing here takes the URL of the redirect');
    return [first, ...(follow(context, redirect, visited) ?? [nowhere, ...unreachedBehind])];
  }
  if (targets.length === 0) return [first, ...unreachedBehind];
  return [first, ...joinHops(targets.map((target) => throughController(context, toTarget(entry, target, 'TCP'))))];
}

/** Service and pods, as what stands at the edge reaches them: it connects to endpoints, so kube-proxy has no part in it. */
function throughController(context: PathContext, to: Destination): readonly Hop[] {
  const { service, verdict, reason, evidence, name } = to;
  const rest = unreached(unknownController, ['endpoints', 'policy-ingress', 'port', 'container']);
  if (verdict !== 'ok' || service === undefined) return [hop('service', verdict, name, reason, evidence), ...rest];
  if (service.serviceType.value === 'ExternalName') {
    const alias = `it is an alias of ${service.externalName?.value ?? 'a name that is not known'}, and whether that is followed is up to the implementation`;
    return [hop('service', 'unknown', describe(service), alias, [seen(service, service.externalName)]), ...rest];
  }
  return toService(context, unknownController, service, { port: to.port, protocol: to.protocol }, 'endpoints').map(
    (next) => (next.kind === 'policy-ingress' ? fromController(next, to.by) : next),
  );
}

/** Only what holds for everyone holds for what stands at the edge, whose pods are not known. */
function fromController(next: Hop, by: string): Hop {
  if (next.verdict === 'ok' || next.verdict === 'not-reached') return next;
  return {
    ...next,
    verdict: 'unknown',
    reason: `a policy selects the pods, and whether it lets in ${by} is not known`,
  };
}

/** One way in to a Service, followed; `all` are the ways that it is one of. */
export function throughWay(
  context: PathContext,
  from: PolicyPeerEnd,
  service: Service,
  traffic: Traffic,
  way: WayIn,
  all: readonly WayIn[],
): readonly Hop[] {
  const part =
    way.share === undefined || way.share >= 1 ? '' : `, for ${Math.round(way.share * 1000) / 10} % of the requests`;
  const { kind, verdict, evidence, protocol } = way;
  const reason = kind === 'ingress' || way.entry.type === 'route' ? `${way.address}: ${way.reason}${part}` : way.reason;
  const entry = hop('entry', verdict, describe(way.entry), reason, evidence);
  if (kind === 'other' || way.entry.type === 'service') {
    // Without a port in the question the Service's ports are the choice, unless one alone is open.
    const isOne = new Set(all.map(({ port }) => port)).size === 1;
    const port = traffic.port === undefined && !isOne ? undefined : (way.port ?? traffic.port);
    return [entry, ...toService(context, from, service, { ...traffic, port }, 'external')];
  }
  const by =
    kind === 'ingress'
      ? "the Ingress controller's pods"
      : kind === 'route'
        ? "the router's pods"
        : "the Gateway's pods";
  const port = way.port ?? traffic.port;
  const to = { by, verdict: 'ok' as const, reason: '', evidence, service, name: describe(service), port, protocol };
  return [entry, ...throughController(context, to)];
}

/** The way whose path ends best, the first of equals. */
export function bestOf(ways: readonly (readonly Hop[])[]): readonly Hop[] | undefined {
  let best: { readonly hops: readonly Hop[]; readonly rank: number } | undefined;
  for (const hops of ways) {
    const rank = ranks[pathOf(hops).verdict];
    if (best === undefined || rank < best.rank) best = { hops, rank };
  }
  return best?.hops;
}

/** Whether a way leads to what is asked for: by the port of the Service, or the one that the client connects to. */
function leadsTo(way: WayIn, service: Service, { port, protocol }: Traffic): boolean {
  if (way.protocol !== protocol) return false;
  if (port === undefined || way.port === undefined || way.port === port) return true;
  if (way.kind === 'nodePort' && way.entryPort === port) return true;
  const asked = service.ports.find((own) => own.port?.value === port || own.name?.value === port);
  return asked !== undefined && (asked.port?.value === way.port || asked.name?.value === way.port);
}

function isRefused(found: ReturnType<typeof servicePort>): boolean {
  return found !== undefined && 'kind' in found;
}

/** A way that is open for some blocks of addresses only, as a source meets it. */
function fromSource(way: WayIn, from: PolicyPeerEnd): WayIn {
  if (way.sources === undefined || from.kind !== 'outside' || from.address === undefined) return way;
  const { address } = from;
  const blocks = way.sources.map(parseBlock);
  if (blocks.some((block) => block !== undefined && blockHas(block, address))) return { ...way, verdict: 'ok' };
  return blocks.includes(undefined)
    ? way
    : { ...way, verdict: 'broken', reason: `${way.reason}, and the source is in none of them` };
}
