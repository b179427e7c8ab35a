import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { type Address, parseAddress, parseBlock } from '../../resources/ip.ts';
import { pairOf } from '../../resources/labels.ts';
import type { World } from '../../world/world.ts';
import type { ServiceEndpoint } from '../endpoints.ts';
import type { ProxyService } from '../kube-proxy.ts';
import type { ProxyEndpoint } from './choice.ts';
import type { EntryService } from './entry-points.ts';

/** A port of a Service as kube-proxy reads it. */
export interface ProxiedPort extends EntryService, ProxyService {
  readonly service: Service;
  /** How long a client keeps its pod, in seconds; `undefined` without session affinity. */
  readonly affinity: number | undefined;
}

/**
 * A port of a Service in one address family (pkg/proxy/serviceport.go, `newBaseServiceInfo`); `undefined` where its number or
 * protocol is not known. Addresses of a load balancer that packets keep are those of the status.
 */
export function proxiedPort(
  service: Service,
  { port, protocol, nodePort }: ServicePort,
  family: Address['family'],
): ProxiedPort | undefined {
  if (port?.value === undefined || protocol.value === undefined) return undefined;
  const own = (texts: readonly ({ readonly value: string | undefined } | undefined)[]) =>
    texts.flatMap((text) => {
      const address = parseAddress(text?.value ?? '');
      return address?.family === family ? [address] : [];
    });
  const vips = service.balancerAddresses.filter(({ mode }) => mode === 'VIP');
  const balanced = service.serviceType.value === 'LoadBalancer';
  const externalLocal = service.externalTrafficPolicy?.value === 'Local';
  return {
    service,
    port: port.value,
    protocol: protocol.value,
    clusterIP: own([...service.clusterIPs, service.clusterIP])[0],
    externalIPs: own(service.externalIPs),
    loadBalancerIPs: own(vips.map(({ address }) => ({ value: address }))),
    nodePort: nodePort?.value,
    healthCheckNodePort: balanced && externalLocal ? service.healthCheckNodePort?.value : undefined,
    internalLocal: service.internalTrafficPolicy?.value === 'Local',
    externalLocal,
    sourceRanges: service.loadBalancerSourceRanges.flatMap(({ value }) => {
      const block = parseBlock(value?.trim() ?? '');
      return block?.address.family === family ? [block] : [];
    }),
    affinity: service.sessionAffinity?.value === 'ClientIP' ? (service.affinityTimeout?.value ?? 10_800) : undefined,
  };
}

/** An endpoint of a port with what it is made from. */
export interface ProxiedEndpoint extends ProxyEndpoint {
  readonly of: ServiceEndpoint;
}

/**
 * The endpoints that kube-proxy joins to a port, by its name and protocol. Manifests have no state: their pods are taken for
 * ready. Hints are those that a slice states, and of pods those that `trafficDistribution` gives (kubernetes/endpointslice,
 * trafficdist).
 */
export function proxiedEndpoints(
  world: World,
  service: Service,
  { name, protocol }: ServicePort,
  endpoints: readonly ServiceEndpoint[],
): readonly ProxiedEndpoint[] {
  const distribution = preference(service)?.by;
  return endpoints.flatMap((endpoint) => {
    const resolved = endpoint.ports.find(
      (own) => own.name === (name?.value ?? '') && own.protocol === protocol.value,
    )?.resolved;
    if (resolved?.kind !== 'port') return [];
    const { nodeName, addresses, hints, origin } = endpoint;
    const ready = endpoint.ready ?? true;
    const hinted =
      origin.type === 'podMaker' &&
      ready &&
      distribution !== undefined &&
      distribution !== 'topology-mode' &&
      nodeName !== undefined;
    const zone = hinted ? zoneOf(world, nodeName) : undefined;
    return [
      {
        of: endpoint,
        ready,
        serving: endpoint.serving ?? true,
        terminating: endpoint.terminating ?? false,
        node: nodeName,
        address: parseAddress(addresses[0] ?? ''),
        target: resolved.number,
        pods: endpoint.pods,
        zones: hints?.zones ?? (zone === undefined ? [] : [zone]),
        nodes: hints?.nodes ?? (hinted && distribution === 'PreferSameNode' ? [nodeName] : []),
      },
    ];
  });
}

/** The zone that a node's labels state. */
export function zoneOf(world: World, node: string): string | undefined {
  const [found] = world.named('node', '', node);
  return found === undefined ? undefined : pairOf(found.labels, 'topology.kubernetes.io/zone')?.value;
}

/** That clients get pods near them, by what, and which ones in words. */
export interface NearbyPreference {
  readonly by: string;
  readonly words: string;
}

const distributions: Readonly<Record<string, string>> = {
  PreferClose: 'in its own zone',
  PreferSameZone: 'in its own zone',
  PreferSameNode: 'on its own node, else in its own zone',
};

/**
 * What a Service prefers by `trafficDistribution`, or by the annotation of topology-aware routing, which turns the field off
 * and gives hints by a reckoning that the text does not hold (kubernetes/endpointslice, topologycache).
 */
export function preference({ annotations, trafficDistribution }: Service): NearbyPreference | undefined {
  const mode =
    pairOf(annotations, 'service.kubernetes.io/topology-aware-hints') ??
    pairOf(annotations, 'service.kubernetes.io/topology-mode');
  if (mode?.value === 'Auto' || mode?.value === 'auto') return { by: 'topology-mode', words: 'in its own zone' };
  const by = trafficDistribution?.value ?? '';
  const words = distributions[by];
  return words === undefined ? undefined : { by, words };
}
