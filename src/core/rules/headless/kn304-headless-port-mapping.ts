import { resolvePort } from '../../network/ports.ts';
import { hasSelector, isHeadless, serviceSelection } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { isRouted } from '../service/fields.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, relatedPort, relatedTo } from '../shared/words.ts';

/**
 * Clients of a headless Service get the addresses of the pods and connect to the port they ask for: no proxy stands between that could turn `port` into `targetPort`. Where the two differ, a connection to `port` reaches a port on which nobody listens. Only clients that read SRV records learn the target port.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 80, targetPort: 5432 }]
 * ---
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ```
 * @exceptions Clients that use SRV records. Information where Prometheus or an ingress controller is the client, which reads the
 * endpoints.
 * @source kubernetes.io/docs/concepts/services-networking/service/#headless-services; kubernetes/dns specification
 */
export const kn304 = defineRule({
  code: 'KN304',
  name: 'headless-port-mapping',
  severity: 'warning',
  summary: 'A headless Service cannot translate ports.',
  subjects: ['service'],
  reads: ['podMaker', 'ingress', 'route', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#headless-services; kubernetes/dns specification'],
  check(service, { world }, report) {
    if (!isHeadless(service) || !hasSelector(service) || service.live) return;
    for (const port of service.ports) {
      const number = port.port?.value;
      if (number === undefined || port.targetPort === undefined) continue;
      const resolved = world
        .derive(serviceSelection, service)
        .pods.map(({ maker }) => ({ maker, result: resolvePort(port, maker.template) }));
      const targets = new Set(
        typeof port.targetPort.value === 'number'
          ? [port.targetPort.value]
          : resolved.flatMap(({ result }) => (result.kind === 'port' ? [result.number] : [])),
      );
      const [target] = targets;
      if (target === undefined || targets.has(number)) continue;
      report({
        at: port.targetPort,
        severity: isScraped(service, port) || isRouted(world, service) ? 'info' : 'warning',
        message: `${describe(service)} is headless, so nothing turns port ${number} into ${target}: clients of "${service.name?.value ?? '?'}:${number}" connect to port ${number} of the pods.`,
        related: [
          ...(port.port === undefined
            ? []
            : [relatedTo(service, port.port, `${describe(service)} states port ${number}`)]),
          ...resolved.flatMap(({ maker, result }) =>
            result.kind === 'port' && result.declared !== undefined ? [relatedPort(maker, result.declared)] : [],
          ),
        ],
        fixes: () => {
          const taken = service.ports.some(
            (other) => other.port?.value === target && other.protocol.value === port.protocol.value,
          );
          return port.port === undefined || taken
            ? []
            : replaceFix(`Use port ${target}`, service, port.port, target, true);
        },
      });
    }
  },
});

/** Whether a port is for Prometheus, by the names people give it. */
function isScraped(service: Service, port: ServicePort): boolean {
  return /metric|prom|monitor/.test(`${service.name?.value} ${port.name?.value}`);
}
