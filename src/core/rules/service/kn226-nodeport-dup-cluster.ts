import type { Service } from '../../resources/core-v1.ts';
import type { Field } from '../../resources/field.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { defineRule, type Fix, type Severity } from '../rule.ts';
import type { LintSettings } from '../settings.ts';
import { fixOf, removeField, replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { known, lastFixedNodePort } from './fields.ts';

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
 * @exceptions A warning where the two stand in different files of a folder, information where they are one Service in two namespaces:
 * both may be meant for different clusters.
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
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/registry/core/service/portallocator: allocation is by number only'],
  check(service, { world, settings }, report) {
    for (const field of nodePortsOf(service)) {
      const other = earlier(world, service, field.value);
      const at = other && nodePortsOf(other).find(({ value }) => value === field.value);
      if (other === undefined || at === undefined) continue;
      report({
        at: field,
        severity: severityOf(world, service, other),
        message: `${describe(service)} asks for nodePort ${field.value}, which ${describe(other)} in namespace "${world.namespaceOf(other).name}" asks for too: the second one is refused, "provided port is already allocated".`,
        related: [relatedTo(other, at, `${describe(other)} asks for ${field.value}`)],
        fixes: () => otherNumberFixes(world, settings, service, field),
      });
    }
  },
});

/**
 * Whether both are surely applied to one cluster: files that only lie in one folder may be steps of a course, and one name in
 * two namespaces is often the same Service for two clusters.
 */
function severityOf(world: World, service: Service, other: Service): Severity {
  const { kind } = world.stack;
  if (service.document.file === other.document.file || kind === 'kustomize' || kind === 'stated') return 'error';
  return service.name?.value === other.name?.value ? 'info' : 'warning';
}

/** Lets the cluster pick a number, or takes the next one that no Service of the stack asks for. */
function otherNumberFixes(
  world: World,
  { nodePorts }: LintSettings,
  service: Service,
  field: Field<number>,
): readonly Fix[] {
  const taken = new Set(world.all('service').flatMap((other) => nodePortsOf(other).map(({ value }) => value)));
  const count = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  const kept = lastFixedNodePort(nodePorts);
  const numbers = [...count(nodePorts.first, kept), ...count(kept + 1, nodePorts.last)];
  const later = numbers.indexOf(field.value) + 1;
  const free = [...numbers.slice(later), ...numbers.slice(0, later)].find((number) => !taken.has(number));
  return [
    ...fixOf('Remove nodePort, so that the cluster picks one', [removeField(service, field)]),
    ...(free === undefined ? [] : replaceFix(`Use nodePort ${free}`, service, field, free)),
  ];
}

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
