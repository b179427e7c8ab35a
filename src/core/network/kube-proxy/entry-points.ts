import { type Address, type Block, blockHas, sameAddress } from '../../resources/ip.ts';
import { type NodePortAddresses, nodePortAddresses, type ProxySettings } from './settings.ts';

/** How a packet comes to a Service: by one of its addresses, or by a port of a node. */
export type EntryKind = 'clusterIP' | 'externalIP' | 'loadBalancer' | 'nodePort';

/** One port of a Service in one address family, with the addresses that lead to it (pkg/proxy/serviceport.go). */
export interface EntryService {
  readonly protocol: string;
  readonly port: number;
  readonly clusterIP: Address | undefined;
  readonly externalIPs: readonly Address[];
  /** Of `status.loadBalancer.ingress`, those whose `ipMode` is VIP; others get no rules. */
  readonly loadBalancerIPs: readonly Address[];
  readonly nodePort: number | undefined;
  /** Of a LoadBalancer with `externalTrafficPolicy: Local`. */
  readonly healthCheckNodePort: number | undefined;
}

/** A place where kube-proxy takes connections for a port of a Service. */
export type EntryPoint =
  | {
      readonly kind: Exclude<EntryKind, 'nodePort'>;
      readonly address: Address;
      readonly port: number;
      readonly protocol: string;
    }
  | { readonly kind: 'nodePort'; readonly on: NodePortAddresses; readonly port: number; readonly protocol: string }
  /** Answers 200 over HTTP where the node has a ready endpoint and kube-proxy is well, else 503 (pkg/proxy/healthcheck). */
  | { readonly kind: 'healthCheck'; readonly on: NodePortAddresses; readonly port: number; readonly protocol: 'TCP' };

/** Every entry point of a port in the family of its cluster IP, in the order in which kube-proxy looks for them. */
export function entryPoints(service: EntryService, family: Address['family'], settings: ProxySettings): EntryPoint[] {
  const { port, protocol, nodePort, healthCheckNodePort } = service;
  const at = (kind: Exclude<EntryKind, 'nodePort'>, addresses: readonly (Address | undefined)[]): EntryPoint[] =>
    addresses.flatMap((address) => (address?.family === family ? [{ kind, address, port, protocol }] : []));
  const on = nodePortAddresses(settings, family);
  return [
    ...at('clusterIP', [service.clusterIP]),
    ...at('externalIP', service.externalIPs),
    ...at('loadBalancer', service.loadBalancerIPs),
    ...(nodePort === undefined ? [] : [{ kind: 'nodePort' as const, on, port: nodePort, protocol }]),
    ...(healthCheckNodePort === undefined
      ? []
      : [{ kind: 'healthCheck' as const, on, port: healthCheckNodePort, protocol: 'TCP' as const }]),
  ];
}

/** Addresses of a node: its primary ones and all of them. */
export interface NodeAddresses {
  readonly primary: readonly Address[];
  readonly all: readonly Address[];
}

/** What kube-proxy does with a packet to an address and port that is not a Service's to answer. */
export type Unclaimed = 'REJECT' | 'DROP' | 'not its own';

/** What a packet to an address and port meets at a node. */
export type EntryFound<S> =
  | { readonly kind: 'entry'; readonly service: S; readonly entry: EntryKind }
  | { readonly kind: 'none'; readonly fate: Unclaimed }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Which Service takes a packet at a node. An address of a Service on a port that it lacks is refused in nftables mode, and
 * an address of a Service CIDR that nobody has is dropped (chain `cluster-ips-check`); elsewhere the packet goes its way.
 */
export function entryAt<S extends EntryService>(
  services: readonly S[],
  to: { readonly address: Address; readonly port: number; readonly protocol: string },
  node: NodeAddresses,
  serviceBlocks: readonly Block[],
  settings: ProxySettings,
): EntryFound<S> {
  const { address, port, protocol } = to;
  const same = (other: Address | undefined) => sameAddress(other, address);
  for (const service of services) {
    if (service.protocol !== protocol || service.port !== port) continue;
    if (same(service.clusterIP)) return { kind: 'entry', service, entry: 'clusterIP' };
    if (service.externalIPs.some(same)) return { kind: 'entry', service, entry: 'externalIP' };
    if (service.loadBalancerIPs.some(same)) return { kind: 'entry', service, entry: 'loadBalancer' };
  }
  const own = services.find((service) => service.protocol === protocol && service.nodePort === port);
  if (own !== undefined && (node.all.some(same) || isLoopback(address))) {
    const listens = listensOn(nodePortAddresses(settings, address.family), address, node);
    if (listens === undefined)
      return { kind: 'unknown', why: 'on which addresses kube-proxy serves node ports is not known' };
    if (listens) return { kind: 'entry', service: own, entry: 'nodePort' };
  }
  if (settings.mode !== 'nftables') return { kind: 'none', fate: 'not its own' };
  if (services.some(({ clusterIP }) => same(clusterIP))) return { kind: 'none', fate: 'REJECT' };
  return { kind: 'none', fate: serviceBlocks.some((block) => blockHas(block, address)) ? 'DROP' : 'not its own' };
}

/** Whether node ports listen on an address of a node; `undefined` where that is not known. */
export function listensOn(on: NodePortAddresses, address: Address, { primary }: NodeAddresses): boolean | undefined {
  if (isLoopback(address)) return on.localhost;
  if (on.on === 'unknown') return undefined;
  return (
    on.on === 'all' ||
    on.blocks.some((block) => blockHas(block, address)) ||
    (on.on === 'primary' && primary.some((own) => sameAddress(own, address)))
  );
}

function isLoopback({ family, bits }: Address): boolean {
  return family === 'IPv4' ? bits >> 24n === 127n : bits === 1n;
}
