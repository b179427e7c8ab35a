import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { formatAddress } from '../../resources/ip.ts';
import { describe } from '../../resources/kinds.ts';
import { pairOf } from '../../resources/labels.ts';
import type { World } from '../../world/world.ts';
import type { ServiceEndpoint, ServiceEndpoints } from '../endpoints.ts';
import { shares } from '../kube-proxy/choice.ts';
import { type ProxyConfiguration, proxyConfiguration } from '../kube-proxy/configuration.ts';
import type { EntryKind } from '../kube-proxy/entry-points.ts';
import { iptablesChains, nftablesChains } from '../kube-proxy/names.ts';
import {
  type ProxiedEndpoint,
  type ProxiedPort,
  preference,
  proxiedEndpoints,
  proxiedPort,
  zoneOf,
} from '../kube-proxy/proxied.ts';
import { inEveryMode, type ProxyOutcome, type ProxySource, proxyPacket } from '../kube-proxy.ts';
import type { PolicyPeerEnd } from '../policy/model.ts';
import { type Hop, hop, type PathContext, type PathEvidence, seen } from './path.ts';

/** How a connection comes to a Service: by its cluster IP, or from outside by a node port, an external IP or a load balancer. */
export type Approach = 'cluster' | 'external';

type Picked = Extract<ProxyOutcome<ProxiedEndpoint>, { kind: 'pick' }>;

/** Which endpoint kube-proxy takes, or how it turns the connection away. */
export function proxyHop(
  { world, proxyMode }: PathContext,
  from: PolicyPeerEnd,
  service: Service,
  port: ServicePort,
  found: ServiceEndpoints,
  approach: Approach,
): Hop {
  const other = pairOf(service.labels, 'service.kubernetes.io/service-proxy-name');
  if (other !== undefined)
    return hop('proxy', 'unknown', 'kube-proxy', `it leaves the Service to ${other.value ?? 'another proxy'}`, [
      seen(service, other),
    ]);
  const field = approach === 'cluster' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
  const policy = service[field];
  if (policy !== undefined && policy.value === undefined)
    return hop('proxy', 'unknown', 'kube-proxy', `its ${field}: ${policy.unknown}`, [seen(service, policy)]);
  const evidence = policy?.value === 'Local' ? [seen(service, policy)] : [];
  const source = sourceOf(from);
  const proxied = proxiedPort(service, port, source.address?.family ?? 'IPv4');
  const endpoints = proxiedEndpoints(world, service, port, found.endpoints);
  if (proxied === undefined || endpoints.length === 0)
    return hop('proxy', 'unknown', 'kube-proxy', 'what its endpoints are is not known', evidence);
  const entry = approach === 'cluster' ? 'clusterIP' : outerEntry(service);
  const node = nodeOf(from);
  const placed = node !== undefined && endpoints.every((endpoint) => endpoint.node !== undefined);
  const configuration = proxyConfiguration(world, proxyMode);
  const decided = decide(world, proxied, endpoints, node, entry, source, configuration);
  // Where the packet meets kube-proxy is not known, so a policy Local can be judged for all nodes only.
  const isTurnedAway = decided.kind === 'same' && decided.value.kind === 'DROP' && decided.value.why === 'source range';
  if (policy?.value === 'Local' && !placed && !isTurnedAway)
    return { ...anyNode(world, service, found.endpoints, field), evidence };
  const subject = subjectOf(world, service, port, entry, configuration);
  const words = (outcome: ProxyOutcome<ProxiedEndpoint>) => outcomeWords(outcome, proxied, field, node, source);
  if (decided.kind === 'differs') {
    const modes = [...decided.values].map(([mode, outcome]) => `in ${mode} mode ${words(outcome)}`).join('; ');
    return hop('proxy', 'unknown', subject, `${modes}; ${configuration.unknown ?? ''}`, evidence);
  }
  const { value: outcome } = decided;
  if (outcome.kind === 'unknown') return hop('proxy', 'unknown', subject, outcome.why, rangesOf(service));
  if (outcome.kind !== 'pick')
    return hop(
      'proxy',
      'broken',
      subject,
      words(outcome),
      outcome.why === 'source range' ? rangesOf(service) : evidence,
    );
  const local = policy?.value === 'Local' ? localWords(outcome, field, node) : undefined;
  const choice = local ?? choiceWords(world, service, endpoints, outcome, node);
  return hop(
    'proxy',
    'ok',
    subject,
    [choice, ...sourceWords(from, outcome, entry), ...affinityWords(proxied)].join('; '),
    [
      ...evidence,
      ...(local === undefined && service.trafficDistribution !== undefined
        ? [seen(service, service.trafficDistribution)]
        : []),
    ],
  );
}

/** kube-proxy, with its mode where that is known and the chain of its rules in which to look for the Service. */
function subjectOf(
  world: World,
  service: Service,
  { name: port, protocol }: ServicePort,
  entry: EntryKind,
  { modes, unknown }: ProxyConfiguration,
): string {
  const [mode] = modes;
  const name = service.name?.value;
  if (unknown !== undefined || mode === undefined) return 'kube-proxy';
  if (mode === 'ipvs' || name === undefined || protocol.value === undefined) return `kube-proxy (${mode})`;
  const of = {
    namespace: world.namespaceOf(service).name,
    service: name,
    port: port?.value ?? '',
    protocol: protocol.value,
  };
  const chains = mode === 'iptables' ? iptablesChains(of) : nftablesChains(of);
  const local = service.internalTrafficPolicy?.value === 'Local';
  const chain = entry === 'clusterIP' ? (local ? chains.local : chains.cluster) : chains.external;
  return `kube-proxy (${mode}, chain ${chain})`;
}

/** What each mode that kube-proxy may run in does; the same where nothing but the source address differs. */
function decide(
  world: World,
  port: ProxiedPort,
  endpoints: readonly ProxiedEndpoint[],
  node: string | undefined,
  entry: EntryKind,
  source: ProxySource,
  { modes, settings }: ProxyConfiguration,
) {
  const at = { name: node ?? '', zone: node === undefined ? undefined : zoneOf(world, node) };
  return inEveryMode(
    modes,
    (mode) => proxyPacket(port, endpoints, at, entry, source, settings(mode)),
    (outcome) =>
      outcome.kind === 'pick'
        ? outcome.picks.map(({ endpoint }) => endpoints.indexOf(endpoint)).join()
        : `${outcome.kind} ${outcome.why}`,
  );
}

/** The entry point by which somebody outside most likely comes in. */
function outerEntry({ serviceType }: Service): EntryKind {
  if (serviceType.value === 'LoadBalancer') return 'loadBalancer';
  return serviceType.value === 'NodePort' ? 'nodePort' : 'externalIP';
}

/** A pod on the host's network is the node to kube-proxy. */
function sourceOf(from: PolicyPeerEnd): ProxySource {
  if (from.kind === 'outside') return from;
  const kind = from.kind === 'pod' && from.onNode.is !== 'yes' ? 'pod' : 'node';
  return { kind, address: from.addresses.length === 1 ? from.addresses[0] : undefined };
}

/** The node at which the packets of a source meet kube-proxy first. */
function nodeOf(from: PolicyPeerEnd): string | undefined {
  if (from.kind === 'outside') return undefined;
  return from.kind === 'node' ? from.name : (from.maker.status?.nodeName ?? from.maker.template.nodeName?.value);
}

function rangesOf(service: Service): readonly PathEvidence[] {
  return service.loadBalancerSourceRanges.map((range) => seen(service, range));
}

function outcomeWords(
  outcome: ProxyOutcome<ProxiedEndpoint>,
  { service }: ProxiedPort,
  field: string,
  node: string | undefined,
  { address }: ProxySource,
): string {
  if (outcome.kind === 'pick') {
    const names = [...new Set(outcome.picks.map(({ endpoint }) => describe(endpoint.of.origin)))];
    return `it picks one of the pods of ${names.join(', ')}`;
  }
  switch (outcome.why) {
    case 'no endpoint':
      return 'no endpoint is usable: connections are refused (REJECT)';
    case 'no local endpoint':
      return `${field} is Local and no endpoint is on node ${node ?? '?'}: packets are dropped until the client gives up`;
    case 'source range': {
      const ranges = service.loadBalancerSourceRanges.map(({ value }) => value ?? '?').join(', ');
      const who = address === undefined ? 'the source' : formatAddress(address);
      return `${who} is not in loadBalancerSourceRanges (${ranges}): packets are dropped until the client gives up`;
    }
    default:
      return outcome.why;
  }
}

/** That a policy Local is met, or that ipvs mode goes elsewhere all the same. */
function localWords({ picks }: Picked, field: string, node: string | undefined): string {
  return picks.every(({ endpoint }) => endpoint.node === node)
    ? `${field} is Local, and node ${node ?? '?'} has an endpoint`
    : `${field} is Local and no endpoint is on node ${node ?? '?'}: ipvs mode goes to other nodes then`;
}

/** Which pod it takes: each as likely, unless it has to stay near. */
function choiceWords(
  world: World,
  service: Service,
  endpoints: readonly ProxiedEndpoint[],
  { picks }: Picked,
  node: string | undefined,
): string {
  const near = preference(service);
  const zone = node === undefined ? undefined : zoneOf(world, node);
  if (near !== undefined && (zone === undefined || near.by === 'topology-mode' || endpoints.some(isUnplaced)))
    return `it picks one of the pods ${near.words} where it can (${near.by})`;
  const counted = shares(picks.map(({ endpoint }) => endpoint.pods)) !== undefined;
  if (counted && picks.every(({ probability }) => probability === undefined))
    return 'it picks one of the pods, by the scheduler of ipvs mode';
  const parts = picks.map(
    ({ endpoint, probability = 0 }) => `${describe(endpoint.of.origin)} ${Math.round(probability * 100)} %`,
  );
  const several = counted && parts.length > 1 ? ` (${parts.join(', ')})` : '';
  return `it picks one of the pods${near === undefined ? '' : ` ${near.words}`}, each as likely${several}`;
}

function isUnplaced({ ready, zones }: ProxiedEndpoint): boolean {
  return ready && zones.length === 0;
}

/** Whose address the pods see; nothing where that is the client's own, as everybody expects, or not known. */
function sourceWords(from: PolicyPeerEnd, { picks }: Picked, entry: EntryKind): readonly string[] {
  const [first] = picks;
  if (first === undefined) return [];
  const itself = from.kind === 'pod' && picks.some(({ endpoint }) => endpoint.of.origin === from.maker);
  if (first.sees.is === 'node' && first.sees.why !== 'node' && first.sees.why !== 'hairpin') {
    const why = {
      masqueradeAll: 'masqueradeAll',
      'no pod': 'the source is no pod of the cluster',
      'policy Cluster': 'externalTrafficPolicy Cluster',
    }[first.sees.why];
    return [`the pods see the node's address (${why})`];
  }
  if (entry !== 'clusterIP' && first.sees.is === 'client') return ["the pods see the client's address"];
  return itself ? ["a pod that gets itself sees its node's address"] : [];
}

function affinityWords({ affinity }: ProxiedPort): readonly string[] {
  return affinity === undefined ? [] : [`the same client keeps its pod for ${affinity} s`];
}

/** With a traffic policy Local only endpoints on the packet's own node count; without any there it is dropped. */
function anyNode(world: World, service: Service, endpoints: readonly ServiceEndpoint[], field: string): Hop {
  const everywhere = endpoints.some(
    ({ origin }) =>
      origin.type === 'podMaker' &&
      origin.workload === 'DaemonSet' &&
      origin.template.nodeSelector.pairs.length === 0 &&
      !origin.template.affinity.nodes,
  );
  return everywhere || world.all('node').length === 1
    ? hop('proxy', 'ok', 'kube-proxy', `${field} is Local, and every node has a pod of it`)
    : hop(
        'proxy',
        'degraded',
        'kube-proxy',
        `${field} of ${describe(service)} is Local: where no pod of it runs on the same node, packets are dropped`,
      );
}
