import { mayRefer, namespaceMeant } from '../../network/gateway/grants.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { grantFixes, nearGrant } from './grant-diagnosis.ts';
import { relatedNamespace } from './together.ts';

/**
 * A Gateway may show a certificate of another namespace only where a ReferenceGrant in that namespace lets it: `from` names the Gateway's kind and namespace, `to` Secrets. Without one the listener is not programmed (`RefNotPermitted`).
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public, namespace: infra }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: shop-tls, namespace: certs }] } }
 * ---
 * apiVersion: v1
 * kind: Secret
 * type: kubernetes.io/tls
 * metadata: { name: shop-tls, namespace: certs }
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public, namespace: infra }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: shop-tls, namespace: certs }] } }
 * ---
 * apiVersion: gateway.networking.k8s.io/v1beta1
 * kind: ReferenceGrant
 * metadata: { name: infra-to-shop-tls, namespace: certs }
 * spec:
 *   from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: infra }]
 *   to: [{ group: "", kind: Secret, name: shop-tls }]
 * ```
 * @exceptions Reported only when both namespaces are stated. An error where a ReferenceGrant was meant for it and misses by one word or lies in the wrong namespace; a warning where the stack holds the Secret; else information.
 * @source gateway-api.sigs.k8s.io/api-types/referencegrant
 */
export const kn606 = defineRule({
  code: 'KN606',
  name: 'gw-cert-grant',
  severity: 'error',
  summary: 'A certificate in another namespace needs a ReferenceGrant.',
  subjects: ['gateway', 'listenerSet'],
  reads: ['referenceGrant', 'secret', 'service', 'route', 'gateway', 'listenerSet'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/api-types/referencegrant'],
  check(gateway, { world }, report) {
    if (gateway.live) return;
    for (const { certificates, name } of gateway.listeners)
      for (const certificate of certificates) {
        if (certificate.namespace === undefined || mayRefer(world, gateway, certificate).verdict !== 'broken') continue;
        const there = namespaceMeant(world, gateway, certificate).name;
        const [secret] = world.named('secret', there, certificate.name?.value ?? '');
        const near = nearGrant(world, gateway, certificate, there);
        report({
          at: certificate.namespace,
          severity: near !== undefined ? 'error' : secret === undefined ? 'info' : 'warning',
          message: `Listener "${name?.value ?? '?'}" of ${describe(gateway)} shows a certificate of namespace "${there}", and ${
            near === undefined ? 'no ReferenceGrant there lets it' : `${describe(near.grant)} ${near.words}`
          }: ${near === undefined && secret === undefined ? 'without one ' : ''}clients cannot connect by TLS (RefNotPermitted).`,
          related: [
            ...(near === undefined ? [] : [relatedTo(near.grant, near.at, `${describe(near.grant)} ${near.words}`)]),
            ...relatedNamespace(world, gateway),
          ],
          fixes: () => grantFixes(world, gateway, certificate, secret ?? gateway, near),
        });
      }
  },
});
