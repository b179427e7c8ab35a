import { type Address, type Block, blockHas, sameAddress } from '../resources/ip.ts';
import {
  mergedEndpoints,
  type ProxyEndpoint,
  type ProxyNode,
  shares,
  type TrafficPolicies,
  type UsableEndpoints,
  usableEndpoints,
} from './kube-proxy/choice.ts';
import type { EntryKind } from './kube-proxy/entry-points.ts';
import { type ProxyMode, type ProxySettings, proxyModes } from './kube-proxy/settings.ts';

/** What kube-proxy looks at in a port of a Service to decide about a packet that came to one of its entry points. */
export interface ProxyService extends TrafficPolicies {
  /** `loadBalancerSourceRanges` of the packet's family; none, or one of all addresses, lets everyone in. */
  readonly sourceRanges: readonly Block[];
}

/** Where a connection comes from, as the node sees it at which it meets kube-proxy. */
export interface ProxySource {
  /** A pod of this node, this node itself, or anything else; pods of other nodes are outside. */
  readonly kind: 'pod' | 'node' | 'outside';
  readonly address: Address | undefined;
}

/** The address that a pod sees a connection come from. */
export type SourceSeen =
  | { readonly is: 'client' }
  /** One of the node's own: the packet was masqueraded. */
  | { readonly is: 'node'; readonly why: 'masqueradeAll' | 'no pod' | 'policy Cluster' | 'node' | 'hairpin' }
  | { readonly is: 'unknown'; readonly why: string };

/** An endpoint that may take a connection. */
export interface ProxyPick<E> {
  readonly endpoint: E;
  /** Its share of new connections; `undefined` where the number of pods or the scheduler does not tell it. */
  readonly probability: number | undefined;
  readonly sees: SourceSeen;
}

/**
 * What becomes of a connection: one of some endpoints gets it; `REJECT` is refused at once; `DROP` runs into the client's
 * timeout.
 */
export type ProxyOutcome<E> =
  | { readonly kind: 'pick'; readonly picks: readonly ProxyPick<E>[] }
  | { readonly kind: 'REJECT'; readonly why: 'no endpoint' }
  | { readonly kind: 'DROP'; readonly why: 'no local endpoint' | 'source range' }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * What kube-proxy on a node does with the first packet of a connection that came to an entry point of a Service
 * (`syncProxyRules` of pkg/proxy/iptables, ipvs and nftables). Session affinity may later repeat a choice made here.
 */
export function proxyPacket<E extends ProxyEndpoint>(
  service: ProxyService,
  endpoints: readonly E[],
  node: ProxyNode,
  entry: EntryKind,
  source: ProxySource,
  settings: ProxySettings,
): ProxyOutcome<E> {
  const usable = usableEndpoints(mergedEndpoints(endpoints), node);
  if (entry === 'loadBalancer') {
    const admitted = inRanges(service.sourceRanges, source);
    if (admitted === undefined)
      return { kind: 'unknown', why: 'the source address is not known, and only some may come in' };
    // iptables filters on the way to the endpoints, so it refuses first where there are none.
    if (!admitted && (usable.any || settings.mode !== 'iptables')) return { kind: 'DROP', why: 'source range' };
  }
  if (!usable.any) return { kind: 'REJECT', why: 'no endpoint' };
  const way =
    entry === 'clusterIP'
      ? internalWay(service, usable, source, settings)
      : externalWay(service, usable, source, settings);
  if ('kind' in way) return way;
  const { chosen, sees } = way;
  if (chosen.length === 0) return { kind: 'DROP', why: 'no local endpoint' };
  const parts = isUniform(settings) ? shares(chosen.map(({ pods }) => pods)) : undefined;
  return {
    kind: 'pick',
    picks: chosen.map((endpoint, i) => ({
      endpoint,
      probability: parts?.[i],
      sees: sees.is !== 'node' && loopsBack(endpoint, source, node, settings) ? { is: 'node', why: 'hairpin' } : sees,
    })),
  };
}

/**
 * The endpoints of a traffic policy. Where Local finds none here, ipvs mode falls back to all (`syncEndpoint`): it works for
 * pods and the node itself, while answers to others come from a pod that they did not ask, and are discarded.
 */
function policyEndpoints<E>(
  { cluster, local }: UsableEndpoints<E>,
  isLocal: boolean,
  { kind }: ProxySource,
  { mode }: ProxySettings,
): readonly E[] {
  if (!isLocal) return cluster;
  return local.length === 0 && mode === 'ipvs' && kind !== 'outside' ? cluster : local;
}

/** The endpoints that a packet may go to, and the source that they see unless it loops back. */
interface Way<E> {
  readonly chosen: readonly E[];
  readonly sees: SourceSeen;
}

const unstated = 'the configuration of kube-proxy is not known';

/** Traffic to cluster IPs keeps its source, unless everything is masqueraded or it does not come from a pod. */
function internalWay<E extends ProxyEndpoint>(
  { internalLocal }: ProxyService,
  usable: UsableEndpoints<E>,
  source: ProxySource,
  settings: ProxySettings,
): Way<E> {
  const chosen = policyEndpoints(usable, internalLocal, source, settings);
  const { masqueradeAll, pods } = settings;
  if (masqueradeAll === true) return { chosen, sees: { is: 'node', why: 'masqueradeAll' } };
  const isTold = masqueradeAll === false && (pods.kind === 'blocks' || pods.kind === 'own-pods');
  if (isTold && seenAsPod(source, settings) === false)
    return { chosen, sees: { is: 'node', why: source.kind === 'node' ? 'node' : 'no pod' } };
  const known = source.kind === 'node' || (masqueradeAll !== undefined && pods.kind !== 'unknown');
  return { chosen, sees: known ? { is: 'client' } : { is: 'unknown', why: unstated } };
}

/** What comes by a node port, an external IP or a load balancer (chains `KUBE-EXT-…` and `external-…`). */
function externalWay<E extends ProxyEndpoint>(
  { externalLocal }: ProxyService,
  usable: UsableEndpoints<E>,
  source: ProxySource,
  settings: ProxySettings,
): Way<E> | { readonly kind: 'unknown'; readonly why: string } {
  if (!externalLocal) return { chosen: usable.cluster, sees: { is: 'node', why: 'policy Cluster' } };
  const sees: SourceSeen = source.kind === 'node' ? { is: 'node', why: 'node' } : { is: 'client' };
  if (settings.mode === 'ipvs') return { chosen: policyEndpoints(usable, true, source, settings), sees };
  // As if they went out to the load balancer and came back: pods and the node itself are under no Local policy.
  const short = source.kind === 'node' || seenAsPod(source, settings);
  if (short !== undefined) return { chosen: short ? usable.cluster : usable.local, sees };
  const same =
    usable.cluster.length === usable.local.length && usable.cluster.every((each) => usable.local.includes(each));
  return same ? { chosen: usable.local, sees } : { kind: 'unknown', why: unstated };
}

/** Whether kube-proxy takes a source for one of the node's pods; `undefined` where that is not known. */
function seenAsPod({ kind, address }: ProxySource, { pods }: ProxySettings): boolean | undefined {
  switch (pods.kind) {
    case 'none':
      return false;
    case 'blocks':
      return address === undefined ? kind === 'pod' : pods.blocks.some((block) => blockHas(block, address));
    case 'own-pods':
      return kind === 'pod';
    default:
      return kind === 'pod' ? undefined : false;
  }
}

/** Whether a pod is its own endpoint: it would get its own address as the source, so the packet is masqueraded. */
function loopsBack(
  { address, node: at }: ProxyEndpoint,
  source: ProxySource,
  node: ProxyNode,
  { mode }: ProxySettings,
): boolean {
  return sameAddress(address, source.address) && (mode !== 'nftables' || at === node.name);
}

/** Whether `loadBalancerSourceRanges` admit a source; `undefined` where its address is not known. */
export function inRanges(ranges: readonly Block[], { address }: ProxySource): boolean | undefined {
  if (ranges.length === 0 || ranges.some(({ prefix }) => prefix === 0)) return true;
  return address === undefined ? undefined : ranges.some((block) => blockHas(block, address));
}

/** Whether endpoints take turns; other schedulers of ipvs mode go by load or by address. */
function isUniform({ mode, scheduler }: ProxySettings): boolean {
  return mode !== 'ipvs' || scheduler === '' || scheduler === 'rr' || scheduler === 'wrr';
}

/** What is so in every mode, or how the modes differ. */
export type InEveryMode<T> =
  | { readonly kind: 'same'; readonly value: T }
  | { readonly kind: 'differs'; readonly values: ReadonlyMap<ProxyMode, T> };

/** Decides something in each of some modes; `text` says what has to be equal to be the same. */
export function inEveryMode<T>(
  modes: readonly ProxyMode[],
  decide: (mode: ProxyMode) => T,
  text: (value: T) => string,
): InEveryMode<T> {
  const values = new Map((modes.length === 0 ? proxyModes : modes).map((mode) => [mode, decide(mode)]));
  const [first] = values.values();
  return first !== undefined && new Set([...values.values()].map(text)).size === 1
    ? { kind: 'same', value: first }
    : { kind: 'differs', values };
}
