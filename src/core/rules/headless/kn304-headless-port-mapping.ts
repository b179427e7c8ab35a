import { resolvePort } from '../../network/ports.ts';
import { hasSelector, isHeadless, serviceSelection } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

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
 * @exceptions Clients that use SRV records.
 * @source kubernetes.io/docs/concepts/services-networking/service/#headless-services; kubernetes/dns specification
 */
export const kn304 = defineRule({
  code: 'KN304',
  name: 'headless-port-mapping',
  severity: 'warning',
  summary: 'A headless Service cannot translate ports.',
  subjects: ['service'],
  reads: ['podMaker', 'other'],
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
        .pods.map(({ maker }) => resolvePort(port, maker.template));
      const targets = new Set(
        typeof port.targetPort.value === 'number'
          ? [port.targetPort.value]
          : resolved.flatMap((result) => (result.kind === 'port' ? [result.number] : [])),
      );
      const [target] = targets;
      if (target === undefined || targets.has(number)) continue;
      report({
        at: port.targetPort,
        message: `${describe(service)} is headless, so nothing turns port ${number} into ${target}: clients of "${service.name?.value ?? '?'}:${number}" connect to port ${number} of the pods.`,
        fixes: () => (port.port === undefined ? [] : replaceFix(`Use port ${target}`, service, port.port, target)),
      });
    }
  },
});
