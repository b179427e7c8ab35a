import type { Service } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { DeriveSlot, World } from '../world/world.ts';
import { hostWays } from './exposure/host-ways.ts';
import { otherWays } from './exposure/other-ways.ts';
import { ruleWays } from './exposure/rule-ways.ts';
import { serviceWays } from './exposure/service-ways.ts';
import type { WayIn } from './exposure/way-in.ts';
import { selectingServices } from './service.ts';

/** Every way in to a Service: its own, then those of Ingresses, Gateways and Routes that lead to it. */
export const waysIntoService: DeriveSlot<Service, readonly WayIn[]> = {
  name: 'waysIntoService',
  reach: 'stack',
  compute(world, service) {
    // An alias is a name for clients inside; a router may follow it, so only what refers to it counts.
    const own = service.serviceType.value === 'ExternalName' ? [] : serviceWays(service);
    const name = service.name?.value;
    return name === undefined ? own : [...own, ...ruleWays(world, service, name), ...otherWays(world, name)];
  },
};

/** Every way in to the pods of a maker that no Service stands in: the host's network and host ports. */
export const waysIntoPods: DeriveSlot<PodMaker, readonly WayIn[]> = {
  name: 'waysIntoPods',
  reach: 'self',
  compute: (_world, maker) => hostWays(maker),
};

/** Every way in to the pods of a maker: its own, and those of the Services that select them. */
export function waysInto(world: World, maker: PodMaker): readonly WayIn[] {
  return [
    ...world.derive(waysIntoPods, maker),
    ...world.derive(selectingServices, maker).flatMap(({ service }) => world.derive(waysIntoService, service)),
  ];
}
