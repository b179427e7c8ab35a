import type { Gateway, Listener } from '../../resources/gateway-api.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { removeKeyFix, replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * What a listener states has to fit its protocol: `tls` belongs to HTTPS and TLS only, HTTPS always ends TLS itself, a listener that ends TLS needs a certificate, and TCP and UDP know no host names. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - name: https
 *       port: 443
 *       protocol: HTTP
 *       tls: { certificateRefs: [{ name: shop-tls }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - name: https
 *       port: 443
 *       protocol: HTTPS
 *       tls: { certificateRefs: [{ name: shop-tls }] }
 * ```
 * @exceptions HTTPS without `tls`: some implementations take the certificate from elsewhere.
 * @source gateway-api config/crd, Gateway: validation of listeners
 */
export const kn603 = defineRule({
  code: 'KN603',
  name: 'gw-listener-tls',
  severity: 'error',
  summary: 'The protocol, TLS and host name of a listener contradict one another.',
  subjects: ['gateway', 'listenerSet'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api config/crd, Gateway'],
  check(gateway, _context, report) {
    for (const listener of gateway.listeners)
      for (const { at, words, fixes } of faultsOf(gateway, listener))
        report({
          at,
          message: `Listener "${listener.name?.value ?? '?'}" of ${describe(gateway)} ${words}: the API server refuses it.`,
          fixes,
        });
  },
});

interface Fault {
  readonly at: Span;
  readonly words: string;
  readonly fixes: () => readonly Fix[];
}

const none = (): readonly Fix[] => [];

function* faultsOf(gateway: Gateway & Resource, listener: Listener): Generator<Fault> {
  const { protocol, hostname, port, tlsSpan, tlsMode } = listener;
  if (port?.value !== undefined && (port.value < 1 || port.value > 65535))
    yield { at: port, words: `is on port ${port.value}, and ports are 1 to 65535`, fixes: none };
  const spoken = protocol?.value;
  const isPlain = spoken === 'HTTP' || spoken === 'TCP' || spoken === 'UDP';
  if (hostname !== undefined && (spoken === 'TCP' || spoken === 'UDP'))
    yield {
      at: hostname,
      words: `is for ${spoken}, which knows no host names, and states hostname ${hostname.value ?? ''}`.trimEnd(),
      fixes: () => removeKeyFix('Remove hostname', gateway, listener, 'hostname'),
    };
  if (tlsSpan !== undefined && isPlain)
    yield {
      at: protocol ?? tlsSpan,
      words: `speaks ${spoken} and states tls`,
      fixes: () => plainFixes(gateway, listener),
    };
  else if (spoken === 'TLS' && tlsSpan === undefined)
    yield { at: protocol ?? listener, words: 'speaks TLS and does not say how: it states no tls', fixes: none };
  else if (spoken === 'HTTPS' && tlsMode?.value !== undefined && tlsMode.value !== 'Terminate')
    yield {
      at: tlsMode,
      words: `speaks HTTPS and states mode ${tlsMode.value}; HTTPS always ends TLS itself (Terminate)`,
      fixes: () =>
        hasCertificate(listener) ? replaceFix('Write mode Terminate', gateway, tlsMode, 'Terminate', true) : [],
    };
  else if (tlsSpan !== undefined && tlsMode?.value === 'Terminate' && !hasCertificate(listener))
    yield {
      at: 'defaulted' in tlsMode ? tlsSpan : tlsMode,
      words: 'ends TLS (mode Terminate) and names no certificate in certificateRefs',
      fixes: none,
    };
}

function hasCertificate({ certificates, certificatesOpen, tlsOptions }: Listener): boolean {
  return certificates.length > 0 || certificatesOpen !== undefined || tlsOptions;
}

function plainFixes(gateway: Gateway & Resource, listener: Listener): readonly Fix[] {
  const { protocol, tlsMode } = listener;
  const isHttps = protocol?.value === 'HTTP' && tlsMode?.value === 'Terminate' && hasCertificate(listener);
  return [
    ...(isHttps && protocol !== undefined
      ? replaceFix('Make the protocol HTTPS', gateway, protocol, 'HTTPS', true)
      : []),
    ...removeKeyFix('Remove tls', gateway, listener, 'tls'),
  ];
}
