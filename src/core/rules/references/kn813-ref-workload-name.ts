import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule, type Related, type Severity } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { referenceSpan, relatedReference, replaceHost } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { type MissingHost, missingHosts } from './missing.ts';
import { callWords, relatedName } from './words.ts';

/**
 * In Docker Compose every container is reached by its name. In Kubernetes only Services have names: a workload is called by that of the Service in front of it, and a container of the same pod as `localhost`.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: REDIS_URL, value: "redis://redis-master:6379" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: redis }
 * spec:
 *   selector: { app: redis }
 *   ports: [{ port: 6379 }]
 * ---
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: redis-master }
 * spec:
 *   selector: { matchLabels: { app: redis } }
 *   template:
 *     metadata: { labels: { app: redis } }
 *     spec: { containers: [{ name: redis, image: redis, ports: [{ containerPort: 6379 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: REDIS_URL, value: "redis://redis:6379" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: redis }
 * spec:
 *   selector: { app: redis }
 *   ports: [{ port: 6379 }]
 * ---
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: redis-master }
 * spec:
 *   selector: { matchLabels: { app: redis } }
 *   template:
 *     metadata: { labels: { app: redis } }
 *     spec: { containers: [{ name: redis, image: redis, ports: [{ containerPort: 6379 }] }] }
 * ```
 * @exceptions A warning where no Service stands in front of the workload. Hosts that `external` in `.portolan.yaml` names, `hostAliases`, pods with a search list of their own, namespaces in which an operator may create the Service.
 * @source kubernetes.io/docs/concepts/services-networking/dns-pod-service
 */
export const kn813 = defineRule({
  code: 'KN813',
  name: 'ref-workload-name',
  severity: 'error',
  summary: 'A container calls a workload by its name; only Services have names.',
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
      if (missing.code !== 'KN813') continue;
      const { reference } = missing;
      const { severity, words, host, related } = explained(maker, missing);
      report({
        at: referenceSpan(maker, reference),
        severity,
        message: `${callWords(reference)}, ${words}`,
        related: [...related, ...relatedReference(maker, reference)],
        fixes: () => (host === undefined ? [] : replaceHost(`Call ${host}`, reference, host)),
      });
    }
  },
});

interface Explained {
  readonly severity: Severity;
  readonly words: string;
  /** The name to call instead. */
  readonly host: string | undefined;
  readonly related: readonly Related[];
}

function explained(maker: PodMaker, missing: Extract<MissingHost, { readonly code: 'KN813' }>): Explained {
  if ('container' in missing) {
    const { container } = missing;
    const name = containerName(container);
    return {
      severity: 'error',
      words: `which is container ${name} of its own pod and no Service: the name does not resolve. Containers of one pod meet on localhost.`,
      host: 'localhost',
      related: [relatedTo(maker, container.name ?? container, `container ${name} is in the same pod`)],
    };
  }
  const { maker: other, service, host } = missing;
  const related = [
    relatedName(other, `${describe(other)} has the name`),
    ...(service === undefined ? [] : [relatedName(service, `${describe(service)} is in front of it`)]),
  ];
  const words = `which is ${describe(other)} and no Service: only Services have names, so it does not resolve.`;
  return service === undefined
    ? { severity: 'warning', words: `${words} No Service with that port is in front of it.`, host, related }
    : { severity: 'error', words: `${words} ${describe(service)} is in front of it: call ${host}.`, host, related };
}
