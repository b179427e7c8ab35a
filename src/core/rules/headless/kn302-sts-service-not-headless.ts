import { resolvePort } from '../../network/ports.ts';
import { hasSelector, isHeadless, selectingServices } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { insertKeyFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Only a headless Service gives each pod a name of its own. With a cluster IP, whether `db-0.db` resolves depends on the version of the DNS server.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ```
 * @source kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
 */
export const kn302 = defineRule({
  code: 'KN302',
  name: 'sts-service-not-headless',
  severity: 'warning',
  summary: 'The Service of a StatefulSet has a cluster IP.',
  subjects: ['podMaker'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id'],
  check(maker, { world }, report) {
    const field = maker.serviceName;
    if (field?.value === undefined || maker.live) return;
    for (const service of world.named('service', world.namespaceOf(maker).name, field.value)) {
      if (isHeadless(service) || (service.clusterIP !== undefined && service.clusterIP.value === undefined)) continue;
      // Another headless Service of the same pods tells that per-pod names are looked up there, and a Service without
      // selector that a program keeps its endpoints and nobody looks them up.
      const headless = world.derive(selectingServices, maker).some((other) => isHeadless(other.service));
      report({
        at: field,
        severity: headless || maker.replicas?.value === 1 || !hasSelector(service) ? 'hint' : 'warning',
        message: `${describe(maker)} names ${describe(service)}, which has a cluster IP: names of single pods (${maker.name?.value ?? 'x'}-0.${field.value}) are only sure to resolve under a headless Service.`,
        related: [relatedTo(service, service.clusterIP ?? service.kindSpan, `${describe(service)} is not headless`)],
        fixes: () =>
          service.specSpan === undefined || !canBeHeadless(service, maker)
            ? []
            : insertKeyFix(
                'Make the Service headless (it has to be created anew)',
                service,
                service.specSpan,
                'clusterIP',
                'None',
              ),
      });
      return;
    }
  },
});

/** Whether nothing of a Service needs its cluster IP: no way in from outside, no port that is another one in the pods. */
function canBeHeadless(service: Service, maker: PodMaker): boolean {
  const needing = [
    'clusterIP',
    'clusterIPs',
    'sessionAffinity',
    'externalIPs',
    'externalTrafficPolicy',
    'loadBalancerIP',
  ];
  return (
    service.serviceType.value === 'ClusterIP' &&
    !needing.some((key) => service.specKeys.has(key)) &&
    service.ports.every((port) => {
      const resolved = resolvePort(port, maker.template);
      return resolved.kind === 'port' && resolved.number === port.port?.value;
    })
  );
}
