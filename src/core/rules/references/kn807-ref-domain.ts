import { defineRule } from '../rule.ts';
import { isExternal } from '../settings.ts';
import { referenceSpan, relatedReference, replaceHost } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { openCalls } from './calls.ts';
import { isBroken } from './name.ts';
import { callWords, relatedName } from './words.ts';

/**
 * The full name of a Service ends in the domain of its cluster, `cluster.local` unless the cluster was set up with another. A name that ends in another domain resolves there only, or nowhere. If the cluster has that domain, say so with `kubernetes.clusterDomain` in `.portolan.yaml`.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, namespace: front, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog.shop.svc.k8s.example/items" }] }]
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
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog.shop.svc.cluster.local/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog, namespace: shop }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Names whose Service is not in the stack, `clusterset.local` of multi-cluster Services, and hosts that `external` in `.portolan.yaml` names: a domain of another cluster may be meant.
 * @source github.com/kubernetes/dns/blob/master/docs/specification.md
 */
export const kn807 = defineRule({
  code: 'KN807',
  name: 'ref-domain',
  severity: 'info',
  summary: 'A name ends in another cluster domain.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap', 'namespace'],
  within: 'calls',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['github.com/kubernetes/dns/blob/master/docs/specification.md'],
  check(maker, { world, settings }, report) {
    const { clusterDomain } = settings;
    for (const [domain, references] of world.derive(openCalls, maker).byDomain) {
      if (
        domain === clusterDomain ||
        domain === 'clusterset.local' ||
        isBroken(['svc', ...domain.split('.')], clusterDomain)
      )
        continue;
      for (const reference of references) {
        const host = reference.host.toLowerCase();
        const [name = '', namespace = ''] = host.split('.', 2);
        const [service] = world.named('service', namespace, name);
        if (service === undefined || isExternal(host, settings)) continue;
        const right = `${name}.${namespace}.svc.${clusterDomain}`;
        report({
          at: referenceSpan(maker, reference),
          message: `${callWords(reference)}, which ends in the cluster domain ${domain}; that of this cluster is taken to be ${clusterDomain}, where ${describe(service)} is ${right}: the name does not resolve unless the domain is known there.`,
          related: [relatedName(service, `${describe(service)} is ${right}`), ...relatedReference(maker, reference)],
          fixes: () => replaceHost(`Call ${right}`, reference, right),
        });
      }
    }
  },
});
