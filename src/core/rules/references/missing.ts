import { runningContainers } from '../../network/pod.ts';
import { resolveReference } from '../../network/references.ts';
import { selectingServices, serviceSelection } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { Container, PodMaker } from '../../resources/pod-maker.ts';
import { wordsOf } from '../../resources/references/key-words.ts';
import type { Reference } from '../../resources/references.ts';
import { isStated, surelyDiffer } from '../../world/gates.ts';
import type { DeriveSlot, KeySlot, World } from '../../world/world.ts';
import { isExternal, type LintSettings } from '../settings.ts';
import { editDistance, isTypo } from '../shared/evidence.ts';
import { endsByItself } from '../shared/pods.ts';
import { type PodName, podNameOf } from '../shared/references.ts';
import { openCalls, openHosts } from './calls.ts';
import { type ClusterName, meantName, readClusterName } from './name.ts';

/** A host that meets no Service, with the most specific thing that can be said about it. */
export type MissingHost = { readonly reference: Reference } /** The name has no form that the cluster knows. */ & (
  | { readonly code: 'KN808'; readonly service: Service; readonly host: string; readonly fault: string }
  /** No Service can have the name; one with dashes is there, or it surely is a name of the cluster. */
  | { readonly code: 'KN814'; readonly service: Service | undefined; readonly host: string | undefined }
  /** It is the name of another container of the pod. */
  | { readonly code: 'KN813'; readonly container: Container }
  /** It is the name of a workload; `service` is the one Service in front of it. */
  | {
      readonly code: 'KN813';
      readonly maker: PodMaker;
      readonly service: Service | undefined;
      readonly host: string | undefined;
    }
  /** It is the name of one pod of a workload; `host` is what a StatefulSet's pod is called. */
  | { readonly code: 'KN815'; readonly maker: PodMaker; readonly host: string | undefined }
  /** A Service of the name is in one other namespace; the one that is named may be a mistyped one. */
  | { readonly code: 'KN802'; readonly service: Service; readonly named: ClusterName; readonly host: string }
  /** `meant` is the Service whose name looks alike; without one nothing says that there has to be any. */
  | {
      readonly code: 'KN801';
      readonly meant: Service | undefined;
      readonly named: ClusterName;
      readonly host: string | undefined;
    }
);

const none: readonly MissingHost[] = [];

const memory: DeriveSlot<PodMaker, Map<LintSettings, readonly MissingHost[]>> = {
  name: 'missingHosts',
  reach: 'stack',
  compute: () => new Map(),
};

/** The hosts that containers of a pod maker call and that name no Service, at most one diagnosis each. */
export function missingHosts(world: World, maker: PodMaker, settings: LintSettings): readonly MissingHost[] {
  const open = openHosts(world.derive(openCalls, maker), settings.clusterDomain);
  if (open.length === 0) return none;
  const known = world.derive(memory, maker);
  let found = known.get(settings);
  if (found === undefined) {
    found = open.flatMap((reference) => {
      const missing = isExternal(reference.host.toLowerCase(), settings)
        ? undefined
        : diagnose(world, maker, reference, settings.clusterDomain);
      return missing !== undefined && isEvident(missing) ? [missing] : [];
    });
    known.set(settings, found);
  }
  return found;
}

function diagnose(world: World, maker: PodMaker, reference: Reference, clusterDomain: string): MissingHost | undefined {
  if (certaintyOf(reference) === undefined) return undefined;
  const host = reference.host.toLowerCase();
  const own = world.namespaceOf(maker);
  // Of pods that do not ask the cluster another rule speaks.
  if (own.unknown !== undefined || world.stack.unknowns.objects !== undefined) return undefined;
  if (host.includes('_')) return underscored(world, reference, host, own.name, clusterDomain);
  const { answer } = resolveReference(world, maker, reference, clusterDomain).lookup;
  if (answer.kind === 'service' || answer.kind === 'endpoint') return undefined;
  if (!asksCluster(maker)) return undefined;
  const pod = podNameOf(reference);
  if (answer.kind === 'none' && pod !== undefined) {
    const member = memberOf(world, reference, pod, pod.namespace ?? own.name);
    if (member !== undefined || answer.isPod) return member;
  }
  const meant = meantName(world, host, own, clusterDomain);
  if (meant !== undefined) return { code: 'KN808', reference, ...meant };
  const named = readClusterName(host, own.name, clusterDomain);
  if (named === undefined) return undefined;
  const isAbsent = answer.kind === 'none' && answer.isService === true;
  const hasNamespace = world.namespaces.includes(named.namespace);
  // A Service that an operator may make is not missing, and `web.shop` of no known namespace may be a name outside.
  if (!isAbsent && (answer.kind === 'outside' || hasNamespace)) return undefined;
  const services = world.keyed(servicesByName, named.service);
  // A Service of the name that states no namespace may be applied there.
  if (services.some((service) => !isStated(world.namespaceOf(service)))) return undefined;
  const elsewhere = inOtherNamespace(world, maker, named, services);
  if (!isAbsent)
    return elsewhere !== undefined && isTypo(named.namespace, elsewhere.namespace)
      ? moved(reference, named, elsewhere)
      : undefined;
  return (
    besideInPod(maker, reference, named) ??
    workload(world, maker, reference, named, elsewhere === undefined) ??
    (elsewhere === undefined ? undefined : moved(reference, named, elsewhere)) ??
    podOf(world, reference, named) ??
    mistyped(world, maker, reference, named)
  );
}

/** Whether the pods ask the cluster's DNS and nothing beside it. */
function asksCluster({ template: { dnsPolicy, hostNetwork, dnsConfig } }: PodMaker): boolean {
  if (dnsConfig !== undefined && dnsConfig.searches.length > 0) return false;
  return (
    dnsPolicy.value === 'ClusterFirstWithHostNet' || (dnsPolicy.value === 'ClusterFirst' && hostNetwork.value === false)
  );
}

/** Last words of names whose value is as often something else: `CACHE_BACKEND=redis`, `APP_SERVICE=cart`. */
const vague: ReadonlySet<string> = new Set(
  'service backend target targets master primary peer peers gateway proxy join seed seeds name'.split(' '),
);

/**
 * How certainly a text is meant as a host: `sure` by itself or by its place, `served` if a Service that is meant serves the
 * port beside it, `alike` if it is a Service's name but for letters that changed places; `undefined` for what hardly is one.
 */
function certaintyOf({ sure, form, key, host, port, via }: Reference): 'sure' | 'served' | 'alike' | undefined {
  if (sure) return 'sure';
  // Capitals are placeholders (`DB_HOST=DATABASE`).
  if (host !== host.toLowerCase()) return undefined;
  if (form === 'hostPort') return port === undefined ? undefined : 'served';
  // In scripts words stand behind one another for other reasons, too (`echo "can't ping redis"`).
  const isInScript = via.kind === 'file' ? key === 'server' || /\.\w*sh$/.test(via.key) : via.kind !== 'env';
  if (form !== 'bare' || (isInScript && !key.startsWith('-'))) return undefined;
  return vague.has((wordsOf(key).at(-1) ?? '').replace(/\d+$/, '')) ? 'alike' : 'sure';
}

/** Whether a diagnosis stands on more than a text that may be no host. */
function isEvident(missing: MissingHost): boolean {
  const { reference } = missing;
  const certainty = certaintyOf(reference);
  if (certainty === 'sure') return true;
  if (certainty === 'alike') return missing.code === 'KN801' && missing.meant !== undefined && isAnagram(missing);
  const service = 'meant' in missing ? missing.meant : 'service' in missing ? missing.service : undefined;
  return service?.ports.some(({ port }) => port?.value === reference.port) === true;
}

/** Whether the name that was meant has the same letters; short ones may have by chance. */
function isAnagram({ meant, named }: Extract<MissingHost, { readonly code: 'KN801' }>): boolean {
  const letters = (word: string) => [...word].sort().join('');
  return named.service.length > 5 && letters(named.service) === letters(meant?.name?.value ?? '');
}

/** `my_db` of compose files: Service `my-db` is meant. */
function underscored(
  world: World,
  reference: Reference,
  host: string,
  own: string,
  domain: string,
): MissingHost | undefined {
  if (reference.host !== host) return undefined;
  const dashed = host.replaceAll('_', '-');
  const named = readClusterName(dashed, own, domain);
  if (named === undefined) return undefined;
  const [service] = world.named('service', named.namespace, named.service);
  if (service !== undefined) return { code: 'KN814', reference, service, host: dashed };
  return named.form === 'full' ? { code: 'KN814', reference, service: undefined, host: undefined } : undefined;
}

/** Services of the stack by name. */
export const servicesByName: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ name }) => (name?.value === undefined ? [] : [name.value]),
};

interface Elsewhere {
  readonly service: Service;
  readonly namespace: string;
}

/** The one Service of a name in the other namespaces of the stack, where all of them are stated. */
function inOtherNamespace(
  world: World,
  maker: PodMaker,
  named: ClusterName,
  services: readonly Service[],
): Elsewhere | undefined {
  const own = world.namespaceOf(maker);
  const [service, ...others] = services;
  if (service === undefined || others.length > 0) return undefined;
  const namespace = world.namespaceOf(service);
  const from = named.form === 'single' ? own : { name: named.namespace, assumed: false, unknown: undefined };
  return surelyDiffer(namespace, from) ? { service, namespace: namespace.name } : undefined;
}

function moved(reference: Reference, named: ClusterName, { service, namespace }: Elsewhere): MissingHost {
  return { code: 'KN802', reference, service, named, host: [named.service, namespace, ...named.tail].join('.') };
}

/** Another container of the same pod. */
function besideInPod(maker: PodMaker, reference: Reference, { service, form }: ClusterName): MissingHost | undefined {
  if (form !== 'single') return undefined;
  const container = runningContainers(maker.template).find(
    (each) => each !== reference.container && each.name?.value === service,
  );
  return container === undefined ? undefined : { code: 'KN813', reference, container };
}

/** A workload of the name; with `alone` also one that no single Service stands in front of. */
function workload(
  world: World,
  maker: PodMaker,
  reference: Reference,
  named: ClusterName,
  alone: boolean,
): MissingHost | undefined {
  const [found, ...others] = world.named('podMaker', named.namespace, named.service);
  if (found === undefined || others.length > 0 || found === maker || endsByItself(found)) return undefined;
  const { port } = reference;
  const services = world
    .derive(selectingServices, found)
    .flatMap(({ service, match }) =>
      match === 'yes' && (port === undefined || service.ports.some((each) => each.port?.value === port))
        ? [service]
        : [],
    );
  const alike = services.filter(({ name }) => name?.value !== undefined && isTypo(named.service, name.value));
  const [service, ...more] = alike.length === 1 ? alike : services;
  if (service?.name?.value === undefined || more.length > 0)
    return alone ? { code: 'KN813', reference, maker: found, service: undefined, host: undefined } : undefined;
  return { code: 'KN813', reference, maker: found, service, host: renamed(reference, service.name.value) };
}

/** What the pods of a ReplicaSet are called: its own name, which ends in a hash, and five letters more. */
const replicaName = /^(.+)-[0-9a-z]{8,10}-[0-9a-z]{5}$/;

/** `bd-0.db`: a pod of the one StatefulSet behind the Service, whose name looks alike. */
function memberOf(world: World, reference: Reference, pod: PodName, namespace: string): MissingHost | undefined {
  if (world.named('podMaker', namespace, pod.workload).length > 0) return undefined;
  const [service] = world.named('service', namespace, pod.service);
  if (service === undefined) return undefined;
  const sets = world
    .derive(serviceSelection, service)
    .pods.flatMap(({ maker }) => (maker.serviceName?.value === pod.service ? [maker] : []));
  const [maker] = sets;
  const name = maker?.name?.value;
  if (maker === undefined || name === undefined || sets.length > 1 || !isTypo(pod.workload, name)) return undefined;
  return { code: 'KN815', reference, maker, host: renamed(reference, `${name}-${pod.ordinal}`) };
}

/** One pod by its name alone: `web-7d4b9c6f5-x2x8k`, `db-0`. */
function podOf(world: World, reference: Reference, named: ClusterName): MissingHost | undefined {
  const { service, namespace, form } = named;
  const deployment = replicaName.exec(service)?.[1];
  const [replicated] = deployment === undefined ? [] : world.named('podMaker', namespace, deployment);
  if (replicated?.workload === 'Deployment') return { code: 'KN815', reference, maker: replicated, host: undefined };
  const set = /^(.+)-\d{1,9}$/.exec(service)?.[1];
  const [found] = set === undefined ? [] : world.named('podMaker', namespace, set);
  const governing = found?.serviceName?.value;
  if (found?.workload !== 'StatefulSet' || governing === undefined || governing === '') return undefined;
  const host = form === 'single' ? `${service}.${governing}` : [service, governing, namespace, ...named.tail].join('.');
  return { code: 'KN815', reference, maker: found, host };
}

/** A Service of the namespace whose name looks alike; names of the full form are said to be missing without one, too. */
function mistyped(world: World, maker: PodMaker, reference: Reference, named: ClusterName): MissingHost | undefined {
  const services = world.inNamespace('service', named.namespace);
  const name = closestOf(
    named.service,
    services.flatMap((service) => service.name?.value ?? []),
  );
  const [meant] = name === undefined ? [] : world.named('service', named.namespace, name);
  // What the pods call themselves is no mistyped Service.
  if (meant !== undefined && maker.name?.value !== named.service)
    return { code: 'KN801', reference, meant, named, host: renamed(reference, name ?? '') };
  return named.form === 'full' ? { code: 'KN801', reference, meant: undefined, named, host: undefined } : undefined;
}

/** The one word of a list that is mistyped least: of web-1 and web-2 a letter less of the first is meant for the first. */
function closestOf(word: string, candidates: readonly string[]): string | undefined {
  const typos = [...new Set(candidates)].filter((candidate) => isTypo(word, candidate));
  for (const limit of [1, 2]) {
    const [closest, ...others] = typos.filter((candidate) => editDistance(word, candidate, limit) <= limit);
    if (closest !== undefined) return others.length === 0 ? closest : undefined;
  }
  return typos.length === 1 ? typos[0] : undefined;
}

/** A host with another first label. */
function renamed({ host }: Reference, service: string): string {
  return [service, ...host.split('.').slice(1)].join('.');
}
