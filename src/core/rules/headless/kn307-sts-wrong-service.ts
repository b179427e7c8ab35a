import { references, resolveReference } from '../../network/references.ts';
import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { podNameOf, referenceSpan, relatedReference, replaceHost, saidBy } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The pods of a StatefulSet have their names below the Service that `serviceName` states, and below no other one, even if it selects them.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db-peers
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db-peers }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://db-0.db/shop" }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db-peers
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db-peers }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://db-0.db-peers/shop" }] }]
 * ```
 * @source pkg/controller/statefulset/stateful_set_utils.go, initIdentity
 */
export const kn307 = defineRule({
  code: 'KN307',
  name: 'sts-wrong-service',
  severity: 'warning',
  summary: 'A reference names a pod of a StatefulSet below another Service than its own.',
  subjects: ['podMaker'],
  reads: ['podMaker', 'service', 'configMap'],
  within: 'calls',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/controller/statefulset/stateful_set_utils.go, initIdentity'],
  check(maker, { world, settings: { clusterDomain } }, report) {
    for (const reference of world.derive(references, maker)) {
      const pod = podNameOf(reference);
      if (pod === undefined) continue;
      const namespace = pod.namespace ?? world.namespaceOf(maker).name;
      const sets = world.named('podMaker', namespace, pod.workload);
      const [set] = sets;
      const own = set?.serviceName?.value;
      if (set?.workload !== 'StatefulSet' || sets.length > 1 || own === undefined || own === pod.service) continue;
      const { kind } = resolveReference(world, maker, reference, clusterDomain).lookup.answer;
      if (kind === 'service' || kind === 'endpoint' || kind === 'address') continue;
      const { host } = reference;
      const [first = '', , ...rest] = host.split('.');
      const meant = [first, own, ...rest].join('.');
      report({
        at: referenceSpan(maker, reference),
        message: `Container ${containerName(reference.container)} calls ${host}${saidBy(reference)}, but the pods of ${describe(set)} have their names below Service "${own}": the name does not resolve. Call ${meant}.`,
        related: [
          relatedTo(set, set.serviceName ?? set.kindSpan, `${describe(set)} states serviceName ${own}`),
          ...relatedReference(maker, reference),
        ],
        fixes: () => replaceHost(`Call ${meant}`, reference, meant),
      });
    }
  },
});
