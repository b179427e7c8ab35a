import type { PathContext } from '../network/path/path.ts';
import type { Finding } from '../rules/rule.ts';
import { addCalls } from './calls.ts';
import { MapCollector } from './collector.ts';
import { addIngresses } from './entries.ts';
import { addGateways } from './gateways.ts';
import type { MapModel } from './model.ts';
import { addWaysIn } from './outside.ts';
import { addServices } from './services.ts';
import { addWorkloads } from './workloads.ts';

/**
 * The network map of a stack: outside · entries · Services · workloads · containers with ports, and what connects them.
 * Everything about selection, ports, ways in and policies comes from the network model; the map only says it in boxes and
 * lines.
 */
export function buildMap(context: PathContext, findings: readonly Finding[]): MapModel {
  const map = new MapCollector(context.world, findings);
  const workloads = addWorkloads(map, context);
  const services = addServices(map, workloads.ports);
  addWaysIn(map, services, workloads, context);
  addIngresses(map, services, context);
  addGateways(map, services, context);
  addCalls(map, services, workloads, context);
  return map.model();
}
