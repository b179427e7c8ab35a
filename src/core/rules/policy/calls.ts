import { detectPlugins, enforced, policyOptions } from '../../network/cni.ts';
import { serviceEndpoints } from '../../network/endpoints.ts';
import type { DirectionVerdict, PolicyOptions } from '../../network/policy/model.ts';
import { PolicyEngine } from '../../network/policy/verdict.ts';
import { workloadOf } from '../../network/reach/workloads.ts';
import {
  type Call,
  isLocal,
  isOwnAddress,
  references,
  resolveReference,
  serviceByName,
} from '../../network/references.ts';
import { isHeadless } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { parseAddress } from '../../resources/ip.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import type { DeriveSlot, FactSlot, NamespaceSlot, World } from '../../world/world.ts';
import { hasOtherPolicies } from './parts.ts';

/** What the plugin that the manifests of a stack show does with policies. */
interface Handling {
  readonly options: PolicyOptions;
  /** Why it does not enforce them, else `undefined`. */
  readonly notEnforced: string | undefined;
}

const handlingOf: FactSlot<Handling> = {
  name: 'policyHandling',
  reads: ['podMaker', 'configMap', 'other'],
  same: (a, b) => a.options === b.options && a.notEnforced === b.notEnforced,
  compute(world) {
    const plugins = detectPlugins(world);
    const { is, why } = enforced(plugins, 'NetworkPolicy');
    return { options: policyOptions(plugins), notEnforced: is === 'no' ? why : undefined };
  },
};

/** What the plugin that the manifests of a stack show does with policies. */
export function policyHandling(world: World): Handling {
  return world.fact(handlingOf);
}

const wholeEngine: DeriveSlot<Resource, PolicyEngine> = {
  name: 'policyEngine',
  reach: 'stack',
  compute: (world) => new PolicyEngine(world, policyHandling(world).options),
};

const ownEngine: DeriveSlot<Resource, PolicyEngine> = {
  name: 'policyEngineOfNamespace',
  reach: 'stack',
  compute: (world, anchor) => new PolicyEngine(world, policyHandling(world).options, world.namespaceOf(anchor).name),
};

/** An engine that knows all policies of a stack, or those that bear on the pods of one namespace. */
export function engineOf(world: World, subject: Resource, namespace: string | undefined): PolicyEngine {
  // An engine remembers what it looked at, so whoever uses it looks at all of that: it is kept with the first object of it.
  return namespace === undefined
    ? world.derive(wholeEngine, world.resources[0] ?? subject)
    : world.derive(ownEngine, world.inNamespace('podMaker', namespace)[0] ?? subject);
}

/** Whether a namespace, or the cluster, has a policy of any kind. */
const hasPolicy: NamespaceSlot<boolean> = {
  name: 'hasPolicy',
  compute: (world, namespace) =>
    world.inNamespace('networkPolicy', namespace).length > 0 ||
    world.inNamespace('clusterPolicy', namespace).length > 0 ||
    world.inNamespace('other', namespace).some(({ policy }) => policy !== undefined),
};

/** Whether policies may govern the pods of a namespace. */
export function mayBeGoverned(world: World, namespace: string): boolean {
  return world.deriveNamespace(hasPolicy, namespace) || world.deriveNamespace(hasPolicy, '');
}

/** A call that policies deny to every endpoint of the Service. */
export interface BlockedCall {
  readonly call: Call;
  readonly service: Service;
  readonly to: PodMaker;
  /** The port of the pod. */
  readonly port: number;
  readonly protocol: string;
  /** What the side says that denies it; of two the source's. */
  readonly verdict: DirectionVerdict;
}

/** Whether a reference is a call that a running pod makes over the network. */
export function isCall(reference: Call['reference']): boolean {
  return !isOwnAddress(reference) && !isLocal(reference) && reference.via.kind !== 'probe';
}

/** Whether a call needs a name server. */
export function asksForName({ reference }: Call): boolean {
  return parseAddress(reference.host) === undefined;
}

/** The calls of a maker's containers that policies surely deny, each destination once. */
export function blockedCalls(world: World, maker: PodMaker, domain: string): readonly BlockedCall[] {
  const namespace = world.namespaceOf(maker);
  if (maker.workload === 'PodTemplate' || maker.template.hostNetwork.value !== false) return [];
  if (namespace.unknown !== undefined) return [];
  const found = new Map<string, BlockedCall>();
  for (const reference of world.derive(references, maker)) {
    const named = isCall(reference) ? serviceByName(world, maker, reference) : undefined;
    if (named === undefined) continue;
    const isAlias = named.serviceType.value === 'ExternalName';
    const ends = [namespace.name, world.namespaceOf(named).name];
    if (!isAlias && !ends.some((name) => mayBeGoverned(world, name))) continue;
    const call = resolveReference(world, maker, reference, domain);
    const denied = call.service === undefined ? undefined : deniedCall(world, maker, call, call.service);
    if (denied === undefined) continue;
    const { service, port } = denied;
    const key = `${world.namespaceOf(service).name} ${service.name?.value} ${port}`;
    if (!found.has(key)) found.set(key, denied);
  }
  return [...found.values()];
}

function deniedCall(world: World, maker: PodMaker, call: Call, service: Service): BlockedCall | undefined {
  const from = world.namespaceOf(maker);
  const to = world.namespaceOf(service);
  if (from.unknown !== undefined || to.unknown !== undefined) return undefined;
  if (!mayBeGoverned(world, from.name) && !mayBeGoverned(world, to.name)) return undefined;
  const { endpoints, unknown } = world.derive(serviceEndpoints, service);
  if (unknown !== undefined || endpoints.length === 0) return undefined;
  let first: BlockedCall | undefined;
  // Policies of plugins may bear on those of other namespaces.
  const isPlain = ![from, to].some(({ name }) => hasOtherPolicies(world, name));
  const source = engineOf(world, maker, isPlain ? from.name : undefined);
  const destination = engineOf(world, maker, isPlain ? to.name : undefined);
  for (const { origin, match, ports } of endpoints) {
    if (origin.type !== 'podMaker' || match !== 'yes' || workloadOf(world, origin) === workloadOf(world, maker))
      return undefined;
    const number = portAt(call, service, ports);
    if (number === undefined) return undefined;
    const protocol = call.port?.protocol.value ?? 'TCP';
    const question = { from: source.pod(maker), to: destination.pod(origin), port: number, protocol };
    const egress = source.direction(question, 'egress');
    const verdict = egress.allowed === 'no' ? egress : destination.direction(question, 'ingress');
    if (verdict.allowed !== 'no') return undefined;
    first ??= { call, service, to: origin, port: number, protocol, verdict };
  }
  return first;
}

/** The number of the pod's port that a call comes to; a headless Service leaves the port as it is. */
function portAt(
  { port, reference }: Call,
  service: Service,
  published: readonly {
    readonly name: string;
    readonly protocol: string | undefined;
    readonly resolved: { readonly kind: string; readonly number?: number };
  }[],
): number | undefined {
  if (isHeadless(service) && reference.port !== undefined) return reference.port;
  if (port === undefined) return undefined;
  const own = published.find(
    ({ name, protocol }) => name === (port.name?.value ?? '') && protocol === port.protocol.value,
  );
  return own?.resolved.kind === 'port' ? own.resolved.number : undefined;
}
