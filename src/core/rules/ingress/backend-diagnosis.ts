import { backendsOf } from '../../network/ingress.ts';
import { resolvePort } from '../../network/ports.ts';
import { portOf, selectingServices, serviceSelection } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import type { Ingress, IngressBackend } from '../../resources/networking-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { hiddenService, surelyDiffer } from '../../world/gates.ts';
import type { DeriveSlot, KeySlot, World } from '../../world/world.ts';
import { isPart } from '../service/fields.ts';
import { areTogether, meantAmong } from '../shared/evidence.ts';

/** A place of an Ingress that sends requests to a Service. */
export interface BackendUse {
  readonly backend: IngressBackend;
  /** `shop.example.com/pay`. */
  readonly address: string;
}

/** Why a backend meets no Service, once for all places that have the same mistake. */
export type ServiceDiagnosis =
  | {
      readonly code: 'KN501';
      readonly uses: Uses;
      readonly field: Named;
      /** Services that were probably meant. */
      readonly meant: readonly Service[];
      /** A workload that has the name. */
      readonly maker: PodMaker | undefined;
    }
  | { readonly code: 'KN505'; readonly uses: Uses; readonly field: Named; readonly service: Service };

/** A Service that is there, and a port that it does not have. */
export interface PortDiagnosis {
  readonly code: 'KN502' | 'KN503';
  readonly uses: Uses;
  readonly field: Stated<number | string>;
  readonly service: Service;
  /** The Service ports that lead to what the backend names (KN503), else those that may have been meant. */
  readonly ports: readonly ServicePort[];
  /** Whether `targetPort` itself says what the backend says, which ingress-nginx follows. */
  readonly isTargetPort: boolean;
  /** Whether Ingress and Service surely belong together. */
  readonly certain: boolean;
}

/** At least one. */
export type Uses = readonly [BackendUse, ...BackendUse[]];

type Named = Stated<string> & { readonly value: string };
type Missing = Extract<ServiceDiagnosis, { code: 'KN501' }>;

const servicesByName: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ name }) => (name?.value === undefined ? [] : [name.value]),
};

/** What is wrong with the ports of Services that are there. */
export function diagnosePorts(world: World, ingress: Ingress): readonly PortDiagnosis[] {
  return world.derive(backendMisses, ingress).filter((miss) => miss.code !== 'KN501');
}

/** What is wrong with the names of Services: not there, or in another namespace. */
export function diagnoseServices(world: World, ingress: Ingress): readonly ServiceDiagnosis[] {
  const namespace = world.namespaceOf(ingress);
  return world.derive(backendMisses, ingress).flatMap((miss): readonly ServiceDiagnosis[] => {
    if (miss.code !== 'KN501') return [];
    const { uses, field } = miss;
    if (miss.meant.length > 0 || miss.maker !== undefined) return [miss];
    const [service, ...others] = world.keyed(servicesByName, field.value);
    return service !== undefined && others.length === 0 && surelyDiffer(namespace, world.namespaceOf(service))
      ? [{ code: 'KN505', uses, field, service }]
      : [miss];
  });
}

/** What the namespace of an Ingress says about its backends. */
const backendMisses: DeriveSlot<Ingress, readonly (Missing | PortDiagnosis)[]> = {
  name: 'backendMisses',
  reach: 'namespace',
  compute(world, ingress) {
    const namespace = world.namespaceOf(ingress);
    if (namespace.unknown !== undefined) return [];
    const misses = new Map<string, Missing | PortDiagnosis>();
    for (const { backend, address } of backendsOf(ingress)) {
      const { service: field, port } = backend;
      // Annotations of the AWS load balancer controller stand for Services of that port.
      if (field?.value === undefined || port?.value === 'use-annotation') continue;
      const services = world.named('service', namespace.name, field.value);
      const key = services.length === 0 ? field.value : `${field.value} ${typeof port?.value} ${port?.value}`;
      const known = misses.get(key);
      const use = { backend, address };
      if (known !== undefined) {
        misses.set(key, { ...known, uses: [...known.uses, use] });
        continue;
      }
      const miss =
        services.length === 0
          ? missingService(world, ingress, namespace.name, field, use)
          : missingPort(world, ingress, services, use);
      if (miss !== undefined) misses.set(key, miss);
    }
    return [...misses.values()];
  },
};

function missingService(
  world: World,
  ingress: Ingress,
  namespace: string,
  field: Named,
  use: BackendUse,
): Missing | undefined {
  const services = world.inNamespace('service', namespace);
  if (services.some(({ name }) => name !== undefined && name.value === undefined)) return undefined;
  const uses: Uses = [use];
  const near = meantAmong(
    field.value,
    services.flatMap(({ name }) => name?.value ?? []),
  );
  if (near !== undefined) {
    const meant = services.filter(({ name }) => name?.value === near);
    return { code: 'KN501', uses, field, meant, maker: undefined };
  }
  // What runs in a cluster was not all in the dump.
  if (ingress.live || hiddenService(world, namespace, field.value) !== undefined) return undefined;
  const maker = world
    .named('podMaker', namespace, field.value)
    .find((own) => servedKinds.has(own.workload) && areTogether(world, ingress, own));
  const meant =
    maker === undefined
      ? []
      : world
          .derive(selectingServices, maker)
          .flatMap(({ service, match }) => (match === 'yes' && service.name?.value !== undefined ? [service] : []));
  return { code: 'KN501', uses, field, meant, maker };
}

/** Workloads that Services stand in front of. */
const servedKinds: ReadonlySet<PodMaker['workload']> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

function missingPort(
  world: World,
  ingress: Ingress,
  services: readonly Service[],
  use: BackendUse,
): PortDiagnosis | undefined {
  const field = use.backend.port;
  const wanted = field?.value;
  const [service] = services;
  if (field === undefined || wanted === undefined || service === undefined) return undefined;
  // The API server refuses such a name whatever the Service has (KN504).
  if (typeof wanted === 'string' && ianaServiceNameFault(wanted) !== undefined) return undefined;
  if (services.some((own) => mayServe(own, wanted))) return undefined;
  const leading = service.ports.filter((port) => leadsTo(world, service, port, wanted));
  const uses: Uses = [use];
  const certain = areTogether(world, ingress, service);
  if (leading.length > 0) {
    const isTargetPort = leading.some(({ targetPort }) => targetPort?.value === wanted);
    return { code: 'KN503', uses, field, service, ports: leading, isTargetPort, certain };
  }
  return { code: 'KN502', uses, field, service, ports: service.ports, isTargetPort: false, certain };
}

/** Whether a Service has a port, or may have it: an alias has any, and not all are known of all. */
function mayServe(service: Service, wanted: number | string): boolean {
  const type = service.serviceType.value;
  return (
    type === undefined ||
    type === 'ExternalName' ||
    service.portsOpen !== undefined ||
    // A Service without ports is a part of one, or refused (KN222).
    isPart(service) ||
    service.ports.length === 0 ||
    service.ports.some(({ port, name }) =>
      typeof wanted === 'number' ? port?.value === undefined : name !== undefined && name.value === undefined,
    ) ||
    portOf(service, wanted) !== undefined
  );
}

function leadsTo(world: World, service: Service, port: ServicePort, wanted: number | string): boolean {
  if (port.targetPort?.value === wanted) return true;
  return world.derive(serviceSelection, service).pods.some(({ maker, match }) => {
    if (match !== 'yes') return false;
    const resolved = resolvePort(port, maker.template);
    if (resolved.kind !== 'port') return false;
    return resolved.number === wanted || resolved.declared?.port.name?.value === wanted;
  });
}
