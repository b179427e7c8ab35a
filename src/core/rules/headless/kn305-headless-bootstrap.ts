import { references } from '../../network/references.ts';
import { isHeadless } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { fixOf, insertInto, replaceAt } from '../shared/edits.ts';
import { podNameOf, referenceSpan, relatedReference, saidBy } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The names of single pods behind a headless Service appear once the pods are ready. Peers that look for each other before they call themselves ready find nobody: the cluster may never form. `publishNotReadyAddresses: true` on the Service gives the names from the start.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   replicas: 3
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec:
 *       containers:
 *         - name: db
 *           image: db
 *           ports: [{ containerPort: 7000 }]
 *           env: [{ name: SEEDS, value: "db-0.db:7000,db-1.db:7000" }]
 *           readinessProbe: { tcpSocket: { port: 7000 } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 7000 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   replicas: 3
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec:
 *       containers:
 *         - name: db
 *           image: db
 *           ports: [{ containerPort: 7000 }]
 *           env: [{ name: SEEDS, value: "db-0.db:7000,db-1.db:7000" }]
 *           readinessProbe: { tcpSocket: { port: 7000 } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   publishNotReadyAddresses: true
 *   selector: { app: db }
 *   ports: [{ port: 7000 }]
 * ```
 * @exceptions Pods without a readiness probe, which are ready as soon as they run.
 * @source kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
 */
export const kn305 = defineRule({
  code: 'KN305',
  name: 'headless-bootstrap',
  severity: 'info',
  summary: 'Peers of a StatefulSet wait for names that appear once they are ready.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id'],
  check(maker, { world }, report) {
    if (maker.workload !== 'StatefulSet' || maker.serviceName?.value === undefined) return;
    if (!maker.template.containers.some(({ probes }) => probes.some(({ name }) => name === 'readinessProbe'))) return;
    const { name: namespace } = world.namespaceOf(maker);
    const [service] = world.named('service', namespace, maker.serviceName.value);
    const published = service?.publishNotReadyAddresses;
    if (service === undefined || !isHeadless(service) || (published !== undefined && published.value !== false)) return;
    const peer = world.derive(references, maker).find((reference) => {
      const pod = podNameOf(reference);
      return (
        pod?.workload === maker.name?.value &&
        pod?.service === service.name?.value &&
        (pod?.namespace === undefined || pod.namespace === namespace)
      );
    });
    if (peer === undefined) return;
    report({
      at: referenceSpan(maker, peer),
      message: `${describe(maker)} looks for its own pod ${peer.host}${saidBy(peer)}, whose name exists only while the pod is ready: peers that wait for each other before they are ready never find each other. publishNotReadyAddresses: true on ${describe(service)} gives the names from the start.`,
      related: [
        relatedTo(service, service.name ?? service.kindSpan, `${describe(service)} gives the names`),
        ...relatedReference(maker, peer),
      ],
      fixes: () =>
        service.specSpan === undefined
          ? []
          : fixOf('Set publishNotReadyAddresses', [
              published === undefined
                ? insertInto(service, service.specSpan, { publishNotReadyAddresses: true }, { after: 'clusterIP' })
                : replaceAt(service, published, true),
            ]),
    });
  },
});
