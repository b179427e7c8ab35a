import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference, replaceHost } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { missingHosts } from './missing.ts';
import { callWords, relatedName } from './words.ts';

/**
 * No Service can have a `_` in its name: the API server refuses it. A name with one, as compose files have them, resolves to nothing.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://order_api/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: order-api }
 * spec:
 *   selector: { app: order-api }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://order-api/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: order-api }
 * spec:
 *   selector: { app: order-api }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Names of SRV records (`_http._tcp.web`). Single names are reported only where a Service with dashes is there. Hosts that `external` in `.portolan.yaml` names, `hostAliases`, pods with a search list of their own, namespaces in which an operator may create the Service.
 * @source kubernetes.io/docs/concepts/services-networking/dns-pod-service
 */
export const kn814 = defineRule({
  code: 'KN814',
  name: 'ref-underscore',
  severity: 'error',
  summary: 'A container calls a name that no Service can have.',
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
      if (missing.code !== 'KN814') continue;
      const { reference, service, host } = missing;
      report({
        at: referenceSpan(maker, reference),
        severity: service === undefined ? 'warning' : 'error',
        message: `${callWords(reference)}, but no Service can have "_" in its name: it does not resolve.${
          service === undefined ? '' : ` ${describe(service)} is there: call ${host}.`
        }`,
        related: [
          ...(service === undefined ? [] : [relatedName(service, `${describe(service)} is probably meant`)]),
          ...relatedReference(maker, reference),
        ],
        fixes: () => (host === undefined ? [] : replaceHost(`Call ${host}`, reference, host)),
      });
    }
  },
});
