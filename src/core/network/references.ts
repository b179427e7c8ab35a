import type { Service, ServicePort } from '../resources/core-v1.ts';
import type { Ternary } from '../resources/field.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import { isLoopback } from '../resources/references/host.ts';
import { namesOwnAddress } from '../resources/references/key-words.ts';
import {
  configuredReferences,
  type FileMentions,
  fileMentions,
  ownReferences,
  type Reference,
  valueMentions,
} from '../resources/references.ts';
import type { ConfigMap, Resource } from '../resources/resource.ts';
import type { DeriveSlot, NamespaceSlot, World } from '../world/world.ts';
import { type Lookup, lookUp, type Resolver, resolverOf } from './dns.ts';
import { servingPorts } from './pod.ts';
import { isHeadless, serviceSelection } from './service.ts';

/** What a reference comes to at run time (`networking-semantics` §5.3). */
export interface Call {
  readonly reference: Reference;
  /** How the name is looked up, and what it stands for. */
  readonly lookup: Lookup;
  /** The Service that it stands for, or behind which the pod is. */
  readonly service: Service | undefined;
  /** The Service's port that the reference's port is; `undefined` when none is, or several could be. */
  readonly port: ServicePort | undefined;
  /** Whether that port is served; `unknown` also when the reference states no port and there are several. */
  readonly served: Ternary;
  /** Whether it surely is a network reference: by its form, or because a Service has the name. */
  readonly certain: boolean;
}

const ownOnes: DeriveSlot<PodMaker, readonly Reference[]> = {
  name: 'ownReferences',
  reach: 'self',
  compute: (_world, maker) => ownReferences(maker),
};

const files: DeriveSlot<ConfigMap, readonly FileMentions[]> = {
  name: 'fileMentions',
  reach: 'self',
  compute: (_world, configMap) => fileMentions(configMap),
};

const values: DeriveSlot<ConfigMap, readonly FileMentions[]> = {
  name: 'valueMentions',
  reach: 'self',
  compute: (_world, configMap) => valueMentions(configMap),
};

/** What the containers of a pod maker say they call, in its own text and in the ConfigMaps that they read. */
export const references: DeriveSlot<PodMaker, readonly Reference[]> = {
  name: 'references',
  reach: 'namespace',
  compute(world, maker) {
    const own = world.derive(ownOnes, maker);
    const namespace = world.namespaceOf(maker).name;
    const configured = configuredReferences(maker, (name) => world.named('configMap', namespace, name)[0], {
      files: (configMap) => world.derive(files, configMap),
      values: (configMap) => world.derive(values, configMap),
    });
    return configured.length === 0 ? own : own.length === 0 ? configured : [...own, ...configured];
  },
};

/** Labels of names that an object states behind the first one: each may be that of a namespace it looks into. */
const namedLabels: DeriveSlot<Resource, ReadonlySet<string>> = {
  name: 'namedLabels',
  reach: 'self',
  compute(world, resource) {
    const labels = new Set<string>();
    const add = (host: string, from: number) => {
      for (const label of host.toLowerCase().split('.').slice(from)) labels.add(label);
    };
    if (resource.type === 'podMaker') {
      for (const { host } of world.derive(ownOnes, resource)) add(host, 1);
      for (const { value } of resource.template.dnsConfig?.searches ?? []) add(value ?? '', 0);
    } else if (resource.type === 'configMap') {
      for (const slot of [files, values])
        for (const { mentions } of world.derive(slot, resource)) for (const { host } of mentions) add(host, 1);
    } else if (resource.type === 'service') add(resource.externalName?.value ?? '', 1);
    return labels;
  },
};

/** Those of all objects of a namespace. */
const labelsOfNamespace: NamespaceSlot<ReadonlySet<string>> = {
  name: 'labelsOfNamespace',
  compute(world, namespace) {
    const labels = new Set<string>();
    for (const type of ['podMaker', 'configMap', 'service'] as const)
      for (const resource of world.inNamespace(type, namespace))
        for (const label of world.derive(namedLabels, resource)) labels.add(label);
    return labels;
  },
};

/** Some namespaces, and those whose objects name one of them in a host. */
export function namespacesCalling(world: World, namespaces: readonly string[]): ReadonlySet<string> {
  const found = new Set(namespaces);
  for (const name of world.namespaces) {
    const labels = world.deriveNamespace(labelsOfNamespace, name);
    if (namespaces.some((namespace) => labels.has(namespace))) found.add(name);
  }
  return found;
}

/** Whether a reference is of the process itself: what it listens on or tells others, and no call. */
export function isOwnAddress({ key }: Reference): boolean {
  return namesOwnAddress(key);
}

/** Whether a reference stays within the pod. */
export function isLocal({ host }: Reference): boolean {
  return isLoopback(host);
}

/**
 * The Service that a host names by its form (`web`, `web.shop`, `web.shop.svc…`), without asking how the pod looks names
 * up: cheap, for rules about few Services.
 */
export function serviceByName(world: World, maker: PodMaker, { host }: Reference): Service | undefined {
  const [service = '', namespace = world.namespaceOf(maker).name] = host.toLowerCase().split('.', 2);
  return world.named('service', namespace, service)[0];
}

/** Resolves a reference of a maker's pods. `resolver` is how they look names up, when the caller knows it already. */
export function resolveReference(
  world: World,
  maker: PodMaker,
  reference: Reference,
  domain: string,
  resolver: Resolver = resolverOf(world, maker, domain),
): Call {
  const lookup = lookUp(world, maker, reference.host, domain, resolver);
  const { answer } = lookup;
  const service = answer.kind === 'service' || answer.kind === 'endpoint' ? answer.service : undefined;
  const call = { reference, lookup, service, certain: reference.sure || service !== undefined };
  if (service === undefined) return { ...call, port: undefined, served: 'unknown' };
  return { ...call, ...portOf(world, service, reference) };
}

/** Clients of a Service use its ports; those of a headless one reach the pods themselves, so any port of theirs will do. */
function portOf(world: World, service: Service, { port }: Reference): Pick<Call, 'port' | 'served'> {
  const { ports, portsOpen } = service;
  if (port === undefined) {
    const [only] = ports;
    return ports.length === 1 && portsOpen === undefined
      ? { port: only, served: 'yes' }
      : { port: undefined, served: 'unknown' };
  }
  const stated = ports.find((each) => each.port?.value === port);
  if (stated !== undefined) return { port: stated, served: 'yes' };
  const open = portsOpen !== undefined || ports.some((each) => each.port?.value === undefined);
  if (!isHeadless(service)) return { port: undefined, served: open ? 'unknown' : 'no' };
  const { pods } = world.derive(serviceSelection, service);
  const declared = pods.some(({ maker }) =>
    [...servingPorts(maker.template)].some(({ port: own }) => own.containerPort?.value === port),
  );
  if (declared) return { port: undefined, served: 'yes' };
  // Declaring a port is optional.
  return { port: undefined, served: 'unknown' };
}
