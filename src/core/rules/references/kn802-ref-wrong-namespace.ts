import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference, replaceHost } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { missingHosts } from './missing.ts';
import { callWords, relatedName } from './words.ts';

/**
 * A name without a namespace is looked up in the namespace of the pod. The Service that is called is in another one, so the lookup fails: say which, as in `catalog.shop`.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, namespace: front, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog, namespace: shop }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, namespace: front, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog.shop/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog, namespace: shop }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Reported only where all namespaces are stated and exactly one other has a Service of the name. Hosts that `external` in `.portolan.yaml` names, `hostAliases`, pods with a search list of their own, namespaces in which an operator may create the Service.
 * @source kubernetes.io/docs/concepts/services-networking/dns-pod-service
 */
export const kn802 = defineRule({
  code: 'KN802',
  name: 'ref-wrong-namespace',
  severity: 'error',
  summary: 'A container calls a Service that is in another namespace.',
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
      if (missing.code !== 'KN802') continue;
      const { reference, service, named, host } = missing;
      const namespace = world.namespaceOf(service).name;
      report({
        at: referenceSpan(maker, reference),
        message: `${callWords(reference)}, which is looked up in namespace "${named.namespace}", but ${describe(service)} is in "${namespace}": the name does not resolve. Call ${host}.`,
        related: [
          relatedName(service, `${describe(service)} is in namespace "${namespace}"`),
          ...(named.form === 'single' && maker.namespace !== undefined
            ? [relatedTo(maker, maker.namespace, `${describe(maker)} is in namespace "${named.namespace}"`)]
            : []),
          ...relatedReference(maker, reference),
        ],
        fixes: () => replaceHost(`Call ${host}`, reference, host),
      });
    }
  },
});
