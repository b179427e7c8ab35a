import { references, resolveReference, serviceByName } from '../../network/references.ts';
import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { referenceSpan, relatedReference, saidBy } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * An ExternalName Service is an alias in DNS and nothing more. A client that calls it by HTTP or HTTPS sends the Service's name in the `Host` header and in TLS (SNI), so a server that looks at them does not know it, and its certificate does not match.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments }
 * spec: { type: ExternalName, externalName: api.payments.example }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: PAYMENTS_URL, value: "https://payments/v1" }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments }
 * spec: { type: ExternalName, externalName: api.payments.example }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: PAYMENTS_URL, value: "https://api.payments.example/v1" }] }]
 * ```
 * @source kubernetes.io/docs/concepts/services-networking/service/#externalname
 */
export const kn236 = defineRule({
  code: 'KN236',
  name: 'externalname-tls-host',
  severity: 'info',
  summary: 'TLS and HTTP see the name of an ExternalName Service, not its target.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap'],
  within: 'calls',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#externalname'],
  check(maker, { world, settings: { clusterDomain } }, report) {
    for (const reference of world.derive(references, maker)) {
      const { scheme, host, container } = reference;
      if (scheme !== 'http' && scheme !== 'https') continue;
      if (serviceByName(world, maker, reference)?.serviceType.value !== 'ExternalName') continue;
      const { lookup } = resolveReference(world, maker, reference, clusterDomain);
      const [alias] = lookup.aliases;
      if (alias === undefined || lookup.answer.kind !== 'outside') continue;
      report({
        at: referenceSpan(maker, reference),
        message: `Container ${containerName(container)} calls ${host} by ${scheme}${saidBy(reference)}, an alias of ${lookup.answer.host}: the server there sees the name ${host}${scheme === 'https' ? ' in TLS and' : ''} in the Host header and may not know it.`,
        related: [
          relatedTo(alias, alias.externalName ?? alias.kindSpan, `${describe(alias)} is an alias (ExternalName)`),
          ...relatedReference(maker, reference),
        ],
      });
    }
  },
});
