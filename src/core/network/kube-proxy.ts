/** An endpoint as kube-proxy sees it on one node. Conditions that are absent mean ready and serving. */
export interface ProxyEndpoint {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly node: string | undefined;
  /** Names of the zones and nodes that the slice hints at. */
  readonly zones: readonly string[];
  readonly nodes: readonly string[];
}

/** What kube-proxy looks at in a Service. */
export interface ProxyService {
  /** `internalTrafficPolicy: Local`. */
  readonly internalLocal: boolean;
  /** `externalTrafficPolicy: Local`. */
  readonly externalLocal: boolean;
  /** Whether it has a node port, a load balancer's address or external IPs. */
  readonly external: boolean;
}

/** The node on which kube-proxy runs. */
export interface ProxyNode {
  readonly name: string;
  readonly zone: string | undefined;
}

/**
 * What becomes of a connection: one of some endpoints gets it, each as likely; `REJECT` is refused at once; `DROP` runs into
 * the client's timeout.
 */
export type ProxyChoice<E> =
  | { readonly kind: 'pick'; readonly endpoints: readonly E[] }
  | { readonly kind: 'REJECT' }
  | { readonly kind: 'DROP' };

/** What becomes of connections to the cluster IP, and to node ports, external IPs and load balancers. */
export interface ProxyChoices<E> {
  readonly cluster: ProxyChoice<E>;
  /** `undefined` for Services that nothing outside reaches. */
  readonly external: ProxyChoice<E> | undefined;
}

/** Chooses endpoints as kube-proxy does in every mode of Linux (pkg/proxy/topology.go, `CategorizeEndpoints`). */
export function categorizeEndpoints<E extends ProxyEndpoint>(
  { internalLocal, externalLocal, external }: ProxyService,
  endpoints: readonly E[],
  node: ProxyNode,
): ProxyChoices<E> {
  const lastResort = (endpoint: E) => !endpoint.ready && endpoint.serving && endpoint.terminating;
  const usable = (candidates: readonly E[], preferred: (endpoint: E) => boolean = () => true) => {
    const ready = candidates.filter((endpoint) => endpoint.ready && preferred(endpoint));
    return ready.length > 0 ? ready : candidates.filter(lastResort);
  };
  const everywhere = usable(endpoints, topology(endpoints, node));
  const local = usable(endpoints.filter((endpoint) => endpoint.node === node.name));
  const hasAny = endpoints.some((endpoint) => endpoint.ready || lastResort(endpoint));
  const choose = (isLocal: boolean): ProxyChoice<E> => {
    if (!hasAny) return { kind: 'REJECT' };
    const chosen = isLocal ? local : everywhere;
    return chosen.length === 0 ? { kind: 'DROP' } : { kind: 'pick', endpoints: chosen };
  };
  return { cluster: choose(internalLocal), external: external ? choose(externalLocal) : undefined };
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
