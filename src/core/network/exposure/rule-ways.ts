import type { Service, ServicePort } from '../../resources/core-v1.ts';
import type { Route, RouteRule } from '../../resources/gateway-api.ts';
import { describe } from '../../resources/kinds.ts';
import type { Ingress, IngressBackend } from '../../resources/networking-v1.ts';
import { shortList } from '../../text/words.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { type Judgement, urlOf } from '../entry.ts';
import { type Attachment, routeAttachments } from '../gateway/attach.ts';
import { routeTargets } from '../gateway/backends.ts';
import { namespaceMeant } from '../gateway/grants.ts';
import { backendsOf, type IngressController, ingressController, ingressNginx } from '../ingress.ts';
import { seen } from '../path/path.ts';
import { portOf } from '../service.ts';
import type { WayIn } from './way-in.ts';

const ingressesByBackend: KeySlot<'ingress'> = {
  type: 'ingress',
  keysOf: (ingress) => [...new Set([...backendsOf(ingress)].flatMap(({ backend }) => backend.service?.value ?? []))],
};

const routesByBackend: KeySlot<'route'> = {
  type: 'route',
  keysOf: ({ rules }) => [
    ...new Set(
      rules.flatMap(({ backends }) =>
        backends.flatMap(({ name, kind }) => (kind === 'Service' ? (name?.value ?? []) : [])),
      ),
    ),
  ],
};

/** The ways in that Ingresses and routes open to a Service. */
export function ruleWays(world: World, service: Service, name: string): readonly WayIn[] {
  const namespace = world.namespaceOf(service).name;
  return [
    ...world.keyed(ingressesByBackend, name, namespace).flatMap((ingress) => ingressWays(world, ingress, service)),
    ...world.keyed(routesByBackend, name).flatMap((route) => routeWays(world, route, service)),
  ];
}

function ingressWays(world: World, ingress: Ingress, service: Service): readonly WayIn[] {
  const by = ingressController(world, ingress);
  const name = service.name?.value;
  const ways: WayIn[] = [];
  for (const { backend, address, span } of backendsOf(ingress)) {
    if (backend.service?.value !== name) continue;
    const followed = followedPort(service, backend, by);
    const wrong = followed === undefined ? wrongPort(service, backend) : undefined;
    const doubt = by.unknown ?? followed?.doubt;
    const judged: Judgement =
      wrong === undefined
        ? {
            verdict: doubt === undefined ? 'ok' : 'unknown',
            reason:
              doubt ??
              `${by.words} takes ${address}${atWords(ingress.balancerAddresses.map(({ address: own }) => own))}`,
            evidence: [seen(ingress, span), ...by.evidence],
          }
        : { verdict: 'broken', reason: `it sends ${address} to ${wrong}`, evidence: [seen(ingress, backend)] };
    ways.push({
      kind: 'ingress',
      entry: ingress,
      address,
      entryPort: undefined,
      port: followed === undefined ? backend.port?.value : followed.port.port?.value,
      protocol: 'TCP',
      share: undefined,
      sources: undefined,
      ...judged,
    });
  }
  return ways;
}

/** ` at 203.0.113.7`: where something listens, as far as a status says it. */
function atWords(addresses: readonly string[]): string {
  return addresses.length === 0 ? '' : ` at ${shortList(addresses, 1)}`;
}

/**
 * The Service port that a backend means by its `targetPort`: ingress-nginx goes there (`serviceEndpoints`), others do not, and
 * of a controller that is not known it is not known.
 */
function followedPort(
  service: Service,
  { port }: Pick<IngressBackend, 'port'>,
  { controller }: IngressController,
): { readonly port: ServicePort; readonly doubt: string | undefined } | undefined {
  const wanted = port?.value;
  if (wanted === undefined || portOf(service, wanted) !== undefined) return undefined;
  const meant = service.ports.find(({ targetPort }) => targetPort?.value === wanted);
  if (meant === undefined || (controller !== undefined && controller !== ingressNginx)) return undefined;
  const doubt = `port ${wanted} is a targetPort of ${describe(service)}, which ingress-nginx alone follows, and its controller is not known`;
  return { port: meant, doubt: controller === undefined ? doubt : undefined };
}

/** `port 81, which Service "api" does not serve (80)`. */
function wrongPort(service: Service, { port }: Pick<IngressBackend, 'port'>): string | undefined {
  if (port?.value === undefined || service.portsOpen !== undefined) return undefined;
  if (service.ports.some((own) => own.port?.value === undefined) || portOf(service, port.value) !== undefined)
    return undefined;
  const served = service.ports.map(
    (own) => `${own.port?.value ?? '?'}${own.name?.value === undefined ? '' : ` (${own.name.value})`}`,
  );
  return `port ${port.value}, and ${describe(service)} serves ${served.join(', ') || 'none'}`;
}

/** More ways of one route than this are like the first ones. */
const mostWays = 64;

function routeWays(world: World, route: Route, service: Service): readonly WayIn[] {
  const name = service.name?.value;
  const namespace = world.namespaceOf(service).name;
  const leads = route.rules.filter(({ backends }) =>
    backends.some(
      (backend) =>
        backend.kind === 'Service' &&
        backend.name?.value === name &&
        namespaceMeant(world, route, backend).name === namespace,
    ),
  );
  const attachments = route.openShift === undefined ? world.derive(routeAttachments, route) : [undefined];
  const ways: WayIn[] = [];
  for (const rule of leads)
    for (const target of routeTargets(world, route, rule)) {
      if (target.service !== service && target.backend.name?.value !== name) continue;
      if (namespaceMeant(world, route, target.backend).name !== namespace) continue;
      for (const attachment of attachments) {
        if (ways.length === mostWays) return ways;
        const judged: Judgement =
          target.verdict === 'broken' || attachment === undefined
            ? target
            : target.share === 0
              ? { ...target, verdict: 'broken', reason: 'its weight is 0, so no request goes there' }
              : target.verdict === 'unknown' && attachment.verdict === 'ok'
                ? target
                : { ...attachment, evidence: [...attachment.evidence, ...target.evidence] };
        ways.push({
          kind: route.openShift === undefined ? 'gateway' : 'route',
          entry: route,
          address: routeAddress(route, rule, attachment),
          entryPort: attachment?.listener?.port?.value,
          port: target.port,
          protocol: route.kind === 'UDPRoute' ? 'UDP' : 'TCP',
          share: target.share,
          sources: undefined,
          verdict: judged.verdict,
          reason: judged.reason,
          evidence: judged.evidence,
        });
      }
    }
  return ways;
}

/** What a client calls to come by a rule of a route: the first of its hosts and matches. */
function routeAddress(route: Route, { matches }: RouteRule, attachment: Attachment | undefined): string {
  const listener = attachment?.listener;
  const stated = route.hostnames.map(({ value }) => value);
  const [host] = attachment === undefined || attachment.hostnames.length === 0 ? stated : attachment.hostnames;
  const port = listener?.port?.value;
  if (route.kind === 'TCPRoute' || route.kind === 'UDPRoute')
    return `${attachment?.gateway === undefined ? 'a Gateway' : describe(attachment.gateway)}${atWords(attachment?.gateway?.addresses ?? [])}, port ${port ?? '?'}${route.kind === 'UDPRoute' ? '/UDP' : ''}`;
  const protocol = listener?.protocol?.value;
  const isTls = protocol === 'HTTPS' || protocol === 'TLS' || route.openShift?.termination !== undefined;
  const scheme = attachment !== undefined && listener === undefined ? undefined : isTls ? 'https' : 'http';
  const path =
    matches[0]?.path?.value?.value ??
    (matches[0]?.grpc === undefined ? '/' : `/${matches[0].grpc.service?.value ?? '*'}`);
  return urlOf({ scheme, host: host ?? '*', port, path });
}
