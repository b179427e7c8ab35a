import { namespaceMeant } from '../../network/gateway/grants.ts';
import type { Gateway, ObjectReference } from '../../resources/gateway-api.ts';
import type { Resource } from '../../resources/resource.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A listener that ends TLS shows the certificate of a Secret of type `kubernetes.io/tls`. Where the Secret is missing or holds something else, the listener is not programmed (`InvalidCertificateRef`).
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: shop-tsl }] } }
 * ---
 * apiVersion: v1
 * kind: Secret
 * type: kubernetes.io/tls
 * metadata: { name: shop-tls }
 * data: { tls.crt: Y2VydGlmaWNhdGU=, tls.key: a2V5 }
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: shop-tls }] } }
 * ---
 * apiVersion: v1
 * kind: Secret
 * type: kubernetes.io/tls
 * metadata: { name: shop-tls }
 * data: { tls.crt: Y2VydGlmaWNhdGU=, tls.key: a2V5 }
 * ```
 * @exceptions Secrets are rarely kept with manifests, so a missing one is reported only where the stack holds one that is a typing mistake away. Gateways that cert-manager writes certificates for, and Secrets that another object of the namespace names.
 * @source gateway-api.sigs.k8s.io/reference/spec/#gatewaytlsconfig
 */
export const kn605 = defineRule({
  code: 'KN605',
  name: 'gw-cert-missing',
  severity: 'warning',
  summary: 'The certificate of a listener is not there.',
  subjects: ['gateway', 'listenerSet'],
  reads: ['secret', 'other'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#gatewaytlsconfig'],
  check(gateway, { world }, report) {
    if (gateway.live) return;
    for (const { certificates, name: listener } of gateway.listeners)
      for (const certificate of certificates) {
        const { group, kind, name } = certificate;
        if (group !== '' || kind !== 'Secret' || name?.value === undefined) continue;
        const where = namespaceMeant(world, gateway, certificate);
        if (where.unknown !== undefined) continue;
        const words = `Listener "${listener?.value ?? '?'}" of ${describe(gateway)} shows the certificate of Secret "${name.value}"`;
        const [secret, ...others] = world.named('secret', where.name, name.value);
        if (secret !== undefined) {
          const type = secret.secretType === undefined ? 'Opaque' : secret.secretType.value;
          if (others.length > 0 || type === undefined || type === 'kubernetes.io/tls') continue;
          report({
            at: name,
            message: `${words}, which is of type ${type} and not kubernetes.io/tls: clients cannot connect by TLS.`,
            related: [
              relatedTo(secret, secret.secretType ?? secret.kindSpan, `${describe(secret)} is of type ${type}`),
            ],
          });
          continue;
        }
        const meant = meantSecret(world, gateway, certificate, where.name);
        if (meant?.name?.value === undefined) continue;
        const right = meant.name.value;
        report({
          at: name,
          message: `${words}, which is not in ${where.assumed ? 'this stack' : `namespace "${where.name}"`}; there is "${right}": clients cannot connect by TLS.`,
          related: [relatedTo(meant, meant.name, `${describe(meant)} is probably meant`)],
          fixes: () => replaceFix(`Use Secret ${right}`, gateway, name, right, true),
        });
      }
  },
});

/** The certificate one typing mistake away, unless something may write the one that is named. */
function meantSecret(world: World, gateway: Gateway & Resource, { name }: ObjectReference, namespace: string) {
  const wanted = name?.value;
  if (wanted === undefined || world.stack.unknowns.objects !== undefined) return undefined;
  const secrets = world.inNamespace('secret', namespace);
  if (secrets.length === 0 || secrets.some((secret) => secret.name?.value === undefined)) return undefined;
  const tls = secrets.filter(({ secretType }) => secretType?.value === 'kubernetes.io/tls');
  const meant = meantAmong(
    wanted,
    tls.flatMap((secret) => secret.name?.value ?? []),
  );
  if (meant === undefined || gateway.annotations.pairs.some(({ key }) => key.startsWith('cert-manager.io/')))
    return undefined;
  const written = world
    .inNamespace('other', namespace)
    .some(({ document, span }) => document.text.slice(span.start, span.end).includes(wanted));
  return written ? undefined : tls.find((secret) => secret.name?.value === meant);
}
