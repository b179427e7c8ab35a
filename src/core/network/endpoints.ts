import type {
  EndpointHints,
  EndpointPort,
  EndpointSlice,
  Endpoints,
  Service,
  SliceEndpoint,
} from '../resources/core-v1.ts';
import { parseAddress } from '../resources/ip.ts';
import { pairOf } from '../resources/labels.ts';
import type { PodMaker, PodStatus } from '../resources/pod-maker.ts';
import type { DeriveSlot, World } from '../world/world.ts';
import { type ResolvedPort, resolvePort } from './ports.ts';
import { isHeadless, serviceSelection } from './service.ts';

/** An IP family as `spec.ipFamilies` names it. */
export type IpFamily = 'IPv4' | 'IPv6';

/** A port of an endpoint. */
export interface PublishedPort {
  /** The Service port's name, `''` when it has none: what kube-proxy joins by, together with the protocol. */
  readonly name: string;
  readonly protocol: string | undefined;
  readonly resolved: ResolvedPort;
}

/** One entry of an EndpointSlice, or the abstract entry that stands for all pods of a workload. */
export interface ServiceEndpoint {
  readonly origin: PodMaker | EndpointSlice | Endpoints;
  readonly match: 'yes' | 'unknown';
  /** `undefined` where no address is known. */
  readonly family: IpFamily | undefined;
  readonly addresses: readonly string[];
  /** How many pods it stands for; `undefined` when the text does not say (a DaemonSet, a hidden number). */
  readonly pods: number | undefined;
  /** Ports that did not resolve are among them: the pod stays an endpoint without them. */
  readonly ports: readonly PublishedPort[];
  /** `undefined` for manifests, which have no state. */
  readonly ready: boolean | undefined;
  readonly serving: boolean | undefined;
  readonly terminating: boolean | undefined;
  /** The name that DNS publishes for this pod alone, `<hostname>.<service>`. */
  readonly hostname: string | undefined;
  readonly nodeName: string | undefined;
  /** Those that a slice states. */
  readonly hints: EndpointHints | undefined;
}

/** A pod that the selector matches and that is no endpoint all the same. */
export interface LeftOutPods {
  readonly maker: PodMaker;
  readonly why: string;
}

/** Where a Service's traffic goes. */
export interface ServiceEndpoints {
  /** `alias`: ExternalName, DNS only. `selector`: from pods. `slices`: from EndpointSlices or Endpoints that the text holds, which may be empty. `none`: no selector and no slices. */
  readonly from: 'alias' | 'selector' | 'slices' | 'none';
  /** The host that an ExternalName Service stands for. */
  readonly alias: string | undefined;
  readonly endpoints: readonly ServiceEndpoint[];
  readonly leftOut: readonly LeftOutPods[];
  /** Why more endpoints may exist, else `undefined`. */
  readonly unknown: string | undefined;
}

const emptySlices = 'its EndpointSlices hold no address here, and something may fill them';

const managedBy = 'endpointslice.kubernetes.io/managed-by';

/**
 * {@link ServiceEndpoints} of a Service as the EndpointSlice controller publishes them (kubernetes/endpointslice:
 * `syncService`, `ShouldPodBeInEndpoints`, `podToEndpoint`; for Endpoints without selector the mirroring controller).
 * The slices of a dump are facts and win over what the controller would compute.
 */
export const serviceEndpoints: DeriveSlot<Service, ServiceEndpoints> = {
  name: 'serviceEndpoints',
  reach: 'namespace',
  compute(world, service) {
    const none = { alias: undefined, endpoints: [], leftOut: [], unknown: undefined };
    if (service.serviceType.value === 'ExternalName')
      return { ...none, from: 'alias', alias: service.externalName?.value };
    const { sources, endpoints: stated } = statedEndpoints(world, service);
    const { selects, pods, unknown } = world.derive(serviceSelection, service);
    if (selects === 'nothing') {
      if (sources.length === 0) return { ...none, from: 'none' };
      const mayBeFilled = stated.length === 0 && !sources.every(({ live }) => live);
      return { ...none, from: 'slices', endpoints: stated, unknown: mayBeFilled ? emptySlices : undefined };
    }
    if (stated.some(({ origin }) => isPublished(origin))) return { ...none, from: 'slices', endpoints: stated };
    const endpoints: ServiceEndpoint[] = [];
    const leftOut: LeftOutPods[] = [];
    for (const { maker, match } of pods) {
      const why = whyLeftOut(world, service, maker);
      if (why !== undefined) {
        leftOut.push({ maker, why });
        continue;
      }
      const found = families(service).flatMap((family) => podEndpoint(service, maker, match, family) ?? []);
      if (found.length === 0) leftOut.push({ maker, why: 'it has no address of a family that the Service uses' });
      endpoints.push(...found);
    }
    return { ...none, from: 'selector', endpoints: [...endpoints, ...stated], leftOut, unknown };
  },
};

/** The endpoints by the ports they publish: each group is an EndpointSlice of its own (`getEndpointPorts`, `portMapKey`). */
export function slicesOf(endpoints: readonly ServiceEndpoint[]): readonly (readonly ServiceEndpoint[])[] {
  const groups = new Map<string, ServiceEndpoint[]>();
  for (const endpoint of endpoints) {
    const ports = endpoint.ports.flatMap(({ name, protocol, resolved }) =>
      resolved.kind === 'port' ? [`${name} ${protocol} ${resolved.number}`] : [],
    );
    const key = JSON.stringify([endpoint.family, ports.sort()]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [endpoint]);
    else group.push(endpoint);
  }
  return [...groups.values()];
}

/** Slices that the control plane wrote, read back from a cluster. */
function isPublished(origin: ServiceEndpoint['origin']): boolean {
  return (
    origin.type === 'endpointSlice' &&
    origin.live &&
    pairOf(origin.labels, managedBy)?.value === 'endpointslice-controller.k8s.io'
  );
}

/** Why pods are no endpoints whatever the family (`ShouldPodBeInEndpoints`); `undefined` when they are. */
function whyLeftOut(world: World, service: Service, { replicas, status }: PodMaker): string | undefined {
  if (status === undefined) return replicas?.value === 0 ? 'scaled to 0' : undefined;
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return `finished (${status.phase})`;
  if (status.podIPs.length === 0) return 'it has no address yet';
  const nodes = world.all('node').filter(({ live }) => live);
  const { nodeName } = status;
  if (
    nodeName !== undefined &&
    nodes.length > 0 &&
    !publishesAll(service) &&
    !nodes.some(({ name }) => name?.value === nodeName)
  )
    return `its node ${nodeName} does not exist`;
  return undefined;
}

function publishesAll(service: Service): boolean {
  return service.publishNotReadyAddresses?.value === true;
}

/** The families of a Service; `undefined` alone where the cluster chooses. */
function families(service: Service): readonly (IpFamily | undefined)[] {
  const stated = service.ipFamilies.flatMap(({ value }): IpFamily[] =>
    value === 'IPv4' || value === 'IPv6' ? [value] : [],
  );
  if (stated.length > 0) return stated;
  const addresses = service.clusterIPs.length > 0 ? service.clusterIPs : [service.clusterIP];
  const used = addresses.flatMap((address) => familyOf(address?.value) ?? []);
  if (used.length > 0) return [...new Set(used)];
  return service.live && isHeadless(service) ? ['IPv4', 'IPv6'] : [undefined];
}

function familyOf(address: string | undefined): IpFamily | undefined {
  return address === undefined ? undefined : parseAddress(address)?.family;
}

function podEndpoint(
  service: Service,
  maker: PodMaker,
  match: 'yes' | 'unknown',
  family: IpFamily | undefined,
): ServiceEndpoint | undefined {
  const { status, template } = maker;
  const addresses = (status?.podIPs ?? []).filter((address) => family === undefined || familyOf(address) === family);
  if (status !== undefined && addresses.length === 0) return undefined;
  const { hostname, subdomain } = template;
  return {
    origin: maker,
    match,
    family: family ?? familyOf(addresses[0]),
    addresses: addresses.slice(0, 1),
    pods: status === undefined ? maker.replicas?.value : 1,
    ports: service.ports.map((port) => ({
      name: port.name?.value ?? '',
      protocol: port.protocol.value,
      resolved: resolvePort(port, template),
    })),
    ...conditionsOf(service, status),
    hostname: subdomain?.value !== undefined && subdomain.value === service.name?.value ? hostname?.value : undefined,
    nodeName: status?.nodeName ?? template.nodeName?.value,
    hints: undefined,
  };
}

/** `ready = publishNotReadyAddresses || serving` (`podToEndpoint`). */
function conditionsOf(service: Service, status: PodStatus | undefined) {
  if (status === undefined) return { ready: undefined, serving: undefined, terminating: undefined };
  const { ready: serving, terminating } = status;
  return { ready: publishesAll(service) || (serving && !terminating), serving, terminating };
}

/**
 * Endpoints that the text itself holds, and what holds them: EndpointSlices of the Service and, without a selector, the
 * mirrored Endpoints.
 */
function statedEndpoints(
  world: World,
  service: Service,
): { readonly sources: readonly (EndpointSlice | Endpoints)[]; readonly endpoints: readonly ServiceEndpoint[] } {
  const name = service.name?.value;
  if (name === undefined) return { sources: [], endpoints: [] };
  const namespace = world.namespaceOf(service).name;
  const slices = world.inNamespace('endpointSlice', namespace).filter(({ serviceName }) => serviceName?.value === name);
  const inSlices = slices.flatMap((slice) => slice.endpoints.map((endpoint) => sliceEndpoint(slice, endpoint)));
  const mirrored = slices.some(
    ({ labels }) => pairOf(labels, managedBy)?.value === 'endpointslicemirroring-controller.k8s.io',
  );
  if (mirrored || service.selector.pairs.length > 0 || service.selector.open !== undefined)
    return { sources: slices, endpoints: inSlices };
  const older = world.named('endpoints', namespace, name).filter(isMirrored);
  return { sources: [...slices, ...older], endpoints: [...inSlices, ...older.flatMap(subsetEndpoints)] };
}

/** The mirroring controller leaves these alone (pkg/controller/endpointslicemirroring, `shouldMirror`). */
function isMirrored({ labels, annotations }: Endpoints): boolean {
  return (
    pairOf(labels, 'endpointslice.kubernetes.io/skip-mirror')?.value !== 'true' &&
    pairOf(annotations, 'control-plane.alpha.kubernetes.io/leader') === undefined
  );
}

/** Conditions that are absent mean ready and serving (discovery/v1 `EndpointConditions`). */
function sliceEndpoint(slice: EndpointSlice, endpoint: SliceEndpoint): ServiceEndpoint {
  const ready = endpoint.ready ?? true;
  return {
    ...statedEndpoint(
      slice,
      endpoint.addresses.flatMap(({ value }) => value ?? []),
      slice.ports,
      ready,
    ),
    serving: endpoint.serving ?? ready,
    terminating: endpoint.terminating ?? false,
    nodeName: endpoint.nodeName,
    hints: endpoint.hints,
  };
}

function subsetEndpoints(origin: Endpoints): readonly ServiceEndpoint[] {
  return origin.subsets.flatMap(({ addresses, notReadyAddresses, ports }) => [
    ...addresses.flatMap(({ value }) => (value === undefined ? [] : [statedEndpoint(origin, [value], ports, true)])),
    ...notReadyAddresses.flatMap(({ value }) =>
      value === undefined ? [] : [statedEndpoint(origin, [value], ports, false)],
    ),
  ]);
}

function statedEndpoint(
  origin: EndpointSlice | Endpoints,
  addresses: readonly string[],
  ports: readonly EndpointPort[],
  ready: boolean,
): ServiceEndpoint {
  return {
    origin,
    match: 'yes',
    family: familyOf(addresses[0]),
    addresses,
    pods: 1,
    ports: ports.map(({ name, port, protocol }) => ({
      name: name?.value ?? '',
      protocol: protocol.value,
      resolved:
        port?.value === undefined
          ? { kind: 'unknown', reason: 'the slice states no port' }
          : { kind: 'port', number: port.value, declared: undefined },
    })),
    ready,
    serving: ready,
    terminating: false,
    hostname: undefined,
    nodeName: undefined,
    hints: undefined,
  };
}
