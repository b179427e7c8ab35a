import type { Service } from '../resources/core-v1.ts';
import { parseAddress } from '../resources/ip.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import { hiddenService } from '../world/gates.ts';
import type { World } from '../world/world.ts';
import { type ServiceEndpoint, serviceEndpoints } from './endpoints.ts';
import { isHeadless } from './service.ts';

/** How a pod looks names up. */
export interface Resolver {
  /** `cluster`: CoreDNS; `node`: what the node uses, which knows nothing of Services; `own`: only what `dnsConfig` states. */
  readonly kind: 'cluster' | 'node' | 'own';
  /** Domains in the order in which they are tried, without a dot at their end. */
  readonly search: readonly string[];
  /** From this many dots on a name is tried as it is first. */
  readonly ndots: number;
  /** Why it may be another one, else `undefined`. */
  readonly unknown: string | undefined;
}

/** What a name stands for. */
export type NameAnswer =
  | { readonly kind: 'service'; readonly service: Service }
  /** One pod behind a headless Service. */
  | { readonly kind: 'endpoint'; readonly service: Service; readonly maker: PodMaker }
  | { readonly kind: 'address'; readonly address: string; readonly maker?: PodMaker }
  | { readonly kind: 'localhost' }
  | { readonly kind: 'outside'; readonly host: string }
  /** `isService`: it is a Service's name, and the Service is not there. `isPod`: it is called as a pod of a Service, and no pod is. */
  | { readonly kind: 'none'; readonly why: string; readonly isService?: true; readonly isPod?: true }
  | { readonly kind: 'unknown'; readonly why: string };

/** One question to a name server. */
export interface LookupStep {
  /** Absolute, with the dot at its end. */
  readonly name: string;
  readonly answer: NameAnswer;
}

/** What a pod comes to that looks a name up. */
export interface Lookup {
  /** In order; the last one is that which answers, if one does. */
  readonly steps: readonly LookupStep[];
  readonly answer: NameAnswer;
  /** ExternalName Services that the answer came through. */
  readonly aliases: readonly Service[];
}

/**
 * The resolver configuration of a maker's pods as the kubelet writes it (pkg/kubelet/network/dns/dns.go). `nodeSearch` is
 * the node's own search list.
 */
export function resolverOf(
  world: World,
  maker: PodMaker,
  domain: string,
  nodeSearch: readonly string[] = [],
): Resolver {
  const { dnsPolicy, dnsConfig, hostNetwork } = maker.template;
  const namespace = world.namespaceOf(maker);
  const added = (dnsConfig?.searches ?? []).flatMap(({ value }) =>
    value === undefined ? [] : [value.replace(/\.$/, '')],
  );
  const policy = dnsPolicy.value;
  const onNode = policy === 'Default' || (policy === 'ClusterFirst' && hostNetwork.value === true);
  const kind = policy === 'None' ? 'own' : onNode ? 'node' : 'cluster';
  const base = kind === 'cluster' ? [`${namespace.name}.svc.${domain}`, `svc.${domain}`, domain] : [];
  const search = [...new Set([...base, ...(kind === 'own' ? [] : nodeSearch), ...added])].slice(0, 32);
  const stated = dnsConfig?.options.findLast(({ name }) => name?.value === 'ndots')?.value?.value;
  const ndots =
    stated !== undefined && /^\d{1,2}$/.test(stated) ? Math.min(15, Number(stated)) : kind === 'cluster' ? 5 : 1;
  const unknown =
    policy === undefined
      ? 'its dnsPolicy is not known'
      : hostNetwork.value === undefined && policy === 'ClusterFirst'
        ? "whether it is on the host's network is not known"
        : namespace.unknown;
  return { kind, search, ndots, unknown };
}

/** The absolute names that a resolver asks for, in order (glibc's `res_search`). */
export function lookupOrder(name: string, { search, ndots }: Pick<Resolver, 'search' | 'ndots'>): readonly string[] {
  if (name.endsWith('.')) return [name];
  const absolute = `${name}.`;
  const searched = search.map((domain) => `${name}.${domain}.`);
  return name.split('.').length - 1 >= ndots ? [absolute, ...searched] : [...searched, absolute];
}

/** Looks a name up as a maker's pods do, step by step. Names are case-insensitive. */
export function lookUp(
  world: World,
  maker: PodMaker,
  host: string,
  domain: string,
  resolver = resolverOf(world, maker, domain),
): Lookup {
  const name = host.toLowerCase();
  const direct = withoutServer(maker, name);
  if (direct !== undefined) return { steps: [], answer: direct, aliases: [] };
  if (resolver.unknown !== undefined)
    return { steps: [], answer: { kind: 'unknown', why: resolver.unknown }, aliases: [] };
  const steps: LookupStep[] = [];
  for (const candidate of lookupOrder(name, resolver)) {
    const { answer, aliases } = followed(world, candidate, domain, resolver);
    steps.push({ name: candidate, answer });
    if (aliases.length > 0) return { steps, answer, aliases };
    if (answer.kind === 'none' || (answer.kind === 'unknown' && candidate !== `${name}.` && candidate !== name))
      continue;
    // With a namespace for its last label it is meant for a Service, even if such a name may exist outside.
    const asService =
      answer.kind === 'outside' ? (podAnswer(steps) ?? serviceAnswer(world, steps, name, domain)) : undefined;
    return { steps, answer: asService ?? answer, aliases };
  }
  const nothing = steps.flatMap(({ answer }) => (answer.kind === 'none' ? [answer] : []));
  const none = nothing.findLast(({ isService }) => isService) ?? nothing[0];
  return {
    steps,
    answer: podAnswer(steps) ??
      svcAnswer(steps, name, domain) ??
      doubtOf(steps) ??
      none ?? { kind: 'none', why: 'there is nothing to ask' },
    aliases: [],
  };
}

/** POD-0.SERVICE of the pod's own namespace is meant for that Service, even if a namespace may be called like it. */
function podAnswer(steps: readonly LookupStep[]): NameAnswer | undefined {
  return steps.find(({ answer }) => answer.kind === 'none' && answer.isPod)?.answer;
}

/** SERVICE.NAMESPACE.svc is meant as what it is in the cluster's domain, and not as one of a namespace "svc". */
function svcAnswer(steps: readonly LookupStep[], name: string, domain: string): NameAnswer | undefined {
  return name.endsWith('.svc') ? steps.find((step) => step.name === `${name}.${domain}.`)?.answer : undefined;
}

function doubtOf(steps: readonly LookupStep[]): NameAnswer | undefined {
  return steps.find(({ answer }) => answer.kind === 'unknown')?.answer;
}

/**
 * Top-level domains that hardly any namespace is called, unlike `dev`, `app` or `cloud`: under them SERVICE.NAMESPACE is not
 * what is meant where no such namespace is known.
 */
const publicDomains: ReadonlySet<string> = new Set(
  'com org net edu gov mil info biz io co ai me tv us uk de fr eu nl ch at it es pl ru cn jp kr au ca br se no fi dk be cz'.split(
    ' ',
  ),
);

/** What the cluster says to a name as SERVICE.NAMESPACE, where that is a form it may be meant in. */
function serviceAnswer(
  world: World,
  steps: readonly LookupStep[],
  name: string,
  domain: string,
): NameAnswer | undefined {
  const labels = name.split('.').length;
  // POD.SERVICE.NAMESPACE is the longest form; anything longer is a name of its own.
  if (labels > 3) return undefined;
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (publicDomains.has(last) && !world.namespaces.includes(last)) return undefined;
  const answer = steps.find((step) => step.name === `${name}.svc.${domain}.`)?.answer;
  return answer?.kind === 'none' || (answer?.kind === 'unknown' && labels === 2) ? answer : undefined;
}

/** Names that no server is asked for: addresses, localhost, `hostAliases`. */
function withoutServer({ template }: PodMaker, name: string): NameAnswer | undefined {
  if (name === 'localhost' || name === 'localhost.') return { kind: 'localhost' };
  if (parseAddress(name) !== undefined) return { kind: 'address', address: name };
  for (const { ip, hostnames } of template.hostAliases)
    if (ip?.value !== undefined && hostnames.some(({ value }) => value === name))
      return { kind: 'address', address: ip.value };
  return undefined;
}

/** The answer to an absolute name, through ExternalName Services as far as they lead. */
export function followed(
  world: World,
  name: string,
  domain: string,
  resolver: Pick<Resolver, 'kind'>,
): Pick<Lookup, 'answer' | 'aliases'> {
  const aliases: Service[] = [];
  for (let at = name; ; ) {
    const answer = resolver.kind === 'cluster' ? record(world, at, domain) : elsewhere(at, domain, resolver.kind);
    if (answer.kind !== 'service' || answer.service.serviceType.value !== 'ExternalName') return { answer, aliases };
    const { service } = answer;
    if (aliases.includes(service))
      return { answer: { kind: 'none', why: 'its ExternalName Services lead round in a circle' }, aliases };
    aliases.push(service);
    const target = service.externalName;
    if (target?.value === undefined)
      return { answer: { kind: 'unknown', why: target?.unknown ?? 'the ExternalName Service names no host' }, aliases };
    if (parseAddress(target.value) !== undefined)
      return {
        answer: {
          kind: 'none',
          why: `its externalName ${target.value} is an address, and DNS has aliases of names only`,
        },
        aliases,
      };
    at = `${target.value.toLowerCase().replace(/\.$/, '')}.`;
  }
}

/** What another server than the cluster's says. */
function elsewhere(name: string, domain: string, kind: 'node' | 'own'): NameAnswer {
  const host = name.slice(0, -1);
  if (kind === 'own') return { kind: 'unknown', why: 'the pod asks only the name servers of its dnsConfig' };
  if (host.endsWith(`.${domain}`) || /\.svc$/.test(host) || !host.includes('.'))
    return { kind: 'none', why: "the pod asks its node's name servers, which do not know Services" };
  return { kind: 'outside', host };
}

/** What CoreDNS says to an absolute name (kubernetes/dns specification 1.0.1). */
function record(world: World, name: string, domain: string): NameAnswer {
  const host = name.slice(0, -1);
  if (!host.endsWith(`.${domain}`)) return outside(host, domain);
  const labels = host.slice(0, -domain.length - 1).split('.');
  const kind = labels.pop();
  if (kind === 'pod') return podRecord(world, labels);
  if (kind !== 'svc' || labels.length < 2 || labels.length > 3)
    return labels[1]?.startsWith('_') === true && kind === 'svc'
      ? { kind: 'unknown', why: 'SRV records are not followed here' }
      : { kind: 'none', why: `${host} is no name of a Service` };
  const namespace = labels.pop() ?? '';
  const service = labels.pop() ?? '';
  const [found] = world.named('service', namespace, service);
  if (found === undefined) return absent(world, service, namespace);
  const pod = labels[0];
  return pod === undefined ? serviceRecord(world, found) : endpointRecord(world, found, pod);
}

function serviceRecord(world: World, service: Service): NameAnswer {
  if (!isHeadless(service)) return { kind: 'service', service };
  const { endpoints, unknown } = world.derive(serviceEndpoints, service);
  if (unknown === undefined && endpoints.length > 0 && endpoints.every(({ ready }) => ready === false))
    return { kind: 'none', why: 'no pod behind the headless Service is ready' };
  return { kind: 'service', service };
}

/** One pod behind a Service: by its host name, or by the name that a StatefulSet gives it. */
function endpointRecord(world: World, service: Service, pod: string): NameAnswer {
  if (service.serviceType.value === 'ExternalName') return { kind: 'none', why: 'an ExternalName Service has no pods' };
  const { endpoints, unknown } = world.derive(serviceEndpoints, service);
  let doubt = unknown;
  for (const endpoint of endpoints) {
    const named = isNamed(service, endpoint, pod);
    if (named === 'no' || endpoint.origin.type !== 'podMaker') continue;
    if (named === 'yes' && endpoint.ready === false) return { kind: 'none', why: `the pod ${pod} is not ready` };
    if (named === 'yes' && endpoint.match === 'yes') return { kind: 'endpoint', service, maker: endpoint.origin };
    doubt ??= 'whether the Service selects that pod, or how many there are, is not known';
  }
  if (doubt !== undefined) return { kind: 'unknown', why: doubt };
  const why = `no pod behind Service "${service.name?.value}" has the host name ${pod}`;
  const ordinal = /-\d+$/.test(pod) && endpoints.some(({ origin }) => origin.kind === 'StatefulSet');
  return ordinal ? { kind: 'none', why, isPod: true } : { kind: 'none', why };
}

function isNamed(service: Service, { origin, hostname }: ServiceEndpoint, pod: string): 'yes' | 'no' | 'unknown' {
  if (hostname !== undefined) return hostname === pod ? 'yes' : 'no';
  if (origin.type !== 'podMaker' || origin.workload !== 'StatefulSet') return 'no';
  const { name, serviceName, firstOrdinal, replicas } = origin;
  if (serviceName?.value !== service.name?.value || name?.value === undefined) return 'no';
  const ordinal = pod.startsWith(`${name.value}-`) ? pod.slice(name.value.length + 1) : '';
  if (!/^(0|[1-9]\d{0,8})$/.test(ordinal)) return 'no';
  if (replicas?.value === undefined) return 'unknown';
  const at = Number(ordinal) - firstOrdinal;
  return at >= 0 && at < replicas.value ? 'yes' : 'no';
}

/** `10-1-2-3.shop.pod`: answered or not as the cluster's CoreDNS is set up. */
function podRecord(world: World, labels: readonly string[]): NameAnswer {
  const [dashed = '', namespace = ''] = labels;
  const address = dashed.replaceAll('-', dashed.includes('--') || dashed.split('-').length > 4 ? ':' : '.');
  const maker = world.inNamespace('podMaker', namespace).find(({ status }) => status?.podIPs.includes(address));
  if (labels.length !== 2 || parseAddress(address) === undefined)
    return { kind: 'none', why: 'it is no name of a pod' };
  return {
    kind: 'unknown',
    why: `names of pods by address are answered only where CoreDNS is told to${maker === undefined ? '' : ` (${address} is there)`}`,
  };
}

function absent(world: World, service: string, namespace: string): NameAnswer {
  if (service === 'kubernetes' && namespace === 'default')
    return { kind: 'unknown', why: 'the API server makes the Service kubernetes itself' };
  const hasNamespace = world.namespaces.includes(namespace) || world.named('namespace', '', namespace).length > 0;
  if (!hasNamespace) return { kind: 'unknown', why: `this stack holds nothing of namespace ${namespace}` };
  const hidden = hiddenService(world, namespace, service);
  if (hidden !== undefined) return { kind: 'unknown', why: hidden };
  return { kind: 'none', why: `there is no Service ${service} in namespace ${namespace}`, isService: true };
}

function outside(host: string, domain: string): NameAnswer {
  const labels = host.split('.');
  const [service = '', namespace = ''] = labels;
  if (labels.length === 1) return { kind: 'none', why: 'no domain has such a name' };
  if (labels.length > 2 && labels.includes('svc', 2) && !host.endsWith('.clusterset.local'))
    return labels[2] === 'svc' && labels.length > 3
      ? { kind: 'none', why: `the cluster's domain is ${domain}` }
      : { kind: 'none', why: `there is no Service ${service} in namespace ${namespace}` };
  return { kind: 'outside', host };
}
