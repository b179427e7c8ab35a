import { type Address, formatAddress } from '../../resources/ip.ts';

/** An endpoint as kube-proxy sees it on one node. Conditions that are absent mean ready and serving. */
export interface ProxyEndpoint {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly node: string | undefined;
  /** `undefined` where it is not known, or where the endpoint stands for several pods. */
  readonly address: Address | undefined;
  /** The pod's port. */
  readonly target: number;
  /** How many pods it stands for; `undefined` where that is not known. */
  readonly pods: number | undefined;
  /** Names of the zones and nodes that the slice hints at. */
  readonly zones: readonly string[];
  readonly nodes: readonly string[];
}

/** What kube-proxy looks at in a Service to choose endpoints. */
export interface TrafficPolicies {
  /** `internalTrafficPolicy: Local`. */
  readonly internalLocal: boolean;
  /** `externalTrafficPolicy: Local`. */
  readonly externalLocal: boolean;
}

/** The node on which kube-proxy runs. */
export interface ProxyNode {
  readonly name: string;
  readonly zone: string | undefined;
}

/** The endpoints that take connections on a node (pkg/proxy/topology.go, `CategorizeEndpoints`). */
export interface UsableEndpoints<E> {
  /** With traffic policy Cluster. */
  readonly cluster: readonly E[];
  /** With traffic policy Local. */
  readonly local: readonly E[];
  /** Whether there is one anywhere: without any, connections are refused; with one elsewhere, Local drops them. */
  readonly any: boolean;
}

/**
 * Endpoints without those whose address and port another one has too: the last that is not on its way out counts
 * (pkg/proxy/endpointslicecache.go, `addEndpoints`).
 */
export function mergedEndpoints<E extends ProxyEndpoint>(endpoints: readonly E[]): readonly E[] {
  const merged = new Map<string | E, E>();
  for (const endpoint of endpoints) {
    const { address, target, terminating } = endpoint;
    const key = address === undefined ? endpoint : `${formatAddress(address)} ${target}`;
    if (!merged.has(key) || !terminating) merged.set(key, endpoint);
  }
  return [...merged.values()];
}

/** Sorts endpoints out as kube-proxy does in every mode of Linux: ready ones, else those that serve until they are gone. */
export function usableEndpoints<E extends ProxyEndpoint>(endpoints: readonly E[], node: ProxyNode): UsableEndpoints<E> {
  const lastResort = (endpoint: E) => !endpoint.ready && endpoint.serving && endpoint.terminating;
  const usable = (candidates: readonly E[], preferred: (endpoint: E) => boolean = () => true) => {
    const ready = candidates.filter((endpoint) => endpoint.ready && preferred(endpoint));
    return ready.length > 0 ? ready : candidates.filter(lastResort);
  };
  return {
    cluster: usable(endpoints, topology(endpoints, node)),
    local: usable(endpoints.filter((endpoint) => endpoint.node === node.name)),
    any: endpoints.some((endpoint) => endpoint.ready || lastResort(endpoint)),
  };
}

/** Hints count only when every ready endpoint has one and one of them names this node, else its zone. */
function topology<E extends ProxyEndpoint>(endpoints: readonly E[], node: ProxyNode): (endpoint: E) => boolean {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  const allHint = (hints: (endpoint: E) => readonly string[], name: string | undefined) =>
    name !== undefined &&
    ready.every((endpoint) => hints(endpoint).length > 0) &&
    ready.some((endpoint) => hints(endpoint).includes(name));
  const { name, zone } = node;
  if (allHint((endpoint) => endpoint.nodes, name)) return (endpoint) => endpoint.nodes.includes(name);
  if (zone !== undefined && allHint((endpoint) => endpoint.zones, zone)) return ({ zones }) => zones.includes(zone);
  return () => true;
}

/** The share of new connections that goes to each of some endpoints that stand for a number of pods; none where one is not known. */
export function shares(pods: readonly (number | undefined)[]): readonly number[] | undefined {
  let total = 0;
  for (const count of pods) {
    if (count === undefined) return undefined;
    total += count;
  }
  return total === 0 ? undefined : pods.map((count) => (count ?? 0) / total);
}
