import { mayRefer, namespaceMeant } from '../../network/gateway/grants.ts';
import { selectingServices } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { doubtOf } from '../../resources/field.ts';
import type { BackendReference, Route } from '../../resources/gateway-api.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { ResourceType } from '../../resources/resource.ts';
import { hiddenService, surelyDiffer } from '../../world/gates.ts';
import type { DeriveSlot, KeySlot, NamespaceName, NamespaceSlot, World } from '../../world/world.ts';
import { isPart } from '../service/fields.ts';
import { isTypo, meantAmong } from '../shared/evidence.ts';
import { endsByItself } from '../shared/pods.ts';
import { type NearGrant, nearGrant } from './grant-diagnosis.ts';
import { isMeant } from './together.ts';

/** A backend of a route, with what becomes of what is sent to it. */
export interface RouteBackend {
  readonly backend: BackendReference;
  /** `requests get 500`: what happens where the reference leads nowhere. */
  readonly fails: string;
  /** Whether anything is sent there: its weight is not 0. */
  readonly used: boolean;
}

/** Why a backend of a route leads nowhere: one cause, the most specific one. */
export type BackendDiagnosis = RouteBackend &
  (
    | { readonly code: 'KN612'; readonly where: NamespaceName; readonly meant: MeantService | undefined }
    | {
        readonly code: 'KN613';
        /** The Services of that name; none where a missing port is all that is known. */
        readonly services: readonly Service[];
        /** Whether the Service is surely the one that is meant. */
        readonly meant: boolean;
      }
    | {
        readonly code: 'KN614';
        readonly where: NamespaceName;
        readonly services: readonly Service[];
        readonly near: NearGrant | undefined;
      }
    | { readonly code: 'KN615' }
  );

/** What shows which Service was meant. */
export type MeantService =
  | { readonly by: 'name' | 'namespace'; readonly service: Service }
  | { readonly by: 'workload'; readonly maker: PodMaker; readonly service: Service | undefined };

/** What the rules about backends depend on. */
export const backendReads: readonly ResourceType[] = [
  'service',
  'referenceGrant',
  'podMaker',
  'other',
  'secret',
  'route',
  'gateway',
  'listenerSet',
];

/** What is wrong with the backends of a route, each name once. */
export const backendDiagnoses: DeriveSlot<Route, readonly BackendDiagnosis[]> = {
  name: 'backendDiagnoses',
  reach: 'stack',
  compute(world, route) {
    const found: BackendDiagnosis[] = [];
    for (const each of backendsOf(route)) {
      const diagnosis = diagnose(world, route, each);
      if (diagnosis !== undefined && !found.some((other) => isSame(diagnosis, other))) found.push(diagnosis);
    }
    return found;
  },
};

/** A Service that is not here, or may not be referred to, is one finding however many rules send to it. */
function isSame(a: BackendDiagnosis, b: BackendDiagnosis): boolean {
  return (
    a.code === b.code &&
    (a.code === 'KN612' ? a.meant === undefined : a.code === 'KN614') &&
    a.backend.kind === b.backend.kind &&
    a.backend.name?.value === b.backend.name?.value &&
    a.backend.namespace?.value === b.backend.namespace?.value
  );
}

/** More of each the API server refuses (KN619). */
const most = 16;

/** The backends of the rules of a route and of its filters; OpenShift's Route has its own. */
export function* backendsOf(route: Route): Generator<RouteBackend> {
  if (route.openShift !== undefined) return;
  for (const { backends, filters } of route.rules.slice(0, most)) {
    for (const backend of backends.slice(0, most)) {
      const used = backend.weight?.value !== 0;
      const fails = used ? failure(route, backends.length > 1) : 'with a weight other than 0 it would fail';
      yield { backend, fails, used };
    }
    for (const { mirror } of filters.slice(0, most))
      if (mirror !== undefined)
        yield { backend: { ...mirror, weight: undefined }, fails: 'no copy is sent', used: true };
  }
}

function failure({ kind }: Route, isPart: boolean): string {
  if (kind === 'HTTPRoute') return isPart ? 'its part of the requests gets 500' : 'requests get 500';
  const what = kind === 'GRPCRoute' ? 'calls' : 'connections';
  return `${isPart ? 'its part of the ' : ''}${what} ${isPart ? 'fails' : 'fail'}`;
}

function diagnose(world: World, route: Route, each: RouteBackend): BackendDiagnosis | undefined {
  const { backend } = each;
  const { group, kind, name } = backend;
  if (isNoBackend(group, kind)) return { ...each, code: 'KN615' };
  if (name?.value === undefined) return undefined;
  const isService = group === '' && kind === 'Service';
  const where = namespaceMeant(world, route, backend);
  const services = isService && where.unknown === undefined ? world.named('service', where.name, name.value) : [];
  const meant =
    isService && services.length === 0 && where.unknown === undefined
      ? missingService(world, route, where, name.value)
      : undefined;
  if (meant?.evidence !== undefined) return { ...each, code: 'KN612', where, meant: meant.evidence };
  if (isService && backend.port === undefined) return { ...each, code: 'KN613', services, meant: true };
  if (!route.live && mayRefer(world, route, backend).verdict === 'broken')
    return { ...each, code: 'KN614', where, services, near: nearGrant(world, route, backend, where.name) };
  if (meant !== undefined) return { ...each, code: 'KN612', where, meant: undefined };
  const [service] = services;
  if (service === undefined || services.some((own) => mayServe(own, backend))) return undefined;
  return { ...each, code: 'KN613', services, meant: isMeant(world, route, where, service) };
}

/** Kinds of Kubernetes itself that no route sends to, and kinds of others that lack their group. */
function isNoBackend(group: string, kind: string): boolean {
  return (group === '' && kind !== 'Service') || builtIn.has(group);
}

const builtIn: ReadonlySet<string> = new Set(['apps', 'batch', 'core', 'v1', 'discovery.k8s.io', 'networking.k8s.io']);

function mayServe(service: Service, { port }: BackendReference): boolean {
  return (
    port === undefined ||
    doubtOf(port) !== undefined ||
    service.portsOpen !== undefined ||
    isPart(service) ||
    service.serviceType.value === undefined ||
    service.serviceType.value === 'ExternalName' ||
    service.ports.some((own) => own.port?.value === undefined || own.port.value === port.value)
  );
}

const servicesByName: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ name }) => (name?.value === undefined ? [] : [name.value]),
};

/** The names of the Services of a namespace; `undefined` where one is not known. */
const serviceNames: NamespaceSlot<readonly string[] | undefined> = {
  name: 'serviceNames',
  compute(world, namespace) {
    const services = world.inNamespace('service', namespace);
    return services.some((service) => service.name !== undefined && service.name.value === undefined)
      ? undefined
      : services.flatMap((service) => service.name?.value ?? []);
  },
};

/** A Service that is not here: with what shows which one was meant; `undefined` where it may well exist. */
function missingService(
  world: World,
  route: Route,
  where: NamespaceName,
  name: string,
): { readonly evidence: MeantService | undefined } | undefined {
  if (route.live || hiddenService(world, where.name, name) !== undefined) return undefined;
  const services = world.inNamespace('service', where.name);
  const names = world.deriveNamespace(serviceNames, where.name);
  if (names === undefined) return undefined;
  const typo = meantAmong(name, names);
  const similar = services.find((service) => typo !== undefined && service.name?.value === typo);
  if (similar !== undefined && isMeant(world, route, where, similar))
    return { evidence: { by: 'name', service: similar } };
  const [elsewhere, ...others] = world.keyed(servicesByName, name);
  // Another namespace than the one that is stated is meant only where that one is known here, or mistyped.
  const isOwn = where.name === world.namespaceOf(route).name;
  if (
    elsewhere !== undefined &&
    others.length === 0 &&
    surelyDiffer(where, world.namespaceOf(elsewhere)) &&
    (isOwn || services.length > 0 || isTypo(where.name, world.namespaceOf(elsewhere).name))
  )
    return { evidence: { by: 'namespace', service: elsewhere } };
  const [maker] = world.named('podMaker', where.name, name);
  if (maker !== undefined && !endsByItself(maker) && isMeant(world, route, where, maker)) {
    const [first, ...more] = world.derive(selectingServices, maker).map(({ service }) => service);
    if (more.length === 0) return { evidence: { by: 'workload', maker, service: first } };
  }
  // Whether a Service of another namespace exists is known only where the stack holds Services of that namespace.
  return isOwn || services.length > 0 ? { evidence: undefined } : undefined;
}
