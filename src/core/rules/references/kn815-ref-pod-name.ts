import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference, replaceHost } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { missingHosts } from './missing.ts';
import { callWords, relatedName } from './words.ts';

/**
 * The name of a pod is no name of DNS. Pods of a StatefulSet have one below their Service (`db-0.db`); pods of a Deployment have none, and another name after each restart: call the Service in front of them.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://db-0:5432/shop" }] }]
 * ---
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
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://db-0.db:5432/shop" }] }]
 * ---
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
 * @exceptions Pods that call themselves. Hosts that `external` in `.portolan.yaml` names, `hostAliases`, pods with a search list of their own, namespaces in which an operator may create the Service.
 * @source kubernetes.io/docs/concepts/services-networking/dns-pod-service
 */
export const kn815 = defineRule({
  code: 'KN815',
  name: 'ref-pod-name',
  severity: 'warning',
  summary: 'A container calls a pod by its name, which has no record.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'configMap', 'namespace', 'other'],
  within: 'stack',
  claim: 'absence',
  family: 'host',
  familyOf: 'place',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/dns-pod-service'],
  check(maker, { world, settings }, report) {
    for (const missing of missingHosts(world, maker, settings)) {
      if (missing.code !== 'KN815') continue;
      const { reference, maker: other, host } = missing;
      report({
        at: referenceSpan(maker, reference),
        message: `${callWords(reference)}, ${explained(other, reference.host, host)}`,
        related: [relatedName(other, `${describe(other)} makes the pod`), ...relatedReference(maker, reference)],
        fixes: () => (host === undefined ? [] : replaceHost(`Call ${host}`, reference, host)),
      });
    }
  },
});

function explained(maker: PodMaker, host: string, meant: string | undefined): string {
  const name = describe(maker);
  if (meant === undefined)
    return `which is a pod of ${name}: pods of a Deployment have no DNS names, and the next one has another name. Call the Service in front of them.`;
  if (meant.startsWith(`${host.split('.', 1)[0]}.`))
    return `which is a pod of ${name}: pods of a StatefulSet have their names below its Service, so it does not resolve. Call ${meant}.`;
  return `but the pods there are those of ${name}: the name does not resolve. Call ${meant}.`;
}
