import { references } from '../../network/references.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { podNameOf, referenceSpan, relatedReference, saidBy } from '../shared/references.ts';
import { count, describe, relatedTo } from '../shared/words.ts';

/**
 * The pods of a StatefulSet are numbered from 0 (or `ordinals.start`) to one less than its replicas. A name with a higher number is of no pod: it does not resolve.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   replicas: 2
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
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_HOSTS, value: "db-0.db:5432,db-2.db:5432" }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   replicas: 2
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
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_HOSTS, value: "db-0.db:5432,db-1.db:5432" }] }]
 * ```
 * @exceptions Information where an autoscaler may change the replicas; objects read from a cluster.
 * @source kubernetes.io/docs/concepts/workloads/controllers/statefulset/#ordinal-index
 */
export const kn306 = defineRule({
  code: 'KN306',
  name: 'sts-ordinal-range',
  severity: 'error',
  summary: 'A reference names a pod beyond the replicas of a StatefulSet.',
  subjects: ['podMaker'],
  reads: ['podMaker', 'configMap', 'other'],
  within: 'calls',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/workloads/controllers/statefulset/#ordinal-index'],
  check(maker, { world }, report) {
    const seen = new Set<string>();
    for (const reference of world.derive(references, maker)) {
      const pod = podNameOf(reference);
      if (pod === undefined || seen.has(reference.host)) continue;
      const namespace = pod.namespace ?? world.namespaceOf(maker).name;
      const sets = world.named('podMaker', namespace, pod.workload);
      const [set] = sets;
      if (set === undefined || sets.length > 1 || set.workload !== 'StatefulSet' || set.live) continue;
      const { replicas, firstOrdinal, serviceName } = set;
      if (serviceName?.value !== pod.service || replicas?.value === undefined) continue;
      const last = firstOrdinal + replicas.value - 1;
      // Scaled to nothing is a state, and no count to hold names against.
      if (replicas.value === 0 || (pod.ordinal >= firstOrdinal && pod.ordinal <= last)) continue;
      seen.add(reference.host);
      report({
        at: referenceSpan(maker, reference),
        severity: isScaled(world, set, namespace) ? 'info' : 'defaulted' in replicas ? 'warning' : 'error',
        message: `Container ${containerName(reference.container)} calls ${reference.host}${saidBy(reference)}, but ${describe(set)} has ${count(replicas.value, 'replica')}, ${pod.workload}-${firstOrdinal}${last === firstOrdinal ? '' : ` to ${pod.workload}-${last}`}: the name does not resolve.`,
        related: [
          relatedTo(
            set,
            'defaulted' in replicas ? (set.name ?? set.kindSpan) : replicas,
            `${describe(set)} has ${count(replicas.value, 'replica')}`,
          ),
          ...relatedReference(maker, reference),
        ],
      });
    }
  },
});

const scalers: ReadonlySet<string> = new Set(['HorizontalPodAutoscaler', 'ScaledObject']);

/** Whether something may change the replicas of a workload. */
function isScaled(world: World, set: PodMaker, namespace: string): boolean {
  return set.workload === 'StatefulSet' && world.inNamespace('other', namespace).some(({ kind }) => scalers.has(kind));
}
