import { hasSelector, isHeadless } from '../../network/service.ts';
import type { EndpointSlice, Endpoints, Service } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import { pairOf } from '../../resources/labels.ts';
import { hiddenService, isStated, isSystem } from '../../world/gates.ts';
import type { KeySlot, NamespaceSlot, World } from '../../world/world.ts';
import { meantAmong } from './evidence.ts';

/** What holds the addresses of a Service in the text itself. */
export type ManualEndpoints = EndpointSlice | Endpoints;

/** The label that says whose endpoints a slice holds. */
export const serviceNameLabel = 'kubernetes.io/service-name';

/** The label that says what keeps a slice. */
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';

/** The values of {@link managedByLabel} by which the control plane knows its own slices. */
export const controllers = {
  selector: 'endpointslice-controller.k8s.io',
  mirroring: 'endpointslicemirroring-controller.k8s.io',
} as const;

/** Whether an object was written by somebody; what was read from a cluster, or has an owner, a controller keeps. */
export function isManual(resource: ManualEndpoints): boolean {
  return !resource.live && resource.owners.length === 0 && !isSystem(resource);
}

/** What an object says the name of its Service is. */
export function serviceNameOf(resource: ManualEndpoints): Stated<string> | undefined {
  return resource.type === 'endpointSlice' ? resource.serviceName : resource.name;
}

const slicesByService: KeySlot<'endpointSlice'> = {
  type: 'endpointSlice',
  keysOf: ({ serviceName }) => (serviceName?.value === undefined ? [] : [serviceName.value]),
};

const endpointsByName: KeySlot<'endpoints'> = {
  type: 'endpoints',
  keysOf: ({ name }) => (name?.value === undefined ? [] : [name.value]),
};

const servicesByName: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ name }) => (name?.value === undefined ? [] : [name.value]),
};

/** The slices and the Endpoints that name a Service. */
export function endpointsOf(world: World, service: Service): readonly ManualEndpoints[] {
  const name = service.name?.value;
  const namespace = world.namespaceOf(service).name;
  if (name === undefined) return [];
  return [...world.keyed(slicesByService, name, namespace), ...world.named('endpoints', namespace, name)];
}

/** The only Service of the name that an object states, in its own namespace; `undefined` where there is none, or several. */
export function serviceOf(world: World, resource: ManualEndpoints): Service | undefined {
  const name = serviceNameOf(resource)?.value;
  const namespace = world.namespaceOf(resource);
  if (name === undefined || namespace.unknown !== undefined) return undefined;
  const found = world.named('service', namespace.name, name);
  return found.length === 1 ? found[0] : undefined;
}

/** That no Service of the namespace has the name that an object states. */
export interface MissingService {
  readonly name: string;
  /** The Service that was surely meant: its name is mistyped, or it is in another namespace. */
  readonly meant: Service | undefined;
  readonly why: 'typo' | 'namespace' | undefined;
}

/** {@link MissingService} of an object; `undefined` where its Service is there, or may be. */
export function missingService(world: World, resource: ManualEndpoints): MissingService | undefined {
  const name = serviceNameOf(resource)?.value;
  if (name === undefined || !isMissing(world, resource, name)) return undefined;
  const namespace = world.namespaceOf(resource);
  const typo = mistyped(world, namespace.name, name);
  if (typo !== undefined) return { name, meant: typo, why: 'typo' };
  const elsewhere = isStated(namespace)
    ? world
        .keyed(servicesByName, name)
        .filter((service) => isStated(world.namespaceOf(service)) && awaits(world, service))
    : [];
  const meant = elsewhere.length === 1 ? elsewhere[0] : undefined;
  return { name, meant, why: meant === undefined ? undefined : 'namespace' };
}

/** Whether no Service of an object's namespace has a name, and none that may exist could. */
function isMissing(world: World, resource: ManualEndpoints, name: string): boolean {
  const namespace = world.namespaceOf(resource);
  return (
    namespace.unknown === undefined &&
    world.named('service', namespace.name, name).length === 0 &&
    hiddenService(world, namespace.name, name) === undefined &&
    !world
      .inNamespace('service', namespace.name)
      .some((service) => service.name !== undefined && service.name.value === undefined)
  );
}

/** The only Service of a namespace whose name is the one that was mistyped. */
function mistyped(world: World, namespace: string, name: string): Service | undefined {
  const services = world.inNamespace('service', namespace);
  const meant = meantAmong(
    name,
    services.flatMap((service) => service.name?.value ?? []),
  );
  return meant === undefined ? undefined : world.named('service', namespace, meant)[0];
}

/** Whether a Service has nothing that gives it endpoints: no selector, no slice and no Endpoints. */
export function awaits(world: World, service: Service): boolean {
  const type = service.serviceType.value;
  return (
    type !== undefined && type !== 'ExternalName' && !hasSelector(service) && endpointsOf(world, service).length === 0
  );
}

/** The Services for which endpoints of their namespace were surely meant that miss them by a label or a letter. */
const meantHere: NamespaceSlot<ReadonlySet<Service>> = {
  name: 'meantByEndpoints',
  compute(world, namespace) {
    const meant = new Set<Service>();
    for (const type of ['endpointSlice', 'endpoints'] as const)
      for (const resource of world.inNamespace(type, namespace)) {
        const name = serviceNameOf(resource)?.value;
        const service = !isManual(resource)
          ? undefined
          : isUnlabelled(resource)
            ? unlabelledFor(world, resource)
            : name !== undefined && isMissing(world, resource, name)
              ? mistyped(world, namespace, name)
              : undefined;
        if (service !== undefined) meant.add(service);
      }
    return meant;
  },
};

/** Whether endpoints were surely meant for a Service that {@link awaits} some: their own finding says so. */
export function isMeantByEndpoints(world: World, service: Service): boolean {
  if (world.deriveNamespace(meantHere, world.namespaceOf(service).name).has(service)) return true;
  const name = service.name?.value ?? '';
  return [...world.keyed(slicesByService, name), ...world.keyed(endpointsByName, name)].some(
    (resource) => isManual(resource) && missingService(world, resource)?.meant === service,
  );
}

/** Whether a slice surely names no Service. */
export function isUnlabelled(resource: ManualEndpoints): resource is EndpointSlice {
  return resource.type === 'endpointSlice' && resource.serviceName === undefined && resource.labels.open === undefined;
}

/** The Service after which a slice without label is called (`web`, `web-1` of Service "web"), if it has no endpoints. */
export function unlabelledFor(world: World, slice: EndpointSlice): Service | undefined {
  const own = slice.name?.value;
  const namespace = world.namespaceOf(slice);
  if (own === undefined || namespace.unknown !== undefined) return undefined;
  const parts = own.split('-');
  for (let length = parts.length; length > 0; length--) {
    const [service, ...others] = world.named('service', namespace.name, parts.slice(0, length).join('-'));
    if (service !== undefined) return others.length === 0 && awaits(world, service) ? service : undefined;
  }
  return undefined;
}

/** What keeps a slice, as its label says. */
export function managerOf(slice: EndpointSlice): string | undefined {
  return pairOf(slice.labels, managedByLabel)?.value;
}

const makersByVolume: KeySlot<'podMaker'> = {
  type: 'podMaker',
  keysOf: ({ template }) => template.endpointsVolumes,
};

/** Whether volumes read Endpoints by their name: they need no Service, and do not read slices. */
export function areOfVolumes(world: World, endpoints: Endpoints): boolean {
  const name = endpoints.name?.value;
  return name !== undefined && world.keyed(makersByVolume, name, world.namespaceOf(endpoints).name).length > 0;
}

/** Whether clients of a Service connect to the virtual address that kube-proxy forwards by name and protocol of the port. */
export function isProxied(service: Service): boolean {
  const type = service.serviceType.value;
  return type !== undefined && type !== 'ExternalName' && !isHeadless(service);
}
