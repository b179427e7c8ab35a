import type { Service, ServicePort } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import { hiddenPods } from '../world/gates.ts';
import type { DeriveSlot, PodMatch, ServiceMatch } from '../world/world.ts';

/** What a Service's selector finds in its own namespace. */
export interface ServiceSelection {
  /** `nothing` for Services without selector (absent, null, `{}`) and for ExternalName. */
  readonly selects: 'nothing' | 'pods';
  readonly pods: readonly PodMatch[];
  /** Why pods may exist that the text does not show (an operator, an unrendered template, an unknown selector value), else `undefined`. */
  readonly unknown: string | undefined;
}

const nothing: ServiceSelection = { selects: 'nothing', pods: [], unknown: undefined };

/**
 * {@link ServiceSelection} of a Service, following the EndpointSlice controller (kubernetes/endpointslice,
 * `syncService`): pods of its own namespace that carry every pair; ExternalName and empty selectors select nothing.
 */
export const serviceSelection: DeriveSlot<Service, ServiceSelection> = {
  name: 'serviceSelection',
  reach: 'namespace',
  compute(world, service) {
    if (!hasSelector(service) || service.serviceType.value === 'ExternalName') return nothing;
    const namespace = world.namespaceOf(service);
    const pods = world.podsSelectedBy(service.selector, namespace.name);
    const unknown =
      service.selector.open ??
      service.selector.pairs.find((pair) => pair.unknown !== undefined)?.unknown ??
      namespace.unknown ??
      (service.serviceType.value === undefined ? 'its type is not known' : undefined) ??
      hiddenPods(world, service);
    return { selects: 'pods', pods, unknown };
  },
};

/** Whether a Service has a selector. `{}`, null and absent are the same: nothing is selected (`networking-semantics` §1.1). */
export function hasSelector(service: Service): boolean {
  return service.selector.pairs.length > 0 || service.selector.open !== undefined;
}

/** Whether a Service has no virtual IP (`clusterIP: None`). */
export function isHeadless(service: Service): boolean {
  return service.clusterIP?.value === 'None';
}

/** The Services that select a pod maker's pods, surely or perhaps, in stack order. */
export const selectingServices: DeriveSlot<PodMaker, readonly ServiceMatch[]> = {
  name: 'selectingServices',
  reach: 'namespace',
  compute: (world, maker) =>
    world.servicesSelecting(maker).filter(({ service }) => service.serviceType.value !== 'ExternalName'),
};

/** The port of a Service that something refers to by number or name. */
export function portOf(service: Service, wanted: number | string | undefined): ServicePort | undefined {
  return service.ports.find(
    ({ port, name }) => wanted !== undefined && (port?.value === wanted || name?.value === wanted),
  );
}
