import type { Finding } from '../rules/rule.ts';
import type { World } from '../world/world.ts';
import { addCalls } from './calls.ts';
import { MapCollector } from './collector.ts';
import { addIngresses } from './entries.ts';
import { addGateways } from './gateways.ts';
import type { MapModel } from './model.ts';
import { addServices } from './services.ts';
import { addWorkloads } from './workloads.ts';

/**
 * The network map of a stack: outside · entries · Services · workloads · containers with ports, and what connects them.
 * Everything about selection and ports comes from the network model; the map only says it in boxes and lines. `domain` is
 * the cluster's, for the names that containers call.
 */
export function buildMap(world: World, findings: readonly Finding[], domain: string): MapModel {
  const map = new MapCollector(world, findings);
  const { ports, containers } = addWorkloads(map);
  const services = addServices(map, ports);
  addIngresses(map, services);
  addGateways(map, services);
  addCalls(map, services, containers, domain);
  return map.model();
}
