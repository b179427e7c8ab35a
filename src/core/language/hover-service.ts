import { type ServiceEndpoint, serviceEndpoints } from '../network/endpoints.ts';
import { type ResolvedPort, resolvePort } from '../network/ports.ts';
import { isHeadless } from '../network/service.ts';
import type { Service, ServicePort } from '../resources/core-v1.ts';
import { formatPairs } from '../resources/labels.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource } from '../resources/resource.ts';
import type { World } from '../world/world.ts';
import { dnsName, type HoverLine, type HoverPart, link, otherNamespaceLines } from './hover-line.ts';
import { at } from './place.ts';

/** Addresses of one EndpointSlice beyond this many are counted. */
const maxAddresses = 3;

/** What a Service is called, where its ports lead and who stands behind it. */
export function serviceLines(service: Service, world: World, domain: string): readonly HoverLine[] {
  const lines = nameLine(service, world, domain);
  if (service.serviceType.value === 'ExternalName') return lines;
  const ports = hasEndpoints(service, world) ? service.ports.flatMap((port) => waysOf(service, port, world)) : [];
  return [...lines, ...ports, ...podsLines(service, world)];
}

function nameLine(service: Service, world: World, domain: string): readonly HoverLine[] {
  if (service.name?.value === undefined) return [];
  const name = dnsName(service.name.value, service, world, domain);
  if (service.serviceType.value === 'ExternalName') return [[`${name} · ${aliasOf(service)}`]];
  if (!isHeadless(service)) return [[`${name} · ${service.serviceType.value ?? 'its type is not known'}`]];
  return [
    [
      `${name} · headless: answers with the addresses of its ${publishesAll(service) ? 'pods, ready or not' : 'ready pods'}`,
    ],
  ];
}

/** `alias (CNAME) of db.example.com`: what an ExternalName Service is. */
export function aliasOf({ externalName }: Service): string {
  if (externalName === undefined) return 'alias (CNAME) of nothing: externalName is missing';
  return externalName.value === undefined
    ? `alias (CNAME) of a name that is not known, because ${externalName.unknown}`
    : `alias (CNAME) of ${externalName.value}`;
}

/** Where one port of a Service leads and who stands behind it. */
export function portLines(service: Service, port: ServicePort, world: World): readonly HoverLine[] {
  if (service.serviceType.value === 'ExternalName')
    return [
      [
        `not used: an ExternalName Service is a DNS alias, clients connect to ${service.externalName?.value ?? 'its host'} themselves`,
      ],
    ];
  const pods = podsLines(service, world);
  return hasEndpoints(service, world) ? [...waysOf(service, port, world), ...pods] : pods;
}

/** Whether there is anything that a port could lead to. */
export function hasEndpoints(service: Service, world: World): boolean {
  const { endpoints, leftOut } = world.derive(serviceEndpoints, service);
  return endpoints.length > 0 || leftOut.length > 0;
}

/** One way that a Service port goes, for all the endpoints for which it goes there. */
interface Way {
  readonly resolved: ResolvedPort;
  readonly origins: readonly ServiceEndpoint['origin'][];
  /** Whether it surely has an endpoint. */
  readonly certain: boolean;
}

/** `port 80/TCP → http → 8080 · container api`, once for each way the port resolves. */
export function waysOf(service: Service, port: ServicePort, world: World): readonly HoverLine[] {
  const ways = new Map<string, Way>();
  const add = (origin: ServiceEndpoint['origin'], resolved: ResolvedPort, certain: boolean) => {
    const container = resolved.kind === 'port' ? resolved.declared?.container.name?.value : undefined;
    const key = JSON.stringify(resolved.kind === 'port' ? [resolved.number, container] : resolved);
    const known = ways.get(key);
    const origins = known?.origins ?? [];
    ways.set(key, {
      resolved: known?.resolved ?? resolved,
      origins: origins.includes(origin) ? origins : [...origins, origin],
      certain: certain || known?.certain === true,
    });
  };
  const { endpoints, leftOut, unknown } = world.derive(serviceEndpoints, service);
  for (const { origin, match, ports } of endpoints)
    add(origin, publishedPort(port, ports) ?? { kind: 'missing', name: port.name?.value ?? '' }, match === 'yes');
  // Pods that take no traffic at the moment show where it would go, when nothing else does.
  if (endpoints.length === 0) for (const { maker } of leftOut) add(maker, resolvePort(port, maker.template), true);
  const everywhere = ways.size === 1 && unknown === undefined && endpoints.every(({ match }) => match === 'yes');
  return [...ways.values()].map((way) => wayLine(service, port, way, everywhere));
}

/** What an endpoint publishes for a Service port: kube-proxy joins the two by name and protocol. */
function publishedPort({ name, protocol }: ServicePort, ports: ServiceEndpoint['ports']): ResolvedPort | undefined {
  return ports.find((other) => other.name === (name?.value ?? '') && other.protocol === protocol.value)?.resolved;
}

function wayLine(service: Service, port: ServicePort, way: Way, everywhere: boolean): HoverLine {
  const { resolved, origins, certain } = way;
  const [origin] = origins;
  const perhaps = certain ? '' : '? perhaps ';
  const sends = `port ${port.port?.value ?? '?'}/${port.protocol.value ?? '?'}`;
  if (resolved.kind === 'unknown') return [`? ${sends} → not known, because ${resolved.reason}`];
  const head = perhaps + sends;
  if (origin === undefined) return [head];
  if (resolved.kind === 'missing') return missingLine(service, head, resolved.name, origins, everywhere);
  const { number, declared } = resolved;
  // Nothing stands between the clients of a headless Service and the pods.
  if (isHeadless(service) && port.port?.value !== undefined && port.port.value !== number)
    return [
      `${head} → ${port.port.value}, not ${number}: a headless Service translates no ports (SRV records name ${number})`,
    ];
  if (origin.type !== 'podMaker') return [`${head} → ${number} · `, link(origin)];
  const target = port.targetPort?.value;
  const start = `${head} → ${typeof target === 'string' ? `${target} → ` : ''}${number} · `;
  return declared === undefined
    ? [`${start}no container declares it; it works if one listens there`]
    : [start, { text: `container ${declared.container.name?.value ?? '?'}`, to: at(origin, declared.port) }];
}

/** A named port that endpoints do not have: it is left out for them, and only for them. */
function missingLine(
  service: Service,
  head: string,
  name: string,
  origins: readonly Resource[],
  everywhere: boolean,
): HoverLine {
  const [origin, ...more] = origins;
  if (origin === undefined) return [head];
  const whose: readonly HoverPart[] = [link(origin), more.length === 0 ? '' : ` and ${more.length} more`];
  const consequence = isHeadless(service)
    ? 'no SRV record names the port'
    : everywhere
      ? withoutEndpoints(service)
      : 'no traffic of this port goes there';
  return origin.type === 'podMaker'
    ? [`${head} → ${name} ✗ no container port of `, ...whose, ` has this name: ${consequence}`]
    : [`${head} ✗ `, ...whose, ` has no port ${name === '' ? 'without a name' : `named ${name}`}: ${consequence}`];
}

/** Which workloads stand behind a Service. */
export function podsLines(service: Service, world: World): readonly HoverLine[] {
  const found = world.derive(serviceEndpoints, service);
  const { from, endpoints, leftOut, unknown } = found;
  if (from === 'alias') return [['not used: an ExternalName Service is a DNS alias and selects no pods']];
  if (from === 'none')
    return [['? no selector, and this stack has no EndpointSlice for it: its endpoints come from elsewhere']];
  if (from === 'slices' && endpoints.length === 0)
    return [
      [unknown === undefined ? `✗ its EndpointSlices hold no address: ${withoutEndpoints(service)}` : `? ${unknown}`],
    ];
  const uncertain = service.selector.pairs.find((pair) => pair.unknown !== undefined)?.unknown;
  const lines: HoverLine[] = [];
  if (uncertain !== undefined) lines.push([`? which pods it selects is not known, because ${uncertain}`]);
  else if (!hasEndpoints(service, world)) {
    const { name, assumed } = world.namespaceOf(service);
    const elsewhere = otherNamespaceLines(world, service.selector, name);
    const where = assumed ? (elsewhere.length === 0 ? 'this stack' : 'its namespace') : `namespace ${name}`;
    const nobody = `no workload of ${where} has ${formatPairs(service.selector)}`;
    return [
      [unknown === undefined ? `✗ ${nobody}: ${withoutEndpoints(service)}` : `? ${nobody}; ${unknown}`],
      ...elsewhere,
    ];
  } else if (unknown === undefined && !endpoints.some((endpoint) => takesTraffic(endpoint, service)))
    lines.push([`✗ none of its pods takes traffic: ${withoutEndpoints(service)}`]);
  const byOrigin = new Map<ServiceEndpoint['origin'], ServiceEndpoint[]>();
  for (const endpoint of endpoints) {
    const same = byOrigin.get(endpoint.origin);
    if (same === undefined) byOrigin.set(endpoint.origin, [endpoint]);
    else same.push(endpoint);
  }
  const groups = [...byOrigin.values()];
  const certain = (same: readonly ServiceEndpoint[]) => same.some(({ match }) => match === 'yes');
  lines.push(
    ...groups.filter(certain).map(originLine),
    ...leftOut.map(({ maker, why }): HoverLine => ['✗ selects ', link(maker), `, which takes no traffic: ${why}`]),
    ...groups.filter((same) => !certain(same)).map(originLine),
  );
  if (unknown !== undefined && uncertain === undefined) lines.push([`? perhaps more: ${unknown}`]);
  return lines;
}

/** kube-proxy sends to ready endpoints, and where there are none to those that end but still serve; DNS knows only ready ones. */
function takesTraffic({ ready, serving, terminating }: ServiceEndpoint, service: Service): boolean {
  return ready !== false || (!isHeadless(service) && serving === true && terminating === true);
}

/** `selects Deployment "web" (3 pods)`, `selects Pod "web-1" (10.1.2.3, ready)` or `sends to EndpointSlice "db": 192.0.2.7 (ready)`. */
function originLine(endpoints: readonly ServiceEndpoint[]): HoverLine {
  const [endpoint] = endpoints;
  if (endpoint === undefined) return [];
  const { origin, match } = endpoint;
  if (origin.type === 'podMaker') {
    const facts = [...endpoints.flatMap(({ addresses }) => addresses), ...stateOf(endpoint)].join(', ');
    return [
      match === 'yes' ? 'selects ' : '? perhaps ',
      link(origin),
      facts === '' ? replicasOf(origin) : ` (${facts})`,
    ];
  }
  const listed = endpoints
    .slice(0, maxAddresses)
    .map((each) => `${each.addresses[0] ?? '?'} (${stateOf(each).join('')})`);
  if (endpoints.length > maxAddresses) listed.push(`${endpoints.length - maxAddresses} more`);
  return ['sends to ', link(origin), `: ${listed.join(', ')}`];
}

function stateOf({ ready, terminating }: ServiceEndpoint): readonly string[] {
  if (ready === undefined) return [];
  return [terminating === true ? 'terminating' : ready ? 'ready' : 'not ready'];
}

function replicasOf({ workload, replicas }: PodMaker): string {
  if (workload === 'DaemonSet') return ' (a pod on every node)';
  if (workload === 'Pod' || replicas?.value === undefined) return '';
  return ` (${replicas.value} pod${replicas.value === 1 ? '' : 's'})`;
}

/** What clients of a Service without endpoints meet: kube-proxy rejects, and a headless name is not in the DNS. */
export function withoutEndpoints(service: Service): string {
  if (isHeadless(service)) return 'its name does not resolve (NXDOMAIN)';
  return service.clusterIP !== undefined && service.clusterIP.value === undefined
    ? 'connections fail'
    : 'connections are refused';
}

/** Whether DNS answers for pods that are not ready too. */
export function publishesAll({ publishNotReadyAddresses }: Service): boolean {
  return publishNotReadyAddresses?.value === true;
}
