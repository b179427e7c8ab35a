import type { Service } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import { hiddenPods } from '../world/gates.ts';
import { selectsPods } from '../world/pod-labels.ts';
import type { DeriveSlot, PodMatch } from '../world/world.ts';

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

/** A Service that selects some pods. */
export interface SelectingService {
  readonly service: Service;
  readonly match: 'yes' | 'unknown';
}

/** The Services that select a pod maker's pods, surely or perhaps, in stack order. */
export const selectingServices: DeriveSlot<PodMaker, readonly SelectingService[]> = {
  name: 'selectingServices',
  reach: 'namespace',
  compute(world, maker) {
    const services: SelectingService[] = [];
    for (const service of world.inNamespace('service', world.namespaceOf(maker).name)) {
      if (!hasSelector(service) || service.serviceType.value === 'ExternalName') continue;
      const match = selectsPods(service.selector, maker);
      if (match !== 'no') services.push({ service, match });
    }
    return services;
  },
};
