import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { parseAddress } from '../../resources/ip.ts';
import { describe } from '../../resources/kinds.ts';
import { formatPairs } from '../../resources/labels.ts';
import { byText } from '../../text/words.ts';
import { type ServiceEndpoint, type ServiceEndpoints, serviceEndpoints } from '../endpoints.ts';
import type { PolicyPeerEnd } from '../policy/model.ts';
import { podsOf } from '../reach/workloads.ts';
import { isHeadless } from '../service.ts';
import { declaredWords, deliver, policyHops } from './deliver.ts';
import { type Hop, type HopKind, hop, joinHops, type PathContext, seen, type Traffic } from './path.ts';
import { type Approach, proxyHop } from './proxy-hop.ts';

/**
 * Through a Service to the pods behind it; `endpoints` for what connects to its endpoints itself, past kube-proxy. An
 * ExternalName Service is its caller's business: DNS never leads here.
 */
export function toService(
  context: PathContext,
  from: PolicyPeerEnd,
  service: Service,
  traffic: Traffic,
  approach: Approach | 'endpoints' = 'cluster',
): readonly Hop[] {
  const found = inOrder(context.world.derive(serviceEndpoints, service));
  const port = servicePort(service, traffic);
  if (isHeadless(service)) return toHeadless(context, from, service, port, found, traffic);
  if (port === undefined || 'kind' in port)
    return [
      port ?? hop('service', 'unknown', describe(service), 'it states no port', [seen(service)]),
      ...unreached(from, approach === 'endpoints' ? ['endpoints', ...atPods] : ['endpoints', 'proxy', ...atPods]),
    ];
  const shown = `${service.serviceType.value ?? 'Service'}, serves ${port.port?.value ?? '?'}/${port.protocol.value ?? '?'}`;
  const behind = endpointsHop(service, port, found);
  const ways = found.endpoints.flatMap((endpoint) => toEndpoint(context, from, endpoint, port, traffic));
  return [
    hop('service', 'ok', describe(service), shown, [seen(service, port)]),
    behind,
    ...(approach === 'endpoints'
      ? []
      : behind.verdict === 'broken' || found.endpoints.length === 0
        ? [hop('proxy', 'not-reached', 'kube-proxy', 'a Service without endpoints refuses connections (REJECT)')]
        : [proxyHop(context, from, service, port, found, approach)]),
    ...(ways.length > 0 ? joinHops(ways) : unreached(from, atPods)),
  ];
}

/** Endpoints by the names of what makes them: answers do not depend on where in the files that stands. */
function inOrder(found: ServiceEndpoints): ServiceEndpoints {
  if (found.endpoints.length + found.leftOut.length < 2) return found;
  return {
    ...found,
    endpoints: found.endpoints.toSorted((a, b) => byText(describe(a.origin), describe(b.origin))),
    leftOut: found.leftOut.toSorted((a, b) => byText(describe(a.maker), describe(b.maker))),
  };
}

/** Hops behind the choice of a pod. */
const atPods: readonly HopKind[] = ['policy-egress', 'policy-ingress', 'port', 'container'];

const duties: Partial<Record<HopKind, string>> = {
  endpoints: 'would give the port its pods',
  proxy: 'would pick one of the pods',
  'policy-egress': 'the policies of the source would be asked about the pod and its port',
  'policy-ingress': 'the policies of the pod would be asked about the source',
  port: 'would be the port of the pod',
  container: 'would take the connection',
};

/** Hops that nothing gets to, with what they would do. */
export function unreached({ kind: source }: PolicyPeerEnd, kinds: readonly HopKind[]): readonly Hop[] {
  return kinds
    .filter((kind) => kind !== 'policy-egress' || source === 'pod')
    .map((kind) => hop(kind, 'not-reached', kind === 'proxy' ? 'kube-proxy' : '', duties[kind] ?? ''));
}

/** To the pods behind an endpoint, on the port that the Service's port is for them. */
function toEndpoint(
  context: PathContext,
  from: PolicyPeerEnd,
  endpoint: ServiceEndpoint,
  port: ServicePort,
  { protocol }: Traffic,
): readonly (readonly Hop[])[] {
  const resolved = endpoint.ports.find(
    (own) => own.name === (port.name?.value ?? '') && own.protocol === port.protocol.value,
  )?.resolved;
  return resolved?.kind === 'port' ? [behindEndpoint(context, from, endpoint, resolved.number, protocol)] : [];
}

/** An endpoint is the pods of a maker, or an address that a slice states: a pod's of the dump, else one outside. */
function behindEndpoint(
  context: PathContext,
  from: PolicyPeerEnd,
  { origin, addresses }: ServiceEndpoint,
  port: number | string | undefined,
  protocol: string,
): readonly Hop[] {
  const [text = ''] = addresses;
  const maker =
    origin.type === 'podMaker' ? origin : podsOf(context.world).find(({ status }) => status?.podIPs.includes(text));
  if (maker !== undefined) return deliver(context, from, maker, { port, protocol });
  const outside: PolicyPeerEnd = { kind: 'outside', address: parseAddress(text) };
  return [
    ...(typeof port === 'number' ? policyHops(context, from, outside, port, protocol) : []),
    hop('container', 'unknown', text, `who answers at ${text} is not in the manifests`, [seen(origin)]),
  ];
}

/** A headless Service is a name only: the connection goes to the pods' own port. */
function toHeadless(
  context: PathContext,
  from: PolicyPeerEnd,
  service: Service,
  port: ServicePort | Hop | undefined,
  found: ServiceEndpoints,
  { protocol, port: asked }: Traffic,
): readonly Hop[] {
  const stated = port === undefined || 'kind' in port ? undefined : port;
  const first = hop('service', 'ok', describe(service), "headless: its name gives the pods' own addresses", [
    seen(service),
  ]);
  const ways = found.endpoints.map((endpoint) => {
    const resolved =
      stated === undefined
        ? undefined
        : endpoint.ports.find(({ name }) => name === (stated.name?.value ?? ''))?.resolved;
    const target = typeof asked === 'number' ? asked : resolved?.kind === 'port' ? resolved.number : asked;
    return behindEndpoint(context, from, endpoint, target, protocol);
  });
  return [
    first,
    endpointsHop(service, undefined, found),
    ...(ways.length > 0 ? joinHops(ways) : unreached(from, atPods)),
  ];
}

/** The port of a Service that is asked for, or the hop that says that there is none. */
export function servicePort(service: Service, { port, protocol }: Traffic): ServicePort | Hop | undefined {
  const { ports, portsOpen } = service;
  const own = ports.filter(
    (candidate) => candidate.protocol.value === undefined || candidate.protocol.value === protocol,
  );
  const found = own.filter(
    (candidate) => port === undefined || candidate.port?.value === port || candidate.name?.value === port,
  );
  const [first] = found;
  if (first !== undefined && (port !== undefined || found.length === 1)) return first;
  if (ports.length === 0 && portsOpen === undefined) return undefined;
  const served = ports
    .map(
      (each) =>
        `${each.port?.value ?? '?'}/${each.protocol.value ?? '?'}${each.name?.value === undefined ? '' : ` (${each.name.value})`}`,
    )
    .join(', ');
  const place = [seen(service, service.portsSpan)];
  if (port === undefined && found.length > 1)
    return hop('service', 'unknown', describe(service), `say which port is meant: ${served}`, place);
  const open =
    portsOpen ?? ports.flatMap((each) => (each.port?.value === undefined ? (each.port?.unknown ?? []) : []))[0];
  if (open !== undefined) return hop('service', 'unknown', describe(service), open, place);
  return hop(
    'service',
    'broken',
    describe(service),
    `it serves ${served}, not ${port ?? 'any port'}/${protocol}: nothing answers there`,
    place,
  );
}

/** What is behind a Service's port. */
function endpointsHop(service: Service, port: ServicePort | undefined, found: ServiceEndpoints): Hop {
  const { endpoints, leftOut, unknown, from } = found;
  const subject = describe(service);
  const place = [seen(service, service.selectorSpan)];
  if (endpoints.length === 0) {
    const [left] = leftOut;
    if (unknown !== undefined) return hop('endpoints', 'unknown', subject, unknown, place);
    if (left !== undefined)
      return hop('endpoints', 'broken', subject, `${describe(left.maker)}: ${left.why}`, [...place, seen(left.maker)]);
    if (from === 'slices')
      return hop('endpoints', 'broken', subject, 'it has no selector, and its EndpointSlices hold no address', place);
    return from === 'none'
      ? hop(
          'endpoints',
          'unknown',
          subject,
          'it has no selector, and the EndpointSlices that would give it addresses are not in this stack',
          place,
        )
      : hop(
          'endpoints',
          'broken',
          subject,
          `no pod of its namespace has the labels ${formatPairs(service.selector)}`,
          place,
        );
  }
  const makers = endpoints.flatMap(({ origin }) => (origin.type === 'podMaker' ? [origin] : []));
  const names = [...new Set(endpoints.map(({ origin }) => describe(origin)))].join(', ');
  if (endpoints.every(({ ready, serving, terminating }) => ready === false && !(serving && terminating)))
    return hop('endpoints', 'broken', subject, `no pod is ready: ${names}`, place);
  if (endpoints.every(({ match }) => match === 'unknown'))
    return hop('endpoints', 'unknown', subject, unknown ?? `whether the selector finds ${names} is not known`, place);
  if (port === undefined)
    return hop('endpoints', 'ok', subject, names, [...place, ...makers.map((maker) => seen(maker))]);
  const published = endpoints.map(
    ({ ports }) =>
      ports.find(({ name, protocol }) => name === (port.name?.value ?? '') && protocol === port.protocol.value)
        ?.resolved,
  );
  const target = [seen(service, port.targetPort ?? port)];
  const doubt = published.find((resolved) => resolved?.kind === 'unknown');
  const missing = published.filter((resolved) => resolved === undefined || resolved.kind === 'missing');
  if (missing.length > 0) {
    const offered = makers.map((maker) => `${describe(maker)} offers ${declaredWords(maker) || 'none'}`).join('; ');
    const name = port.targetPort?.value ?? port.name?.value ?? '';
    const all = missing.length === published.length;
    const reason = `${all ? '' : `${missing.length} of ${published.length}: `}targetPort ${name}: no container port has that name and protocol (${offered})`;
    const only = [
      ...new Set(
        makers.flatMap(({ template }) =>
          template.containers.flatMap(({ ports }) =>
            ports.flatMap((own) => own.name?.value ?? own.containerPort?.value ?? []),
          ),
        ),
      ),
    ];
    const fix = all && only.length === 1 ? `targetPort: ${only[0]}` : undefined;
    return hop(
      'endpoints',
      all ? 'broken' : 'degraded',
      subject,
      reason,
      [...target, ...makers.map((maker) => seen(maker))],
      fix,
    );
  }
  if (doubt?.kind === 'unknown') return hop('endpoints', 'unknown', subject, doubt.reason, target);
  const numbers = [...new Set(published.flatMap((resolved) => (resolved?.kind === 'port' ? [resolved.number] : [])))];
  return hop('endpoints', 'ok', subject, `${names} on ${numbers.join(', ')}/${port.protocol.value ?? '?'}`, [
    ...target,
    ...makers.map((maker) => seen(maker)),
  ]);
}
