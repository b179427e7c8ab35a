import type { Service } from '../../resources/core-v1.ts';
import type { Field } from '../../resources/field.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { known } from './fields.ts';

/**
 * A nodePort belongs to one Service of the whole cluster, whatever its namespace and protocol. The second Service is refused: "provided port is already allocated".
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports: [{ port: 80, nodePort: 30080 }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec:
 *   type: NodePort
 *   selector: { app: api }
 *   ports: [{ port: 80, nodePort: 30080 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports: [{ port: 80, nodePort: 30080 }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec:
 *   type: NodePort
 *   selector: { app: api }
 *   ports: [{ port: 80, nodePort: 30081 }]
 * ```
 * @source pkg/registry/core/service/portallocator: allocation is by number only
 */
export const kn226 = defineRule({
  code: 'KN226',
  name: 'nodeport-dup-cluster',
  severity: 'error',
  summary: 'Two Services ask for one nodePort.',
  subjects: ['service'],
  reads: ['service'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/registry/core/service/portallocator: allocation is by number only'],
  check(service, { world }, report) {
    for (const field of nodePortsOf(service)) {
      const other = earlier(world, service, field.value);
      const at = other && nodePortsOf(other).find(({ value }) => value === field.value);
      if (other === undefined || at === undefined) continue;
      report({
        at: field,
        message: `${describe(service)} asks for nodePort ${field.value}, which ${describe(other)} in namespace "${world.namespaceOf(other).name}" asks for too: the second one is refused, "provided port is already allocated".`,
        related: [relatedTo(other, at, `${describe(other)} asks for ${field.value}`)],
      });
    }
  },
});

const byNodePort: KeySlot<'service'> = {
  type: 'service',
  keysOf: (service) => nodePortsOf(service).map(({ value }) => String(value)),
};

/** An earlier, different Service of the stack that asks for a node port as well. */
function earlier(world: World, service: Service, number: number): Service | undefined {
  for (const other of world.keyed(byNodePort, String(number))) {
    if (other === service) return undefined;
    const same =
      other.name?.value === service.name?.value && world.namespaceOf(other).name === world.namespaceOf(service).name;
    if (!same) return other;
  }
  return undefined;
}

function nodePortsOf(service: Service): readonly Field<number>[] {
  if (service.serviceType.value !== 'NodePort' && service.serviceType.value !== 'LoadBalancer') return [];
  return known([...service.ports.map(({ nodePort }) => nodePort), service.healthCheckNodePort]).filter(
    ({ value }) => value !== 0,
  );
}
