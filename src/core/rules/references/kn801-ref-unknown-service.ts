import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference, replaceHost } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { missingHosts } from './missing.ts';
import { callWords, inNamespace, relatedName } from './words.ts';

/**
 * A container calls a name that only a Service would have, and there is none of that name: the lookup fails. It is an error where a Service of the namespace is called nearly so, and information where the name is one of the cluster in full.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://caatlog/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Hosts that `external` in `.portolan.yaml` names, `hostAliases`, pods with a search list of their own, namespaces in which an operator may create the Service.
 * @source kubernetes.io/docs/concepts/services-networking/dns-pod-service
 */
export const kn801 = defineRule({
  code: 'KN801',
  name: 'ref-unknown-service',
  severity: 'error',
  summary: 'A container calls a Service that is not there.',
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
      if (missing.code !== 'KN801') continue;
      const { reference, meant, named, host } = missing;
      const where = inNamespace(world, maker, named.namespace);
      report({
        at: referenceSpan(maker, reference),
        severity: meant === undefined ? 'info' : 'error',
        message: `${callWords(reference)}, but there is no Service "${named.service}" ${where}${
          meant === undefined
            ? ': unless something else makes it, the name does not resolve.'
            : `; there is "${meant.name?.value}": the name does not resolve.`
        }`,
        related: [
          ...(meant === undefined ? [] : [relatedName(meant, `${describe(meant)} is probably meant`)]),
          ...relatedReference(maker, reference),
        ],
        fixes: () => (host === undefined ? [] : replaceHost(`Call ${host}`, reference, host)),
      });
    }
  },
});
