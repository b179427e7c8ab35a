import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference, replaceHost } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { missingHosts } from './missing.ts';
import { callWords, relatedName } from './words.ts';

/**
 * Names of Services have the forms `catalog`, `catalog.shop`, `catalog.shop.svc` and `catalog.shop.svc.cluster.local`. What lacks a part of them, or has two in the wrong order, is a name that nobody knows.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, namespace: front, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog.shop.cluster.local" }] }]
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
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog.shop.svc.cluster.local" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog, namespace: shop }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Reported only where the right form of the name is that of a Service of the stack. Hosts that `external` in `.portolan.yaml` names, `hostAliases`, pods with a search list of their own, namespaces in which an operator may create the Service.
 * @source github.com/kubernetes/dns/blob/master/docs/specification.md
 */
export const kn808 = defineRule({
  code: 'KN808',
  name: 'ref-malformed',
  severity: 'error',
  summary: 'A name looks like one of the cluster and is none.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'configMap', 'namespace', 'other'],
  within: 'stack',
  claim: 'absence',
  family: 'host',
  familyOf: 'place',
  since: '0.1.0',
  fixable: true,
  sources: ['github.com/kubernetes/dns/blob/master/docs/specification.md'],
  check(maker, { world, settings }, report) {
    for (const missing of missingHosts(world, maker, settings)) {
      if (missing.code !== 'KN808') continue;
      const { reference, service, host, fault } = missing;
      report({
        at: referenceSpan(maker, reference),
        message: `${callWords(reference)}, but ${fault}: the name does not resolve. ${describe(service)} is ${host}.`,
        related: [relatedName(service, `${describe(service)} is ${host}`), ...relatedReference(maker, reference)],
        fixes: () => replaceHost(`Call ${host}`, reference, host),
      });
    }
  },
});
